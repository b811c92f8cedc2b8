/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gcc.h - GCC's plugin API, and every difference between its versions.
 *
 * The only file of cinstr that includes GCC's headers or asks for GCC's version. The plugin is
 * written in the newest version's terms; what older ones, from GCC 11 on, have instead is named
 * here.
 */
#ifndef CINSTR_PLUGIN_GCC_H
#define CINSTR_PLUGIN_GCC_H

#include <initializer_list>

#include "gcc-plugin.h"
#include "plugin-version.h"

#include "tree.h"
#include "gimple.h"
#include "tree-pass.h"
#include "context.h"
#include "pass_manager.h"
#include "ssa.h"
#include "cgraph.h"
#include "gimple-iterator.h"
#include "gimple-walk.h"
#include "gimplify.h"
#include "gimplify-me.h"
#include "gimple-pretty-print.h"
#include "tree-cfg.h"
#include "tree-eh.h"
#include "tree-inline.h"
#include "tree-into-ssa.h"
#include "tree-ssanames.h"
#include "ssa-iterators.h"
#include "stor-layout.h"
#include "stringpool.h"
#include "attribs.h"
#include "builtins.h"
#include "fold-const.h"
#include "cfganal.h"
#include "cfghooks.h"
#include "diagnostic.h"
#include "intl.h"
#include "opts.h"
#include "toplev.h"
#include "output.h"
#include "target.h"
#include "varasm.h"
#include "rtl.h"
#include "rtl-iter.h"
#include "memmodel.h"
#include "tm_p.h"
#include "emit-rtl.h"
#include "cfgloop.h"
#include "sreal.h"
#include "insn-config.h"
#include "regs.h"
#include "function-abi.h"
#include "recog.h"
#include "insn-attr.h"
#include "file-prefix-map.h"
#include "langhooks.h"
#include "calls.h"
#include "cpplib.h"
#include "tree-ssa-loop.h"
#include "tree-ssa-loop-manip.h"
#include "tree-ssa-loop-niter.h"
#include "tree-scalar-evolution.h"
#include "tree-dfa.h"
#include "gimple-expr.h"
#include "tree-iterator.h"

#if GCCPLUGIN_VERSION_MAJOR >= 16
#include "diagnostics/file-cache.h"
#endif

#if GCCPLUGIN_VERSION_MAJOR < 11 || GCCPLUGIN_VERSION_MAJOR > 16
#error "cinstr's plugin needs the headers of a GCC from 11 to 16"
#endif

/* tree-outof-ssa.h needs a header that plugins are not given. */
extern bool ssa_is_replaceable_p(gimple *stmt);

#if GCCPLUGIN_VERSION_MAJOR < 12
static inline bool startswith(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}
#endif

#if GCCPLUGIN_VERSION_MAJOR < 13
#define aarch_bti_enabled aarch64_bti_enabled
#endif

#if GCCPLUGIN_VERSION_MAJOR < 14
#define last_nondebug_stmt last_stmt
#endif

/* A location that carries a range and a block beside its locus. */
static inline location_t gcc_combine_location(location_t locus, source_range range, tree block)
{
#if GCCPLUGIN_VERSION_MAJOR >= 14
    return line_table->get_or_create_combined_loc(locus, range, block, 0);
#elif GCCPLUGIN_VERSION_MAJOR >= 13
    return COMBINE_LOCATION_DATA(line_table, locus, range, block, 0);
#else
    return COMBINE_LOCATION_DATA(line_table, locus, range, block);
#endif
}

/* A location as GCC compares it for its nops at -O0: from 13 to 15 without what tells apart two of
 * one place in the source. */
static inline location_t gcc_place(location_t location)
{
#if GCCPLUGIN_VERSION_MAJOR >= 13 && GCCPLUGIN_VERSION_MAJOR < 16
    return gcc_combine_location(LOCATION_LOCUS(location), get_range_from_loc(line_table, location),
                                LOCATION_BLOCK(location));
#else
    return location;
#endif
}

/* Whether GCC merges what edges do into blocks with calls: seen with GCC 16, in Lua, and never with
 * GCC 12. */
static const bool GCC_MERGES_BEHIND_CALLS = GCCPLUGIN_VERSION_MAJOR >= 13;

/* Whether a function is the condition of an attribute assume, which is never run. */
static inline bool gcc_is_assumption(const function *fun)
{
#if GCCPLUGIN_VERSION_MAJOR >= 13
    return fun->assume_function;
#else
    (void)fun;
    return false;
#endif
}

/* __builtin_object_size, and since GCC 12 __builtin_dynamic_object_size. */
static inline bool gcc_is_object_size(built_in_function code)
{
#if GCCPLUGIN_VERSION_MAJOR >= 12
    if (code == BUILT_IN_DYNAMIC_OBJECT_SIZE)
        return true;
#endif
    return code == BUILT_IN_OBJECT_SIZE;
}

/* The text of a line, without its end; NULL when the file has no such line. */
static inline const char *gcc_source_line(const char *file, int line, size_t *length)
{
#if GCCPLUGIN_VERSION_MAJOR >= 14
    auto span = global_dc->get_file_cache().get_source_line(file, line);
#else
    auto span = location_get_source_line(file, line);
#endif
    *length = span ? span.length() : 0;
    return span.get_buffer();
}

/* The front ends have these; LTO's compiler, into which the plugin loads as well, has not. */
extern cpp_reader *parse_in __attribute__((weak));
extern tree identifier_global_value(tree) __attribute__((weak));
extern __typeof(cpp_lookup) cpp_lookup __attribute__((weak));
extern const unsigned char *cpp_macro_definition(cpp_reader *, cpp_hashnode *)
    __attribute__((weak));

/* The function or variable that a name means at file scope, while the front end parses. */
static inline tree gcc_global_declaration(tree identifier)
{
    return identifier_global_value ? identifier_global_value(identifier) : NULL_TREE;
}

/* The macro of a name; NULL when there is none. */
static inline cpp_hashnode *gcc_lookup_macro(const char *name)
{
    if (!&parse_in || !cpp_lookup)
        return NULL;
    cpp_hashnode *node = cpp_lookup(parse_in, (const unsigned char *)name, strlen(name));
    return node && cpp_macro_p(node) ? node : NULL;
}

/* Whether the header that defines a macro is one of the system's. */
static inline bool gcc_is_system_macro(cpp_hashnode *node)
{
    return cpp_user_macro_p(node) && in_system_header_at(node->value.macro->line);
}

/* "NAME text" or "NAME(parameters) text"; valid until the next call. */
static inline const unsigned char *gcc_macro_definition(cpp_hashnode *node)
{
    return cpp_macro_definition(parse_in, node);
}

/* What C++ remembers of expressions that it has folded. */
extern void clear_fold_cache(void) __attribute__((weak));

static inline void gcc_forget_folded(void)
{
    if (&clear_fold_cache)
        clear_fold_cache();
}

/* Whether the C++ front end folds a function after PLUGIN_PRE_GENERICIZE and not before. It then
 * looks through a TARGET_EXPR with a constant. */
static const bool GCC_FOLDS_LATE = GCCPLUGIN_VERSION_MAJOR >= 15;

/* Whether a C++ function is constexpr: DECL_DECLARED_CONSTEXPR_P of the C++ front end. */
static inline bool gcc_is_constexpr(tree function)
{
    return lang_GNU_CXX() && DECL_LANG_FLAG_8(function);
}

#endif
