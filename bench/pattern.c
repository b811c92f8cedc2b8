/* SPDX-License-Identifier: MIT */
/* pattern.c - slash-separated regular expressions. */
#include "pattern.h"

#include "names.h"
#include "regex.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct element {
    regex_t regex;
    int alternative; /* elements of one alternative stand together */
};

struct ci_bench_pattern {
    size_t count;
    struct element elements[];
};

/* The length of the first piece of `text`: up to a separator that no bracket or group protects. */
static size_t piece_length(const char *text)
{
    int brackets = 0, groups = 0;
    size_t i = 0;
    for (; text[i]; i++) {
        char c = text[i];
        if (c == '[')
            brackets++;
        else if (c == ']' && brackets > 0) /* an unmatched one is legal */
            brackets--;
        else if (c == '(' && brackets == 0)
            groups++;
        else if (c == ')' && brackets == 0)
            groups--;
        else if (c == '\\' && text[i + 1])
            i++;
        else if ((c == '/' || c == '|') && brackets == 0 && groups == 0)
            break;
    }
    return i;
}

/* Compiles one piece of the pattern. Names have been rewritten, so the piece is too. */
static bool compile_piece(regex_t *regex, const char *text, size_t length, char *error, size_t size)
{
    char *piece = strndup(text, length);
    char *rewritten = piece ? ci_names_rewrite(piece) : NULL;
    char reason[128] = "no memory";
    bool done = rewritten && ci_regex_compile(regex, rewritten, reason, sizeof reason);
    if (!done)
        snprintf(error, size, "invalid regexp \"%s\": %s", piece ? piece : "", reason);
    free(rewritten);
    free(piece);
    return done;
}

struct ci_bench_pattern *ci_bench_pattern_create(const char *text, char *error, size_t size)
{
    struct ci_bench_pattern *pattern =
        calloc(1, sizeof *pattern + (strlen(text) + 1) * sizeof(struct element));
    if (!pattern) {
        snprintf(error, size, "no memory");
        return NULL;
    }
    for (int alternative = 0;;) {
        size_t length = piece_length(text);
        struct element *element = &pattern->elements[pattern->count];
        if (!compile_piece(&element->regex, text, length, error, size)) {
            ci_bench_pattern_destroy(&pattern);
            return NULL;
        }
        element->alternative = alternative;
        pattern->count++;
        if (!text[length])
            return pattern;
        alternative += text[length] == '|';
        text += length + 1;
    }
}

void ci_bench_pattern_destroy(struct ci_bench_pattern **pattern)
{
    for (size_t i = 0; *pattern && i < (*pattern)->count; i++)
        regfree(&(*pattern)->elements[i].regex);
    free(*pattern);
    *pattern = NULL;
}

/* Matches the bytes up to the next slash. */
static bool match_element(const regex_t *regex, const char *name, size_t length)
{
    char *element = strndup(name, length);
    bool match = element && regexec(regex, element, 0, NULL, 0) == 0;
    free(element);
    return match;
}

/* Matches `count` elements of one alternative. */
static bool match_alternative(const struct element *elements, size_t count, const char *name,
                              bool *partial)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strcspn(name, "/");
        if (!match_element(&elements[i].regex, name, length))
            return false;
        if (!name[length]) {
            *partial = i + 1 < count;
            return true;
        }
        name += length + 1;
    }
    *partial = false;
    return true;
}

bool ci_bench_pattern_match(const struct ci_bench_pattern *pattern, const char *name, bool *partial)
{
    for (size_t start = 0, end; start < pattern->count; start = end) {
        int alternative = pattern->elements[start].alternative;
        for (end = start; end < pattern->count; end++)
            if (pattern->elements[end].alternative != alternative)
                break;
        if (match_alternative(pattern->elements + start, end - start, name, partial))
            return true;
    }
    *partial = false;
    return false;
}
