/* SPDX-License-Identifier: MIT */
/*
 * wrapper.c - allocation as in Lua: one function that allocates, grows and frees, behind a pointer
 * in the state, behind functions of the program's own, behind macros that name the type.
 *
 * The text that it reads becomes a table of words with lists of the lines that they stand on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void *(*alloc_function)(void *data, void *block, size_t old_size, size_t new_size);

struct state {
    alloc_function alloc;
    void *data;
    size_t used; /* bytes */
};

static void *default_alloc(void *data, void *block, size_t old_size, size_t new_size)
{
    (void)data;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

void *mem_realloc(struct state *state, void *block, size_t old_size, size_t new_size)
{
    void *result = state->alloc(state->data, block, old_size, new_size);
    if (!result && new_size > 0)
        abort();
    state->used += new_size - old_size;
    return result;
}

void *mem_malloc(struct state *state, size_t size)
{
    return mem_realloc(state, NULL, 0, size);
}

void mem_free(struct state *state, void *block, size_t size)
{
    mem_realloc(state, block, size, 0);
}

#define NEW(state, type)           ((type *)mem_malloc(state, sizeof(type)))
#define NEW_VECTOR(state, n, type) ((type *)mem_malloc(state, (n) * sizeof(type)))
#define RESIZE(state, vector, old, new, type)                                                      \
    ((vector) = (type *)mem_realloc(state, vector, (old) * sizeof(type), (new) * sizeof(type)))

struct lines {
    int count, room;
    int *numbers;
};

struct word {
    struct word *next;
    char *text;
    struct lines lines;
};

struct table {
    size_t room, count;
    struct word **buckets;
};

static unsigned hash(const char *text)
{
    unsigned value = 5381;
    while (*text)
        value = value * 33 + (unsigned char)*text++;
    return value;
}

static void resize_table(struct state *state, struct table *table, size_t room)
{
    struct word **old = table->buckets;
    table->buckets = NEW_VECTOR(state, room, struct word *);
    memset(table->buckets, 0, room * sizeof *table->buckets);
    for (size_t i = 0; i < table->room; i++)
        for (struct word *word = old[i], *next; word; word = next) {
            size_t at = hash(word->text) & (room - 1);
            next = word->next;
            word->next = table->buckets[at];
            table->buckets[at] = word;
        }
    if (old)
        mem_free(state, old, table->room * sizeof *old);
    table->room = room;
}

static struct word *find(struct state *state, struct table *table, const char *text)
{
    struct word **link = &table->buckets[hash(text) & (table->room - 1)];
    for (struct word *word = *link; word; word = word->next)
        if (strcmp(word->text, text) == 0)
            return word;
    struct word *word = NEW(state, struct word);
    size_t size = strlen(text) + 1;
    word->text = NEW_VECTOR(state, size, char);
    memcpy(word->text, text, size);
    word->lines = (struct lines){0, 0, NULL};
    word->next = *link;
    *link = word;
    if (++table->count > table->room)
        resize_table(state, table, table->room * 2);
    return word;
}

static void add_line(struct state *state, struct lines *lines, int number)
{
    if (lines->count == lines->room) {
        int room = lines->room ? lines->room * 2 : 4;
        RESIZE(state, lines->numbers, (size_t)lines->room, (size_t)room, int);
        lines->room = room;
    }
    lines->numbers[lines->count++] = number;
}

static void destroy(struct state *state, struct table *table)
{
    for (size_t i = 0; i < table->room; i++)
        for (struct word *word = table->buckets[i], *next; word; word = next) {
            next = word->next;
            mem_free(state, word->text, strlen(word->text) + 1);
            RESIZE(state, word->lines.numbers, (size_t)word->lines.room, 0, int);
            mem_free(state, word, sizeof *word);
        }
    mem_free(state, table->buckets, table->room * sizeof *table->buckets);
    mem_free(state, table, sizeof *table);
}

int main(void)
{
    static char buffer[BUFSIZ], text[4096];
    struct state state = {default_alloc, NULL, 0};
    struct table *table = NEW(&state, struct table);
    *table = (struct table){0, 0, NULL};
    resize_table(&state, table, 16);
    setvbuf(stdin, buffer, _IOFBF, sizeof buffer);
    for (int number = 1; fgets(text, sizeof text, stdin); number++)
        for (char *rest, *word = strtok_r(text, " \n", &rest); word;
             word = strtok_r(NULL, " \n", &rest))
            add_line(&state, &find(&state, table, word)->lines, number);
    size_t words = table->count, used = state.used;
    destroy(&state, table);
    fprintf(stderr, "%zu words, %zu bytes; %zu left\n", words, used, state.used);
    return 0;
}
