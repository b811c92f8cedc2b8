/* SPDX-License-Identifier: MIT */
/*
 * token.h - the words of filter and projection expressions (golang.org/x/perf's
 * benchproc/syntax): bare and quoted words, regular expressions, the operators ( ) : @ , - *.
 */
#ifndef CINSTR_CLI_STAT_TOKEN_H
#define CINSTR_CLI_STAT_TOKEN_H

#include "base/map.h"

#include <stdbool.h>

/* What a token is; an operator's kind is its character. */
enum {
    CI_TOKEN_END = 0,
    CI_TOKEN_WORD = 'w',
    CI_TOKEN_QUOTED = 'q',
    CI_TOKEN_REGEX = 'r', /* TEXT is the expression between the slashes */
    CI_TOKEN_AND = 'A',
    CI_TOKEN_OR = 'O',
};

struct ci_stat_token {
    char kind;
    size_t offset;    /* bytes into the expression */
    const char *text; /* the pool's; unescaped */
};

/* A tokenizer is a place in the expression; a copy of it is a place to come back to. */
struct ci_stat_tokens {
    const char *rest;
    struct ci_stat_expression *expression;
};

/* The expression and the first error found in it; after an error every token is the end. */
struct ci_stat_expression {
    struct ci_pool *pool;
    const char *text;
    const char *message; /* NULL: no error so far */
    size_t error_offset;
};

/* Takes the next token. A slash starts a regular expression only where REGEX says so. */
struct ci_stat_token ci_stat_token_next(struct ci_stat_tokens *tokens, bool regex);

/* The next token without taking it; leading space is skipped all the same. */
struct ci_stat_token ci_stat_token_peek(struct ci_stat_tokens *tokens, bool regex);

/* Notes MESSAGE at TOKENS' place unless there is an error already, and moves to the end. */
void ci_stat_token_fail(struct ci_stat_tokens *tokens, const char *message);

static inline bool ci_stat_token_is_word(struct ci_stat_token token)
{
    return token.kind == CI_TOKEN_WORD || token.kind == CI_TOKEN_QUOTED;
}

/* "syntax error: MESSAGE", the expression and a caret below the place, on three lines. */
char *ci_stat_expression_error(const struct ci_stat_expression *expression);

/*
 * The string in Go's double quotes at TEXT, its closing quote at CLOSE; NULL for a bad escape.
 */
char *ci_stat_token_unquote(struct ci_pool *pool, const char *text, const char *close);

#endif
