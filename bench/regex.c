/* SPDX-License-Identifier: MIT */
/*
 * regex.c - translation of Go's regular expressions to POSIX extended ones.
 *
 * A bracket expression is read into a set of bytes and written again in the one form that POSIX
 * reads without exceptions, because a backslash means nothing inside POSIX brackets.
 */
#include "regex.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct translation {
    const char *in; /* what is left to read */
    char *out;
    size_t used;
    int depth;         /* open groups */
    const char *error; /* NULL as long as all is well */
};

/* Worst case of growth: one byte of input ("\D") becomes a bracket of all bytes. */
enum { BRACKET_MAX = 300 };

static void put_char(struct translation *t, char c)
{
    t->out[t->used++] = c;
}

/* Adds the class of \d, \w, \s to a set; upper case adds the complement. False: not a class. */
static bool add_class(bool set[256], char name)
{
    if (!strchr("dws", tolower((unsigned char)name)))
        return false;
    bool wanted = islower((unsigned char)name);
    for (int c = 1; c < 256; c++) {
        bool in = false;
        if (tolower((unsigned char)name) == 'd')
            in = c < 128 && isdigit(c);
        else if (tolower((unsigned char)name) == 'w')
            in = c < 128 && (isalnum(c) || c == '_');
        else
            in = c != 0 && strchr("\t\n\f\r ", c) != NULL;
        set[c] |= in == wanted;
    }
    return true;
}

/* The byte that a backslash and `name` stand for; 0 when that is not a single byte. */
static char escaped_char(char name)
{
    const char *from = "tnrfva", *to = "\t\n\r\f\v\a";
    const char *found = name ? strchr(from, name) : NULL;
    if (found)
        return to[found - from];
    return ispunct((unsigned char)name) ? name : 0;
}

/* Writes a set as a bracket: "]" first, "-" last, "^" and "[" where they are plain. */
static void put_set(struct translation *t, const bool set[256])
{
    int members = 0, only = 0;
    for (int c = 1; c < 256; c++)
        if (set[c])
            members++, only = c;
    if (members == 0) {
        t->error = "a class that matches nothing";
        return;
    }
    if (members == 1) { /* "[^]" would be a negation */
        if (ispunct(only))
            put_char(t, '\\');
        put_char(t, (char)only);
        return;
    }
    put_char(t, '[');
    if (set[']'])
        put_char(t, ']');
    for (int c = 1; c < 256; c++)
        if (set[c] && !strchr("]^-[", c))
            put_char(t, (char)c);
    if (set['['])
        put_char(t, '[');
    if (set['-'] && set['^'] && members == 2) {
        put_char(t, '-'); /* "-" may be first as well as last, but "^" must not be first */
        put_char(t, '^');
    } else {
        if (set['^'])
            put_char(t, '^');
        if (set['-'])
            put_char(t, '-');
    }
    put_char(t, ']');
}

/* "[:alpha:]" at the input: adds it and steps over it. False: Go does not know it. */
static bool add_posix_class(struct translation *t, bool set[256])
{
    static const struct {
        const char *name;
        int (*test)(int c);
    } classes[] = {
        {"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank},
        {"[:cntrl:]", iscntrl}, {"[:digit:]", isdigit}, {"[:graph:]", isgraph},
        {"[:lower:]", islower}, {"[:print:]", isprint}, {"[:punct:]", ispunct},
        {"[:space:]", isspace}, {"[:upper:]", isupper}, {"[:xdigit:]", isxdigit},
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        size_t length = strlen(classes[i].name);
        if (strncmp(t->in, classes[i].name, length) != 0)
            continue;
        for (int c = 1; c < 128; c++)
            set[c] |= classes[i].test(c) != 0;
        t->in += length;
        return true;
    }
    return false;
}

/* One member of a bracket as a byte; -1 when it was a class, which is added. */
static int read_member(struct translation *t, bool set[256])
{
    if (strncmp(t->in, "[:", 2) == 0) {
        if (!add_posix_class(t, set))
            t->error = "unknown character class";
        return -1;
    }
    if (*t->in != '\\')
        return (unsigned char)*t->in++;
    char name = t->in[1];
    t->in += name ? 2 : 1;
    if (name && add_class(set, name))
        return -1;
    char c = escaped_char(name);
    if (!c)
        t->error = "unsupported escape";
    return (unsigned char)c;
}

/* The input is just after "[". */
static void translate_bracket(struct translation *t)
{
    bool set[256] = {false};
    bool negated = *t->in == '^';
    t->in += negated;
    for (bool first = true; !t->error && (*t->in != ']' || first); first = false) {
        if (!*t->in) {
            t->error = "missing closing ]";
            return;
        }
        int low = read_member(t, set);
        if (low < 0)
            continue;
        int high = low;
        if (t->in[0] == '-' && t->in[1] && t->in[1] != ']') {
            t->in++;
            high = read_member(t, set);
        }
        if (high < low) {
            t->error = "invalid character class range";
            return;
        }
        for (int c = low; c <= high; c++)
            set[c] = true;
    }
    t->in += *t->in == ']';
    for (int c = 1; negated && c < 256; c++)
        set[c] = !set[c];
    if (!t->error)
        put_set(t, set);
}

/* The input is just after a backslash. */
static void translate_escape(struct translation *t)
{
    bool set[256] = {false};
    char name = *t->in;
    t->in += name != '\0';
    if (name && add_class(set, name)) {
        put_set(t, set);
    } else if (name == 'A') {
        put_char(t, '^');
    } else if (name == 'z') {
        put_char(t, '$');
    } else if (name == 'b' || name == 'B') {
        put_char(t, '\\');
        put_char(t, name);
    } else if (escaped_char(name)) {
        char c = escaped_char(name);
        if (c == name && !strchr("`'<>", c)) /* GNU gives these a meaning when escaped */
            put_char(t, '\\');
        put_char(t, c);
    } else {
        t->error = name ? "unsupported escape" : "trailing backslash at end of expression";
    }
}

/* Anything but brackets and escapes; the input is just after `c`. */
static void translate_plain(struct translation *t, char c)
{
    if (c == '(' && strncmp(t->in, "?:", 2) == 0)
        t->in += 2;
    else if (c == '(' && *t->in == '?')
        t->error = "unsupported group";
    t->depth += (c == '(') - (c == ')');
    if (t->depth < 0) /* plain for POSIX */
        t->error = "unexpected )";
    put_char(t, c);
}

static void translate(struct translation *t)
{
    bool quantified = false; /* the last thing read was a quantifier */
    while (*t->in && !t->error) {
        char c = *t->in++;
        bool quantifier = strchr("*+?}", c) != NULL;
        if (c == '?' && quantified) {
            quantified = false; /* lazy: matches the same names */
            continue;
        }
        if (quantified && quantifier && c != '}')
            t->error = "invalid nested repetition operator";
        quantified = quantifier;
        if (c == '[')
            translate_bracket(t);
        else if (c == '\\')
            translate_escape(t);
        else
            translate_plain(t, c);
    }
    t->out[t->used] = '\0';
}

bool ci_regex_compile(regex_t *regex, const char *pattern, char *error, size_t size)
{
    int flags = REG_EXTENDED | REG_NOSUB;
    struct translation t = {.in = pattern};
    if (strncmp(pattern, "(?i)", 4) == 0) {
        flags |= REG_ICASE;
        t.in += 4;
    }
    t.out = malloc(strlen(pattern) * BRACKET_MAX + 1);
    if (!t.out) {
        snprintf(error, size, "no memory");
        return false;
    }
    translate(&t);
    int code = t.error ? 0 : regcomp(regex, t.out, flags);
    free(t.out);
    if (t.error)
        snprintf(error, size, "%s", t.error);
    else if (code != 0)
        regerror(code, regex, error, size);
    return !t.error && code == 0;
}
