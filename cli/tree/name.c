/* SPDX-License-Identifier: MIT */
/* name.c - reads a demangled C++ name from left to right and leaves out what is not its core. */
#include "tree/name.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { MOST = 160, DEEPEST = 2 };

static const char ellipsis[] = "…", anonymous[] = "(anonymous namespace)";

/* The short name as it grows; never longer than three times the name. */
struct writer {
    char *text;
    size_t length;
};

static void put(struct writer *writer, const char *text, size_t length)
{
    memcpy(writer->text + writer->length, text, length);
    writer->length += length;
}

static bool starts(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* The length of "(...)", "<...>" or "{...}" at TEXT with all that is nested; 0: it has no end. */
static size_t measure_group(const char *text)
{
    size_t depth = 0;
    for (const char *c = text; *c; c++) {
        if (starts(c, "->")) {
            c++;
        } else if (strchr("(<{[", *c)) {
            depth++;
        } else if (strchr(")>}]", *c) && --depth == 0) {
            return (size_t)(c - text) + 1;
        }
    }
    return 0;
}

/* The length of the operator at TEXT, which begins with "operator"; 0: it is another word. */
static size_t measure_operator(const char *text)
{
    static const char *const symbols[] = {
        "()", "[]", "->*", "->", "<=>", "<<=", ">>=", "<<", ">>", "<=", ">=", "<", ">", NULL};
    size_t word = strlen("operator");
    if (!starts(text, "operator") || isalnum((unsigned char)text[word]) || text[word] == '_')
        return 0;
    for (const char *const *symbol = symbols; *symbol; symbol++)
        if (starts(text + word, *symbol))
            return word + strlen(*symbol);
    return word + strcspn(text + word, "(<"); /* "operator new[]", "operator bool", "operator+" */
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Whether the name that ends at END, before its template arguments, is the standard library's. */
static bool is_standard(const char *start, const char *end)
{
    const char *head = end;
    while (head > start && (is_word(head[-1]) || head[-1] == ':'))
        head--;
    return starts(head, "std::") || starts(head, "__gnu_cxx::");
}

/* Template arguments: those of the standard library, and what is nested deeply, are folded. */
static void put_arguments(struct writer *writer, const char *text, size_t length, bool fold,
                          int depth)
{
    if (fold || depth >= DEEPEST) {
        put(writer, "<", 1);
        put(writer, ellipsis, strlen(ellipsis));
        put(writer, ">", 1);
        return;
    }
    const char *end = text + length;
    put(writer, text, 1);
    for (const char *c = text + 1; c < end; c++) {
        size_t group = *c == '<' && is_word(c[-1]) ? measure_group(c) : 0;
        if (group) {
            put_arguments(writer, c, group, is_standard(text, c), depth + 1);
            c += group - 1;
        } else {
            put(writer, c, 1);
        }
    }
}

/* "{lambda(int)#1}" as "{lambda#1}". */
static void put_braces(struct writer *writer, const char *text, size_t length)
{
    size_t word = strcspn(text, "(");
    size_t group = word < length ? measure_group(text + word) : 0;
    put(writer, text, group ? word : length);
    if (group)
        put(writer, text + word + group, length - word - group);
}

/*
 * Takes the part of the name at TEXT; returns its length, or 0 where the name ends or is none of
 * C++'s, which DONE tells apart.
 */
static size_t take_part(struct writer *writer, const char *name, const char *text, bool *done)
{
    size_t group = 0, length = measure_operator(text);
    if (length && (text == name || !is_word(text[-1]))) {
        put(writer, text, length);
        if (!starts(text + length, " <") || !(group = measure_group(text + length + 1)))
            return length;
        put(writer, " ", 1); /* "operator< <char>" */
        put_arguments(writer, text + length + 1, group, true, 0);
        return length + 1 + group;
    }
    if (strchr("(<{", *text) && !(group = measure_group(text)))
        return 0;
    bool has_head = text > name && (is_word(text[-1]) || strchr(">)}<[]=+-*/%^&|~!", text[-1]));
    if (starts(text, anonymous)) {
        put(writer, text, group);
    } else if (*text == '{') {
        put_braces(writer, text, group);
    } else if (*text == '<' && has_head && writer->length) {
        put_arguments(writer, text, group, is_standard(name, text), 0);
    } else if (*text == '(' && has_head && writer->length) {
        *done = text[group] == ' ' || text[group] == '\0';
        return *done ? 0 : group;
    } else if (group) {
        return 0;
    } else if (*text == ' ') {
        writer->length = 0; /* that was the return type */
        return 1;
    } else {
        put(writer, text, 1);
        return 1;
    }
    return group;
}

/* Replaces each OLD, which is not shorter than NEW. */
static void replace(char *text, const char *old, const char *new)
{
    for (char *at = text; (at = strstr(at, old));) {
        memcpy(at, new, strlen(new));
        at += strlen(new);
        memmove(at, at + strlen(old) - strlen(new), strlen(at + strlen(old) - strlen(new)) + 1);
    }
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static const char *leave_out_middle(struct ci_pool *pool, const char *text)
{
    size_t length = strlen(text), head = MOST / 2, tail = length - MOST / 2;
    if (length <= MOST)
        return text;
    while (head && continues(text[head]))
        head--;
    while (continues(text[tail]))
        tail++;
    return ci_pool_format(pool, "%.*s%s%s", (int)head, text, ellipsis, text + tail);
}

const char *ci_name_shorten(struct ci_pool *pool, const char *name)
{
    if (!strpbrk(name, "(<") && !strstr(name, "::"))
        return leave_out_middle(pool, name);
    struct writer writer = {ci_pool_alloc(pool, strlen(name) * 3 + 1, 1), 0};
    bool done = false;
    const char *c = name;
    for (size_t length; *c && (length = take_part(&writer, name, c, &done));)
        c += length;
    if ((*c && !done) || writer.length == 0)
        return leave_out_middle(pool, name);
    const char *clone = strstr(c, " [clone ");
    if (clone)
        put(&writer, clone, strlen(clone));
    writer.text[writer.length] = '\0';
    replace(writer.text, "std::__cxx11::", "std::");
    replace(writer.text, "std::basic_string<…>", "std::string");
    return leave_out_middle(pool, writer.text);
}
