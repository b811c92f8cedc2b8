/* SPDX-License-Identifier: MIT */
/* token.c - the words of filter and projection expressions; see token.h. */
#include "stat/token.h"

#include "stat/benchfile.h"

#include <string.h>

static bool is_operator(char c)
{
    return c && strchr("():@,", c);
}

/* Only at the start of a word are '-' and '*' operators: "foo-bar" is one word. */
static bool starts_operator(char c)
{
    return is_operator(c) || c == '-' || c == '*';
}

/* Behind leading white space; the text's end if there is nothing else. */
static const char *skip_space(const char *text)
{
    const char *end = text + strlen(text), *at = text;
    size_t len;
    const char *field = ci_benchfile_field(&at, end, &len);
    return field ? field : end;
}

static struct ci_stat_token make_token(const struct ci_stat_tokens *tokens, char kind,
                                       const char *text)
{
    return (struct ci_stat_token){kind, (size_t)(tokens->rest - tokens->expression->text), text};
}

void ci_stat_token_fail(struct ci_stat_tokens *tokens, const char *message)
{
    struct ci_stat_expression *expression = tokens->expression;
    if (!expression->message) {
        expression->message = message;
        expression->error_offset = (size_t)(tokens->rest - expression->text);
    }
    tokens->rest = expression->text + strlen(expression->text);
}

static struct ci_stat_token fail(struct ci_stat_tokens *tokens, const char *message)
{
    ci_stat_token_fail(tokens, message);
    return make_token(tokens, CI_TOKEN_END, "");
}

static struct ci_stat_token quoted_word(struct ci_stat_tokens *tokens)
{
    const char *close = tokens->rest + 1;
    while (*close && (*close != '"' || close[-1] == '\\'))
        close++;
    if (!*close)
        return fail(tokens, "missing end quote");
    char *word = ci_stat_token_unquote(tokens->expression->pool, tokens->rest + 1, close);
    if (!word)
        return fail(tokens, "bad escape sequence");
    struct ci_stat_token token = make_token(tokens, CI_TOKEN_QUOTED, word);
    tokens->rest = close + 1;
    return token;
}

static struct ci_stat_token bare_word(struct ci_stat_tokens *tokens)
{
    const char *end = tokens->rest;
    size_t len;
    ci_benchfile_field(&end, end + strlen(end), &len);
    for (size_t i = 0; i < len; i++)
        if (is_operator(tokens->rest[i]))
            len = i;
    char *word = ci_pool_copy(tokens->expression->pool, tokens->rest, len);
    char kind = strcmp(word, "AND") == 0  ? CI_TOKEN_AND
                : strcmp(word, "OR") == 0 ? CI_TOKEN_OR
                                          : CI_TOKEN_WORD;
    struct ci_stat_token token = make_token(tokens, kind, word);
    tokens->rest += len;
    return token;
}

/* The slash that ends the expression: one outside brackets and parentheses, not escaped. */
static const char *closing_slash(const char *text)
{
    int brackets = 0, parentheses = 0;
    for (; *text; text++) {
        if (*text == '/' && !brackets && !parentheses)
            return text;
        if (*text == '[')
            brackets++;
        else if (*text == ']' && brackets)
            brackets--;
        else if (*text == '(' && !brackets)
            parentheses++;
        else if (*text == ')' && !brackets)
            parentheses--;
        else if (*text == '\\' && text[1])
            text++;
    }
    return NULL;
}

static struct ci_stat_token regex_token(struct ci_stat_tokens *tokens)
{
    const char *close = closing_slash(tokens->rest + 1);
    if (!close)
        return fail(tokens, "missing close \"/\"");
    const char *after = close + 1;
    if (*after && skip_space(after) == after && !starts_operator(*after)) {
        tokens->rest = after;
        return fail(tokens, "regexp must be followed by space or an operator (unescaped \"/\"?)");
    }
    char *text = ci_pool_copy(tokens->expression->pool, tokens->rest + 1,
                              (size_t)(close - tokens->rest - 1));
    struct ci_stat_token token = make_token(tokens, CI_TOKEN_REGEX, text);
    tokens->rest = after;
    return token;
}

struct ci_stat_token ci_stat_token_next(struct ci_stat_tokens *tokens, bool regex)
{
    tokens->rest = skip_space(tokens->rest);
    char first = *tokens->rest;
    if (!first)
        return make_token(tokens, CI_TOKEN_END, "");
    if (first == '"')
        return quoted_word(tokens);
    if (first == '/' && regex)
        return regex_token(tokens);
    if (!starts_operator(first))
        return bare_word(tokens);
    struct ci_stat_token token =
        make_token(tokens, first, ci_pool_copy(tokens->expression->pool, &first, 1));
    tokens->rest++;
    return token;
}

struct ci_stat_token ci_stat_token_peek(struct ci_stat_tokens *tokens, bool regex)
{
    tokens->rest = skip_space(tokens->rest);
    struct ci_stat_tokens ahead = *tokens;
    return ci_stat_token_next(&ahead, regex);
}

char *ci_stat_expression_error(const struct ci_stat_expression *expression)
{
    int column = 0;
    /* Characters, not bytes: continuation bytes of UTF-8 and control characters take no room. */
    for (size_t i = 0; i < expression->error_offset; i++) {
        unsigned char byte = (unsigned char)expression->text[i];
        column += byte >= ' ' && byte != 0x7f && (byte & 0xc0) != 0x80;
    }
    return ci_pool_format(expression->pool, "syntax error: %s\n\t%s\n\t%*s^", expression->message,
                          expression->text, column, "");
}
