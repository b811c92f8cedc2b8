/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/lex.cc - splits source text into tokens: comments, strings and directives do not count.
 */
#include "elision/lex.h"

namespace
{
/* Where the reader is. Invariant: `at` <= `length`; `text` is the line without its end. */
struct reader {
    const char *file, *text;
    int line, at, length;
    int conditionals; /* #if without #endif so far */
    bool in_comment;
};
} // namespace

static bool next_line(reader *reader)
{
    size_t length;
    reader->text = gcc_source_line(reader->file, ++reader->line, &length);
    reader->at = 0;
    reader->length = (int)length;
    return reader->text;
}

static char peek(const reader &reader, int ahead)
{
    return reader.at + ahead < reader.length ? reader.text[reader.at + ahead] : '\0';
}

/* Skips the directive that the line is; notes where it opens or closes a condition. */
static void skip_directive(reader *reader)
{
    int at = reader->at + 1;
    while (at < reader->length && ISBLANK(reader->text[at]))
        at++;
    const char *word = reader->text + at;
    int left = reader->length - at;
    if (left >= 2 && strncmp(word, "if", 2) == 0)
        reader->conditionals++;
    else if (left >= 5 && strncmp(word, "endif", 5) == 0)
        reader->conditionals--;
    while (reader->length > 0 && reader->text[reader->length - 1] == '\\' && next_line(reader))
        ;
    reader->at = reader->length;
}

/* Skips blanks and comments within the line. */
static void skip_blank(reader *reader)
{
    while (reader->at < reader->length) {
        if (reader->in_comment) {
            if (peek(*reader, 0) == '*' && peek(*reader, 1) == '/') {
                reader->in_comment = false;
                reader->at++;
            }
            reader->at++;
        } else if (peek(*reader, 0) == '/' && peek(*reader, 1) == '/') {
            reader->at = reader->length;
        } else if (peek(*reader, 0) == '/' && peek(*reader, 1) == '*') {
            reader->in_comment = true;
            reader->at += 2;
        } else if (ISSPACE(peek(*reader, 0)) || peek(*reader, 0) == '\\') {
            reader->at++;
        } else {
            return;
        }
    }
}

static bool is_in_name(char letter)
{
    return ISIDNUM(letter) || letter == '$' || (letter & 0x80);
}

/* The length of the string or character that begins here; -1 when it goes on in the next line. */
static int quoted_length(const reader &reader)
{
    char quote = peek(reader, 0);
    for (int i = 1; reader.at + i < reader.length; i++) {
        if (peek(reader, i) == '\\')
            i++;
        else if (peek(reader, i) == quote)
            return i + 1;
    }
    return -1;
}

/* Reads one token of the line; false when its text cannot be followed (a raw string, ...). */
static bool read_token(reader *reader, vec<token> *tokens)
{
    token token = {token::SIGN, NULL, reader->line, reader->at + 1, -1, reader->conditionals > 0};
    char first = peek(*reader, 0);
    int length = 1;
    if (first == '"' || first == '\'') {
        length = quoted_length(*reader);
        token.kind = token::TEXT;
        if (length < 0)
            return false;
    } else if (ISDIGIT(first) || (first == '.' && ISDIGIT(peek(*reader, 1)))) {
        token.kind = token::NUMBER;
        while (is_in_name(peek(*reader, length)) || peek(*reader, length) == '.' ||
               (strchr("+-", peek(*reader, length)) && peek(*reader, length) &&
                strchr("eEpP", peek(*reader, length - 1))))
            length++;
    } else if (is_in_name(first)) {
        token.kind = token::NAME;
        while (is_in_name(peek(*reader, length)))
            length++;
        if (peek(*reader, length) == '"' && peek(*reader, length - 1) == 'R')
            return false;
    } else if ((first == '-' && peek(*reader, 1) == '>') ||
               (first == ':' && peek(*reader, 1) == ':')) {
        length = 2;
    }
    token.text = xstrndup(reader->text + reader->at, token.kind == token::TEXT ? 1 : length);
    reader->at += length;
    tokens->safe_push(token);
    return true;
}

bool lex_is(const token &token, const char *text)
{
    return token.kind != token::TEXT && strcmp(token.text, text) == 0;
}

/* Pairs a closing bracket. `open` holds the brackets that wait for theirs. */
static bool pair_bracket(vec<token> *tokens, vec<int> *open)
{
    int index = tokens->length() - 1;
    const token &token = (*tokens)[index];
    if (token.kind != token::SIGN)
        return true;
    if (strchr("([{", token.text[0]))
        open->safe_push(index);
    if (!strchr(")]}", token.text[0]))
        return true;
    if (open->length() == 0)
        return false;
    int opener = open->pop();
    (*tokens)[index].partner = opener;
    (*tokens)[opener].partner = index;
    const char *pair = (*tokens)[opener].text[0] == '('   ? ")"
                       : (*tokens)[opener].text[0] == '[' ? "]"
                                                          : "}";
    return token.text[0] == pair[0];
}

bool lex_function(const char *file, int line, int column, vec<token> *tokens)
{
    reader reader = {file, NULL, line - 1, 0, 0, 0, false};
    auto_vec<int> open;
    for (bool first = true; next_line(&reader); first = false) {
        if (first)
            reader.at = MIN(MAX(column - 1, 0), reader.length);
        for (bool start = !first;; start = false) {
            skip_blank(&reader);
            if (reader.at >= reader.length)
                break;
            if (start && peek(reader, 0) == '#') {
                skip_directive(&reader);
                break;
            }
            if (!read_token(&reader, tokens) || !pair_bracket(tokens, &open))
                return false;
            const token &last = tokens->last();
            if (lex_is(last, "}") && open.length() == 0)
                return true;
            if (lex_is(last, ";") && open.length() == 0)
                return false; /* a declaration */
        }
    }
    return false;
}

void lex_free(vec<token> *tokens)
{
    for (unsigned i = 0; i < tokens->length(); i++)
        free((*tokens)[i].text);
    tokens->release();
}
