/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link_options.cc - see link_options.h. */
#include "base/link_options.h"

/* No name that a source file can write. */
static const char attribute_name[] = "cinstr options";

/* Those that do all they do before objects are written, and the default. */
static bool is_immaterial(const struct plugin_argument *argument)
{
    const char *name = argument->key;
    return strcmp(name, "guard") == 0 || strcmp(name, "elided") == 0 ||
           strcmp(name, "verbose") == 0 ||
           (strcmp(name, "mode") == 0 && strcmp(argument->value, "time") == 0);
}

/* The options as they stand on a command line; empty: there are none. */
static const char *join(const struct plugin_name_args *args)
{
    char *text = xstrdup("");
    for (int i = 0; i < args->argc; i++) {
        const struct plugin_argument *argument = &args->argv[i];
        if (!is_immaterial(argument))
            text = concat(text, *text ? " " : "", "-fplugin-arg-cinstr-", argument->key, "=",
                          argument->value, NULL);
    }
    return text;
}

/* The front end has read a function. */
static void keep(void *function, void *text)
{
    tree decl = (tree)function;
    if (flag_lto && TREE_CODE(decl) == FUNCTION_DECL)
        DECL_ATTRIBUTES(decl) =
            tree_cons(get_identifier(attribute_name),
                      build_string(strlen((char *)text) + 1, (char *)text), DECL_ATTRIBUTES(decl));
}

/* At the first pass of LTO's compiler all functions are there. One error is enough. */
static void compare(void *, void *data)
{
    const char *text = (const char *)data;
    cgraph_node *node;
    unregister_callback("cinstr_link_options", PLUGIN_PASS_EXECUTION);
    FOR_EACH_FUNCTION (node) {
        tree kept = lookup_attribute(attribute_name, DECL_ATTRIBUTES(node->decl));
        if (!kept || strcmp(TREE_STRING_POINTER(TREE_VALUE(kept)), text) == 0)
            continue;
        error("cinstr: %qD was compiled with %<%s%>, and with %<-flto%> probes are inserted when a "
              "program is linked: give the link the same options, in the same order",
              node->decl, TREE_STRING_POINTER(TREE_VALUE(kept)));
        return;
    }
}

void link_options_register(const char *plugin, const struct plugin_name_args *args)
{
    const char *text = join(args);
    if (strcmp(lang_hooks.name, "GNU GIMPLE") == 0)
        register_callback("cinstr_link_options", PLUGIN_PASS_EXECUTION, compare,
                          const_cast<char *>(text));
    else if (*text)
        register_callback(plugin, PLUGIN_PRE_GENERICIZE, keep, const_cast<char *>(text));
}
