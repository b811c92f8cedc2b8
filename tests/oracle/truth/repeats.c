/* SPDX-License-Identifier: MIT */
/* Copies and fills of unknown size, which GCC expands in place where it optimises for size. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#define ALONE __attribute__((noipa))

struct piece {
    long a, b, c;
};

static char from[4096], to[4096];
static struct piece pieces[64], others[64];
static jmp_buf out;

ALONE void copy(char *p, const char *q, size_t n)
{
    memcpy(p, q, n);
}

ALONE void clear(char *p, unsigned n)
{
    memset(p, 0, n);
}

ALONE char *append(char *p, const char *q, size_t n)
{
    return mempcpy(p, q, n);
}

/* The size is a product, and may be 0. */
ALONE long move_pieces(struct piece *p, const struct piece *q, int n)
{
    memcpy(p, q, n * sizeof *p);
    return n > 0 ? p[n - 1].b : -1;
}

/* Two in one block and on one line, of which either way has one more. */
ALONE int join(char *p, const char *a, size_t m, const char *b, size_t n)
{
    memcpy(p, a, m), memcpy(p + m, b, n);
    if (m > n)
        memset(p + m + n, '.', m - n);
    else
        memcpy(p + m + n, "----------------------------------------------------------------",
               n - m);
    return p[m];
}

/* In a loop whose trip count is known. */
ALONE void each(char *p, size_t n, int times)
{
    for (int i = 0; i < times; i++)
        memset(p + i, i, n);
}

/* A constant number of steps. */
ALONE void whole(struct piece *p)
{
    memset(p, 0, 40 * sizeof *p);
}

/* Two fills of a known size, from where alignment begins: GCC has both starts of one register. */
static char room[8192];

ALONE void whole_rooms(char *p)
{
    memset(p, 0, 4096);
    memset(p + 4096, 0, 768);
}

/* What comes before the jump was copied. */
ALONE void leave(char *p, const char *q, size_t n)
{
    memcpy(p, q, n);
    if (n % 3 == 0)
        longjmp(out, 1);
    memset(p, 1, n / 3);
}

/* Cold, so GCC makes it small at every level. */
__attribute__((cold)) ALONE void rarely(char *p, const char *q, size_t n)
{
    memcpy(p, q, n);
    p[n] = '\0';
}

int main(void)
{
    long sum = 0;
    for (unsigned i = 0; i < 60; i++) {
        copy(to, from, i * 7);
        clear(to, i * i % 50);
        sum += append(to, from, i) - to;
        sum += move_pieces(pieces, others, (int)i % 9);
        sum += join(to, from, i % 13, from + 100, i % 17);
        each(to, i, 5);
        whole(pieces);
        whole_rooms(room + i % 8);
        if (!setjmp(out))
            leave(to, from, i * 3 + i % 2);
        rarely(to, from, i + 100);
    }
    printf("%ld\n", sum);
    return 0;
}
