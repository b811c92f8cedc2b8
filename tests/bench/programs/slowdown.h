/* SPDX-License-Identifier: MIT */
/*
 * slowdown.h - six kinds of work, each in equal pieces: 100 of them make one operation, EXTRA more
 * make it slower by so many percent. For C and C++, so that several harnesses measure the same.
 */
#ifndef SLOWDOWN_H
#define SLOWDOWN_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef EXTRA
#define EXTRA 0
#endif

enum { PIECES = 100 + EXTRA, KEYS = 1 << 15, CHAIN = 1 << 18, SIDE = 8 };

struct slowdown {
    uint64_t random;
    uint32_t table[KEYS];
    uint32_t chain[CHAIN]; /* one cycle through 1 MB */
    uint32_t at;
    char text[512];
    double a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];
};

static inline uint64_t slowdown_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static struct slowdown *slowdown_create(void)
{
    struct slowdown *work = (struct slowdown *)calloc(1, sizeof *work);
    if (!work)
        abort();
    work->random = 88172645463325252u;
    for (uint32_t i = 0; i < KEYS; i++)
        work->table[i] = (uint32_t)slowdown_next(&work->random);
    for (uint32_t i = 0; i < CHAIN; i++)
        work->chain[i] = i;
    for (uint32_t i = CHAIN - 1; i > 0; i--) { /* Sattolo: one cycle */
        uint32_t j = (uint32_t)(slowdown_next(&work->random) % i), other = work->chain[j];
        work->chain[j] = work->chain[i];
        work->chain[i] = other;
    }
    for (size_t i = 0; i + 1 < sizeof work->text; i++)
        work->text[i] = i % 7 == 6 ? ' ' : (char)('0' + slowdown_next(&work->random) % 10);
    for (int i = 0; i < SIDE * SIDE; i++)
        work->a[i / SIDE][i % SIDE] = work->b[i % SIDE][i / SIDE] = 1.0 / (i + 1);
    return work;
}

/* Branches: insertion sort of 24 numbers. */
static inline uint64_t slowdown_sort(struct slowdown *work, uint32_t piece)
{
    uint32_t values[24];
    memcpy(values, &work->table[piece * 24], sizeof values);
    for (int i = 1; i < 24; i++) {
        uint32_t value = values[i];
        int j = i;
        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
    }
    return values[12];
}

/* Loads that hit the second cache: 32 look-ups. */
static inline uint64_t slowdown_look_up(struct slowdown *work, uint32_t piece)
{
    uint64_t sum = 0, state = piece + 1;
    for (int i = 0; i < 32; i++)
        sum += work->table[slowdown_next(&state) % KEYS];
    return sum;
}

/* Text: the numbers of 512 bytes. */
static inline uint64_t slowdown_parse(struct slowdown *work, uint32_t piece)
{
    uint64_t sum = piece, number = 0;
    for (const char *c = work->text; *c; c++) {
        if (*c == ' ') {
            sum += number;
            number = 0;
        } else {
            number = number * 10 + (uint64_t)(*c - '0');
        }
    }
    return sum + number;
}

/* Floating point: a product of matrices. */
static inline uint64_t slowdown_multiply(struct slowdown *work, uint32_t piece)
{
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            double sum = piece;
            for (int k = 0; k < SIDE; k++)
                sum += work->a[i][k] * work->b[k][j];
            work->c[i][j] = sum;
        }
    return (uint64_t)work->c[SIDE - 1][0];
}

/* The allocator: a list of 16 nodes. */
static inline uint64_t slowdown_allocate(struct slowdown *work, uint32_t piece)
{
    struct node {
        struct node *next;
        uint64_t value;
    } *list = NULL;
    uint64_t sum = 0;
    (void)work;
    for (int i = 0; i < 16; i++) {
        struct node *node = (struct node *)malloc(sizeof *node + piece % 5 * 16);
        if (!node)
            abort();
        node->next = list;
        node->value = piece;
        list = node;
    }
    while (list) {
        struct node *next = list->next;
        sum += list->value;
        free(list);
        list = next;
    }
    return sum;
}

/* Loads that miss: 32 steps of the chain. */
static inline uint64_t slowdown_chase(struct slowdown *work, uint32_t piece)
{
    (void)piece;
    for (int i = 0; i < 32; i++)
        work->at = work->chain[work->at];
    return work->at;
}

/* One operation of a kind. */
#define SLOWDOWN_OPERATION(work, kind)                                                             \
    __extension__({                                                                                \
        uint64_t sum = 0;                                                                          \
        for (uint32_t piece = 0; piece < PIECES; piece++)                                          \
            sum += slowdown_##kind(work, piece);                                                   \
        __asm__ volatile("" ::"r"(sum) : "memory");                                                \
    })

#define SLOWDOWN_KINDS(X)                                                                          \
    X(Sort, sort)                                                                                  \
    X(LookUp, look_up) X(Parse, parse) X(Multiply, multiply) X(Allocate, allocate) X(Chase, chase)

#endif
