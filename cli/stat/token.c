/* SPDX-License-Identifier: MIT */
/* token.c - the words of filter and projection expressions; see token.h. */
#include "stat/token.h"
#include "stat/benchfile.h"

#include <stdint.h>
#include <stdlib.h>
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

/* After leading white space; the end of the text if there is nothing else. */
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

/* ---- strings in Go's double quotes ---- */

/* Appends RUNE in UTF-8. Returns false when it is not a character. */
static bool put_rune(char **out, uint32_t rune)
{
    if (rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000))
        return false;
    int tail = rune < 0x80 ? 0 : rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    *(*out)++ = (char)(lead[tail] | rune >> (6 * tail));
    while (tail-- > 0)
        *(*out)++ = (char)(0x80 | (rune >> (6 * tail) & 0x3f));
    return true;
}

/* COUNT digits of BASE at *TEXT; UINT32_MAX where there are fewer before CLOSE. */
static uint32_t take_number(const char **text, const char *close, int count, int base)
{
    char digits[9] = "", *end;
    if (close - *text < count)
        return UINT32_MAX;
    memcpy(digits, *text, (size_t)count);
    if (digits[0] == '-' || digits[0] == '+' || digits[0] == ' ')
        return UINT32_MAX;
    unsigned long value = strtoul(digits, &end, base);
    *text += count;
    return end == digits + count ? (uint32_t)value : UINT32_MAX;
}

/* One escape, from after its backslash. */
static bool take_escape(const char **text, const char *close, char **out)
{
    static const char names[] = "abfnrtv\\\"", values[] = "\a\b\f\n\r\t\v\\\"";
    char name = **text;
    const char *known = name ? strchr(names, name) : NULL;
    uint32_t value;
    if (known) {
        ++*text;
        *(*out)++ = values[known - names];
        return true;
    }
    if (name >= '0' && name <= '7') {
        value = take_number(text, close, 3, 8);
    } else if (name == 'x') {
        ++*text;
        value = take_number(text, close, 2, 16);
    } else if (name == 'u' || name == 'U') {
        ++*text;
        return put_rune(out, take_number(text, close, name == 'u' ? 4 : 8, 16));
    } else {
        return false;
    }
    /* A NUL would end the C string early. */
    *(*out)++ = (char)value;
    return value > 0 && value < 256;
}

char *ci_stat_token_unquote(struct ci_pool *pool, const char *text, const char *close)
{
    char *word = ci_pool_alloc(pool, (size_t)(close - text) + 4, 1), *out = word;
    while (text < close) {
        char c = *text++;
        if (c == '\n')
            return NULL;
        if (c != '\\')
            *out++ = c;
        else if (text == close || !take_escape(&text, close, &out))
            return NULL;
    }
    return word;
}
