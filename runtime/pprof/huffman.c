/* SPDX-License-Identifier: MIT */
/* huffman.c - joins the two rarest again and again, with two queues instead of a heap. */
#include "huffman.h"

#include <stdbool.h>
#include <string.h>

enum {
    HUFFMAN_LONGEST = 15,
    HUFFMAN_SYMBOL_BITS = 9, /* an item is a count, and below it a symbol */
    HUFFMAN_SYMBOL = (1 << HUFFMAN_SYMBOL_BITS) - 1,
    HUFFMAN_DIGIT_BITS = 8,
    HUFFMAN_DIGITS = 1 << HUFFMAN_DIGIT_BITS,
};

/* Sorts items by one digit of their counts, and leaves equal ones in their order. */
static void huffman_sort_digit(const uint32_t *items, uint32_t *sorted, uint32_t count,
                               unsigned shift)
{
    uint32_t places[HUFFMAN_DIGITS + 1] = {0};
    for (uint32_t i = 0; i < count; i++)
        places[(items[i] >> shift) % HUFFMAN_DIGITS + 1]++;
    for (uint32_t i = 1; i < HUFFMAN_DIGITS; i++)
        places[i] += places[i - 1];
    for (uint32_t i = 0; i < count; i++)
        sorted[places[(items[i] >> shift) % HUFFMAN_DIGITS]++] = items[i];
}

/* Makes items of the symbols that occur, the rarest first; returns how many. */
static uint32_t huffman_sort(struct ci_huffman_work *work, const uint32_t *counts, uint32_t symbols)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < symbols; i++)
        if (counts[i])
            work->items[count++] = counts[i] << HUFFMAN_SYMBOL_BITS | i;
    huffman_sort_digit(work->items, work->scratch, count, HUFFMAN_SYMBOL_BITS);
    huffman_sort_digit(work->scratch, work->items, count, HUFFMAN_SYMBOL_BITS + HUFFMAN_DIGIT_BITS);
    return count;
}

/* Of the next leaf and the next inner node, takes the one that is rarer. */
static uint32_t huffman_take(const uint32_t *weights, uint32_t *leaf, uint32_t leaves,
                             uint32_t *inner, uint32_t end)
{
    bool is_leaf = *leaf < leaves && (*inner == end || weights[*leaf] <= weights[*inner]);
    return is_leaf ? (*leaf)++ : (*inner)++;
}

/*
 * Counts how many items have a code of each length. Inner nodes are made in the order of their
 * weights, so the rarest of them is always the oldest that is left.
 */
static void huffman_measure(struct ci_huffman_work *work, uint32_t count, unsigned longest,
                            uint32_t lengths[HUFFMAN_LONGEST + 1])
{
    uint32_t *weights = work->weights, *parents = work->parents;
    uint16_t *depths = work->depths;
    uint32_t leaf = 0, inner = count, end = count;
    for (uint32_t i = 0; i < count; i++)
        weights[i] = work->items[i] >> HUFFMAN_SYMBOL_BITS;
    for (; end < 2 * count - 1; end++) {
        uint32_t left = huffman_take(weights, &leaf, count, &inner, end);
        uint32_t right = huffman_take(weights, &leaf, count, &inner, end);
        weights[end] = weights[left] + weights[right];
        parents[left] = parents[right] = end;
    }
    depths[end - 1] = 0;
    for (uint32_t i = end - 1; i-- > 0;) {
        depths[i] = (uint16_t)(depths[parents[i]] + 1);
        if (i < count)
            lengths[depths[i] < longest ? depths[i] : longest]++;
    }
}

/* Codes that were cut to the longest length may be too many: makes shorter ones longer. */
static void huffman_limit(unsigned longest, uint32_t lengths[HUFFMAN_LONGEST + 1])
{
    uint32_t taken = 0; /* of 1 << longest */
    for (unsigned i = 1; i <= longest; i++)
        taken += lengths[i] << (longest - i);
    for (; taken > 1u << longest; taken--) {
        unsigned shorter = longest - 1;
        while (lengths[shorter] == 0)
            shorter--;
        lengths[longest]--;
        lengths[shorter]--;
        lengths[shorter + 1] += 2;
    }
}

static uint16_t huffman_reverse(uint32_t bits, unsigned length)
{
    bits = (bits & 0x5555) << 1 | (bits >> 1 & 0x5555);
    bits = (bits & 0x3333) << 2 | (bits >> 2 & 0x3333);
    bits = (bits & 0x0f0f) << 4 | (bits >> 4 & 0x0f0f);
    bits = (bits & 0x00ff) << 8 | bits >> 8;
    return (uint16_t)(bits >> (16 - length));
}

/* Codes of one length follow one another by symbol, and begin where those of the length before end.
 */
static void huffman_assign(struct ci_huffman_code *codes, uint32_t symbols,
                           const uint32_t lengths[HUFFMAN_LONGEST + 1])
{
    uint32_t next[HUFFMAN_LONGEST + 1] = {0};
    for (unsigned i = 2; i <= HUFFMAN_LONGEST; i++)
        next[i] = (next[i - 1] + lengths[i - 1]) << 1;
    for (uint32_t i = 0; i < symbols; i++)
        if (codes[i].length)
            codes[i].bits = huffman_reverse(next[codes[i].length]++, codes[i].length);
}

void ci_huffman_make(struct ci_huffman_work *work, const uint32_t *counts, uint32_t symbols,
                     unsigned longest, struct ci_huffman_code *codes)
{
    uint32_t lengths[HUFFMAN_LONGEST + 1] = {0}, item = 0;
    uint32_t count = huffman_sort(work, counts, symbols);
    for (uint32_t i = 0; count < 2; i++) /* others that do not occur */
        if (counts[i] == 0)
            work->items[count++] = i;
    memset(codes, 0, symbols * sizeof *codes);
    huffman_measure(work, count, longest, lengths);
    huffman_limit(longest, lengths);
    for (unsigned length = longest; length > 0; length--)
        for (uint32_t i = 0; i < lengths[length]; i++)
            codes[work->items[item++] & HUFFMAN_SYMBOL].length = (uint16_t)length;
    huffman_assign(codes, symbols, lengths);
}
