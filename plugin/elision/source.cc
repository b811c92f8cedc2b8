/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/source.cc - calls that the front end folds before GIMPLE exists.
 *
 *     for (i = 0; i < b->N; i++)
 *         x = pow(1.2, 3.8);            GIMPLE: x = 1.99934957629979987e+0;
 *
 * The C front end folds while it parses, so only the text still has the call. It is read when the
 * function was parsed: the loops, and in them the calls of built-in functions all of whose
 * arguments are constants as they stand (numbers, strings, macros of such). C++ keeps most calls
 * until the function ends, with constexpr functions among them: those are found in the tree. What
 * of this has no statement in GIMPLE was folded.
 */
#include "elision/source.h"
#include "elision/lex.h"
#include "elision/uses.h"
#include "guard/measured.h"

namespace
{
/* A loop of the text, from its keyword to the end of its condition, and its body. */
struct text_loop {
    source_place start, end, body_start, body_end;
};

/* A call of a function that GCC can fold. C++ places a call at its parenthesis. */
struct text_call {
    source_place name_at, parenthesis_at;
    const char *name;
    bool constant; /* all its arguments are, and nothing says that it may not be compiled */
    bool dropped;  /* see folded_call */
};

} // namespace

/* What the text of one function has. */
struct source_text {
    unsigned function; /* DECL_UID */
    auto_vec<text_loop> loops;
    auto_vec<text_call> calls;
};

/* ---- Order of places in one file ---- */

static bool is_before(const source_place &a, const source_place &b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

static bool is_within(const source_place &where, const source_place &start, const source_place &end)
{
    return !is_before(where, start) && !is_before(end, where);
}

static source_place place_of_token(const char *file, const token &token)
{
    source_place place = {file, token.line, token.column};
    return place;
}

/* ---- Loops ---- */

/* The last token of the statement that begins at `at`; -1 when there is none. */
static int statement_end(const vec<token> &tokens, int at)
{
    int count = tokens.length();
    if (at >= count)
        return -1;
    if (lex_is(tokens[at], "{"))
        return tokens[at].partner;
    bool heads = lex_is(tokens[at], "for") || lex_is(tokens[at], "while") ||
                 lex_is(tokens[at], "if") || lex_is(tokens[at], "switch");
    if (heads && at + 1 < count && lex_is(tokens[at + 1], "(")) {
        int end = statement_end(tokens, tokens[at + 1].partner + 1);
        while (end >= 0 && end + 1 < count && lex_is(tokens[end + 1], "else"))
            end = statement_end(tokens, end + 2);
        return end;
    }
    if (lex_is(tokens[at], "do"))
        at = statement_end(tokens, at + 1) + 1;
    for (; at > 0 && at < count; at++) {
        if (lex_is(tokens[at], ";"))
            return at;
        if (strchr("([{", tokens[at].text[0]) && tokens[at].kind == token::SIGN)
            at = tokens[at].partner;
    }
    return -1;
}

static void add_loop(source_text *text, const vec<token> &tokens, const char *file, int keyword,
                     int body, int body_end)
{
    text_loop loop = {place_of_token(file, tokens[keyword]),
                      place_of_token(file, tokens[tokens[keyword + 1].partner]),
                      place_of_token(file, tokens[body]), place_of_token(file, tokens[body_end])};
    text->loops.safe_push(loop);
}

static void find_loops(source_text *text, const vec<token> &tokens, const char *file)
{
    for (int i = 0; i + 2 < (int)tokens.length(); i++) {
        if (lex_is(tokens[i], "do")) {
            int end = statement_end(tokens, i + 1);
            if (end >= 0 && end + 2 < (int)tokens.length() && lex_is(tokens[end + 1], "while") &&
                lex_is(tokens[end + 2], "("))
                add_loop(text, tokens, file, end + 1, i + 1, end);
        }
        if (!(lex_is(tokens[i], "for") || lex_is(tokens[i], "while") ||
              lex_is(tokens[i], "UBENCH_DO_BENCHMARK")) ||
            !lex_is(tokens[i + 1], "("))
            continue;
        int body = tokens[i + 1].partner + 1, end = statement_end(tokens, body);
        if (end >= 0)
            add_loop(text, tokens, file, i, body, end);
    }
}

/* ---- Calls with constant arguments ---- */

static bool is_one_of(const token &token, const char *const *words)
{
    for (; *words; words++)
        if (lex_is(token, *words))
            return true;
    return false;
}

/* Macros within each other that are looked at. */
static const int MACROS_MAX = 4;

/* Whether the preprocessor's text of a macro is numbers, strings, signs and macros of such. */
static bool is_constant_macro(const char *name, int depth)
{
    cpp_hashnode *node = gcc_lookup_macro(name);
    if (!node || !cpp_user_macro_p(node) || depth > MACROS_MAX)
        return false;
    const char *text = (const char *)gcc_macro_definition(node) + strlen(name);
    if (*text != ' ')
        return false; /* it has parameters */
    while (*text) {
        if (ISDIGIT(*text) || *text == '.') {
            while (ISIDNUM(*text) || *text == '.' ||
                   (strchr("+-", *text) && strchr("eEpP", text[-1])))
                text++;
        } else if (ISIDST(*text)) {
            const char *start = text;
            while (ISIDNUM(*text))
                text++;
            char *inner = xstrndup(start, text - start);
            bool constant = is_constant_macro(inner, depth + 1);
            free(inner);
            if (!constant)
                return false;
        } else if (*text == '"' || *text == '\'') {
            for (char quote = *text++; *text && *text != quote; text++)
                if (*text == '\\' && text[1])
                    text++;
            text += *text != '\0';
        } else {
            text++;
        }
    }
    return true;
}

/* Whether GCC folds calls of a function that it knows. */
static bool is_foldable(tree function)
{
    return fndecl_built_in_p(function, BUILT_IN_NORMAL) &&
           ((flags_from_decl_or_type(function) & (ECF_CONST | ECF_PURE)) ||
            SCALAR_FLOAT_TYPE_P(TREE_TYPE(TREE_TYPE(function))));
}

/* The function of a name at file scope; of those that C++ overloads, the built-in one. NULL: none.
 */
static tree function_called(const char *name)
{
    tree identifier = maybe_get_identifier(name);
    tree decl = identifier ? gcc_global_declaration(identifier) : NULL_TREE;
    if (decl && TREE_CODE(decl) != FUNCTION_DECL) {
        char *built_in = concat("__builtin_", name, NULL);
        identifier = maybe_get_identifier(built_in);
        decl = identifier ? gcc_global_declaration(identifier) : NULL_TREE;
        free(built_in);
    }
    return decl && TREE_CODE(decl) == FUNCTION_DECL ? decl : NULL_TREE;
}

static bool is_foldable_builtin(const char *name)
{
    tree decl = function_called(name);
    return decl && is_foldable(decl);
}

/* Built-in functions that make a constant or a remark, and no work. */
static bool is_only_notation(const char *name)
{
    static const char *const parts[] = {"_expect",   "_constant_p", "_object_size", "huge_val",
                                        "_classify", "nan",         "_inf",         "infinity",
                                        "_assume",   NULL};
    for (const char *const *part = parts; *part; part++)
        if (strstr(name, *part))
            return true;
    return false;
}

static bool is_constant_call(const vec<token> &tokens, int at);

static bool are_constant(const vec<token> &tokens, int from, int to)
{
    static const char *const types[] = {"int",   "long",   "short",    "char",  "unsigned",
                                        "float", "double", "_Complex", "const", NULL};
    for (int i = from; i < to; i++) {
        const token &token = tokens[i];
        if (token.kind == token::SIGN && strchr("[]{}=;", token.text[0]))
            return false;
        if (token.kind != token::NAME || is_one_of(token, types) ||
            is_constant_macro(token.text, 0))
            continue;
        if (lex_is(tokens[i + 1], "(") && lex_is(token, "sizeof")) {
            i = tokens[i + 1].partner;
            continue;
        }
        if (!lex_is(tokens[i + 1], "(") || !is_constant_call(tokens, i))
            return false;
        i = tokens[i + 1].partner;
    }
    return from < to;
}

static bool is_foldable_call(const vec<token> &tokens, int at)
{
    const char *name = tokens[at].text;
    return is_foldable_builtin(name) && !is_only_notation(name) && !gcc_lookup_macro(name);
}

static bool is_constant_call(const vec<token> &tokens, int at)
{
    return is_foldable_call(tokens, at) && are_constant(tokens, at + 2, tokens[at + 1].partner);
}

/* Whether what stands before a name lets it be called: no member, no declaration, no other scope.
 */
static bool may_be_called(const vec<token> &tokens, int at)
{
    static const char *const keywords[] = {"return", "else", "do", "case", NULL};
    if (at == 0)
        return false;
    const token &before = tokens[at - 1];
    if (lex_is(before, "."))
        return false;
    if (lex_is(before, "->"))
        return false;
    if (lex_is(before, "::"))
        return at < 2 || tokens[at - 2].kind != token::NAME || lex_is(tokens[at - 2], "std");
    return before.kind != token::NAME || is_one_of(before, keywords);
}

/* Whether the statement around is a constant by declaration. */
static bool is_meant_constant(const vec<token> &tokens, int at)
{
    static const char *const words[] = {"static", "constexpr", "constinit", "enum", "case", NULL};
    for (;
         at > 0 && !lex_is(tokens[at], ";") && !lex_is(tokens[at], "{") && !lex_is(tokens[at], "}");
         at--)
        if (is_one_of(tokens[at], words))
            return true;
    return false;
}

/* Whether a statement is nothing but the call of a function that is known to have no effect but its
 * result: C++ drops it, and C what a macro of the system's has for it. */
static bool is_dropped_call(const vec<token> &tokens, int at)
{
    int end = tokens[at + 1].partner, before = at - 1;
    if (before > 1 && lex_is(tokens[before], "::") && lex_is(tokens[before - 1], "std"))
        before -= 2;
    if (before < 0 || end + 1 >= (int)tokens.length() || !lex_is(tokens[end + 1], ";"))
        return false;
    bool begins = lex_is(tokens[before], ";") || lex_is(tokens[before], "{") ||
                  lex_is(tokens[before], "}") || lex_is(tokens[before], ")");
    tree decl = begins ? function_called(tokens[at].text) : NULL_TREE;
    cpp_hashnode *macro = gcc_lookup_macro(tokens[at].text);
    return decl && uses_is_plain_function(decl) && !VOID_TYPE_P(TREE_TYPE(TREE_TYPE(decl))) &&
           (!macro || gcc_is_system_macro(macro));
}

static void find_calls(source_text *text, const vec<token> &tokens, const char *file)
{
    static const char *const unevaluated[] = {
        "sizeof",        "_Alignof",      "alignof",        "__alignof__",
        "typeof",        "__typeof__",    "__typeof",       "decltype",
        "noexcept",      "static_assert", "_Static_assert", "_Generic",
        "__attribute__", "asm",           "__asm__",        NULL};
    for (int i = 0; i + 1 < (int)tokens.length(); i++) {
        if (tokens[i].kind != token::NAME || !lex_is(tokens[i + 1], "("))
            continue;
        if (is_one_of(tokens[i], unevaluated)) {
            i = tokens[i + 1].partner;
            continue;
        }
        bool foldable = is_foldable_call(tokens, i), dropped = is_dropped_call(tokens, i);
        if (!may_be_called(tokens, i) || !(foldable || dropped))
            continue;
        bool constant =
            !tokens[i].conditional && !is_meant_constant(tokens, i) && is_constant_call(tokens, i);
        text_call call = {place_of_token(file, tokens[i]), place_of_token(file, tokens[i + 1]),
                          xstrdup(tokens[i].text), constant, dropped && !tokens[i].conditional};
        text->calls.safe_push(call);
    }
}

/* ---- C++: calls in the tree ---- */

static void add_tree_call(source_text *text, tree call)
{
    source_place where = place_of(EXPR_LOCATION(call));
    for (unsigned i = 0; i < text->calls.length(); i++)
        if (same_place(text->calls[i].parenthesis_at, where))
            return;
    const char *name = xstrdup(lang_hooks.decl_printable_name(get_callee_fndecl(call), 0));
    text_call entry = {where, where, name, true, false};
    text->calls.safe_push(entry);
}

/* How many of a call's arguments say nothing: the object, where it is empty, as that of a lambda
 * without captures. */
static int empty_arguments(tree call, tree function)
{
    bool is_method = TREE_CODE(TREE_TYPE(function)) == METHOD_TYPE && call_expr_nargs(call) > 0;
    tree object = is_method ? TREE_TYPE(CALL_EXPR_ARG(call, 0)) : NULL_TREE;
    return object && POINTER_TYPE_P(object) && is_empty_type(TREE_TYPE(object));
}

/* A call with constant arguments that the front end can evaluate. */
static bool is_constant_tree_call(tree call, tree function)
{
    int first = empty_arguments(call, function);
    if (call_expr_nargs(call) == first)
        return false;
    if (!gcc_is_constexpr(function) &&
        (!is_foldable(function) || is_only_notation(IDENTIFIER_POINTER(DECL_NAME(function)))))
        return false;
    for (int i = first; i < call_expr_nargs(call); i++)
        if (!TREE_CONSTANT(CALL_EXPR_ARG(call, i)))
            return false;
    return true;
}

static tree note_tree_call(tree *node, int *walk_subtrees, void *data)
{
    if (TREE_CODE(*node) == SIZEOF_EXPR || TREE_CODE(*node) == ALIGNOF_EXPR ||
        TREE_CODE(*node) == NOEXCEPT_EXPR)
        *walk_subtrees = 0;
    tree function = TREE_CODE(*node) == CALL_EXPR ? get_callee_fndecl(*node) : NULL_TREE;
    if (function && DECL_NAME(function) && is_constant_tree_call(*node, function))
        add_tree_call((source_text *)data, *node);
    return NULL_TREE;
}

/* ---- A function ---- */

static void read_function(void *data, void *unit)
{
    tree function = (tree)data;
    if (TREE_CODE(function) != FUNCTION_DECL || seen_error() || !measured_may_have(function))
        return;
    source_place start = place_of(DECL_SOURCE_LOCATION(function));
    source_text *text = new source_text();
    text->function = DECL_UID(function);
    auto_vec<token> tokens;
    if (start.file && lex_function(start.file, start.line, start.column, &tokens)) {
        find_loops(text, tokens, start.file);
        find_calls(text, tokens, start.file);
    }
    lex_free(&tokens);
    if (lang_GNU_CXX() && DECL_SAVED_TREE(function))
        walk_tree_without_duplicates(&DECL_SAVED_TREE(function), note_tree_call, text);
    ((elision_unit *)unit)->texts.safe_push(text);
}

void source_register(const char *plugin, elision_unit *unit)
{
    register_callback(plugin, PLUGIN_PRE_GENERICIZE, read_function, unit);
}

/* The outermost loop of the text one of whose condition's places is the measured loop's. */
static const text_loop *find_text_loop(const source_text &text, const vec<source_place> &control)
{
    for (unsigned i = 0; i < text.loops.length(); i++)
        for (unsigned k = 0; k < control.length(); k++)
            if (filename_cmp(control[k].file, text.loops[i].start.file) == 0 &&
                is_within(control[k], text.loops[i].start, text.loops[i].end))
                return &text.loops[i];
    return NULL;
}

static bool is_at(const text_call &call, const source_place &where)
{
    return same_place(call.name_at, where) || same_place(call.parenthesis_at, where);
}

/* Whether GIMPLE has a call of the function at a place where the text has none: one among the
 * arguments of another call, whose place it got. Any of the text's may be that one. */
static bool has_displaced_call(const source_text &text, const inventory &loop, const char *name)
{
    for (unsigned i = 0; i < loop.works.length(); i++) {
        const work &work = loop.works[i];
        bool displaced = work.callee && strcmp(work.callee, name) == 0;
        for (unsigned k = 0; displaced && k < text.calls.length(); k++)
            displaced = strcmp(text.calls[k].name, name) != 0 || !is_at(text.calls[k], work.where);
        if (displaced)
            return true;
    }
    return false;
}

void source_folded_calls(const elision_unit &unit, tree function, const inventory &loop,
                         vec<folded_call> *calls)
{
    for (unsigned i = 0; i < unit.texts.length(); i++) {
        const source_text &text = *unit.texts[i];
        if (text.function != DECL_UID(function))
            continue;
        const text_loop *body = find_text_loop(text, loop.control);
        for (unsigned k = 0; k < text.calls.length(); k++) {
            const text_call &call = text.calls[k];
            bool inside =
                loop.whole || (body && is_within(call.name_at, body->body_start, body->body_end));
            if (!(call.constant || call.dropped) || !inside ||
                has_place(loop.places, call.name_at) ||
                has_place(loop.places, call.parenthesis_at) ||
                has_displaced_call(text, loop, call.name))
                continue;
            folded_call folded = {call.name_at, call.name, call.dropped};
            calls->safe_push(folded);
        }
    }
}
