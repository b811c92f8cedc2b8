/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/lex.h - the tokens of a function's text, as far as its loops and calls need them. */
#ifndef CINSTR_PLUGIN_ELISION_LEX_H
#define CINSTR_PLUGIN_ELISION_LEX_H

#include "gcc.h"

/* One token. Invariant: `text` ends where the token does; a string's is "\"", a character's "'". */
struct token {
    enum { NAME, NUMBER, TEXT, SIGN } kind;
    char *text;
    int line, column;
    int partner;      /* of a bracket: the token that closes or opens it; else -1 */
    bool conditional; /* between #if and #endif: it may not be compiled */
};

/*
 * Reads from `line`, `column` of `file` to the end of the first block in braces. Macros are not
 * expanded. Returns false when the text is not to be had or its brackets do not match.
 */
bool lex_function(const char *file, int line, int column, vec<token> *tokens);

void lex_free(vec<token> *tokens);

bool lex_is(const token &token, const char *text);

#endif
