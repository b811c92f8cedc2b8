/* SPDX-License-Identifier: MIT */
/*
 * capitals.c - prints the lines of a text in capitals, the last first: capitals [fixed] <TEXT
 *
 * It allocates as programs often do before somebody looks; "fixed" is what it is afterwards.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
    struct line *next;
    char *text;
};

static void *check(void *block)
{
    if (!block)
        abort();
    return block;
}

/* The input, with a NUL behind. */
static char *read_all(bool fixed)
{
    size_t used = 0, room = 1024;
    char *text = check(malloc(room));
    for (int c; (c = getchar()) != EOF;) {
        if (used + 1 == room) {
            room += fixed ? room : 1024;
            text = check(realloc(text, room));
        }
        text[used++] = (char)c;
    }
    text[used] = '\0';
    return text;
}

/* A string is made anew for each letter. */
static char *capitals(const char *text)
{
    char *result = check(strdup(""));
    for (; *text; text++) {
        char *longer;
        if (asprintf(&longer, "%s%c", result, toupper((unsigned char)*text)) < 0)
            abort();
        free(result);
        result = longer;
    }
    return result;
}

static char *capitals_fixed(const char *text)
{
    size_t length = strlen(text);
    char *result = check(malloc(length + 1));
    for (size_t i = 0; i <= length; i++)
        result[i] = (char)toupper((unsigned char)text[i]);
    return result;
}

static bool is_empty(const char *text)
{
    char *copy = check(strdup(text));
    char *rest, *word = strtok_r(copy, " \t", &rest);
    free(copy);
    return !word;
}

static struct line *push(struct line *next, char *text)
{
    struct line *line = check(malloc(sizeof *line));
    *line = (struct line){next, text};
    return line;
}

int main(int argc, char **argv)
{
    bool fixed = argc > 1 && strcmp(argv[1], "fixed") == 0;
    char *text = read_all(fixed), *rest = text, *line;
    struct line *lines = NULL;
    while ((line = strsep(&rest, "\n")))
        if (!is_empty(line))
            lines = push(lines, fixed ? capitals_fixed(line) : capitals(line));
    for (; lines; lines = lines->next)
        puts(lines->text);
    free(text);
    return 0;
}
