/* SPDX-License-Identifier: MIT */
/* huffman.h - deflate's prefix codes (RFC 1951, 3.2.2): the fewest bits for what was counted. */
#ifndef CINSTR_PPROF_HUFFMAN_H
#define CINSTR_PPROF_HUFFMAN_H

#include <stdint.h>

enum {
    CI_HUFFMAN_SYMBOLS_MAX = 288,
    CI_HUFFMAN_NODES_MAX = 2 * CI_HUFFMAN_SYMBOLS_MAX,
    CI_HUFFMAN_COUNT_MAX = 0xffff,
};

struct ci_huffman_code {
    uint16_t bits;   /* the first one is the lowest */
    uint16_t length; /* 0: the symbol has no code */
};

/* What making codes needs: the stack of a thread that ends a program may be small. */
struct ci_huffman_work {
    uint32_t items[CI_HUFFMAN_SYMBOLS_MAX], scratch[CI_HUFFMAN_SYMBOLS_MAX];
    uint32_t weights[CI_HUFFMAN_NODES_MAX], parents[CI_HUFFMAN_NODES_MAX];
    uint16_t depths[CI_HUFFMAN_NODES_MAX];
};

/*
 * Makes codes of at most `longest` bits (15 or less) for the symbols [0, symbols) whose counts are
 * not 0. Two symbols have one at least: not every reader takes less.
 */
void ci_huffman_make(struct ci_huffman_work *work, const uint32_t *counts, uint32_t symbols,
                     unsigned longest, struct ci_huffman_code *codes);

#endif
