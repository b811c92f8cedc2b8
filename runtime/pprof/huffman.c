/* SPDX-License-Identifier: MIT */
/* huffman.c - Huffman's algorithm with two queues, then leaves moved up to the limit. */
#include "huffman.h"

#include <stdbool.h>
#include <string.h>

enum { HUFFMAN_NODES = 2 * CI_HUFFMAN_SYMBOLS_MAX };

/* Invariant: nodes [0, leaves) are the symbols that occur, the rarest first, those behind them
 * their sums in the order in which they were made, which is by weight, too. */
struct huffman_tree {
    unsigned leaves;
    uint16_t symbols[CI_HUFFMAN_SYMBOLS_MAX];
    uint32_t weights[HUFFMAN_NODES];
    uint16_t parents[HUFFMAN_NODES];
};

/* Shell's sort, of numbers that are all different. */
static void huffman_sort(uint64_t *keys, unsigned count)
{
    for (unsigned gap = count / 2; gap > 0; gap /= 2)
        for (unsigned i = gap; i < count; i++) {
            uint64_t key = keys[i];
            unsigned at = i;
            for (; at >= gap && keys[at - gap] > key; at -= gap)
                keys[at] = keys[at - gap];
            keys[at] = key;
        }
}

static void huffman_list(struct huffman_tree *tree, uint32_t *frequencies, unsigned count)
{
    uint64_t keys[CI_HUFFMAN_SYMBOLS_MAX];
    unsigned missing = 2;
    for (unsigned i = 0; i < count && missing > 0; i++)
        missing -= frequencies[i] != 0;
    for (unsigned i = 0; missing > 0; i++)
        if (!frequencies[i]) {
            frequencies[i] = 1;
            missing--;
        }
    tree->leaves = 0;
    for (unsigned i = 0; i < count; i++)
        if (frequencies[i])
            keys[tree->leaves++] = (uint64_t)frequencies[i] << 16 | i;
    huffman_sort(keys, tree->leaves);
    for (unsigned i = 0; i < tree->leaves; i++) {
        tree->symbols[i] = (uint16_t)keys[i];
        tree->weights[i] = (uint32_t)(keys[i] >> 16);
    }
}

/* Joins the two lightest nodes until one is left; returns its number. */
static unsigned huffman_join(struct huffman_tree *tree)
{
    unsigned leaf = 0, sum = tree->leaves, end = tree->leaves;
    for (; end < 2 * tree->leaves - 1; end++) {
        tree->weights[end] = 0;
        for (int i = 0; i < 2; i++) {
            bool is_leaf =
                sum == end || (leaf < tree->leaves && tree->weights[leaf] <= tree->weights[sum]);
            unsigned least = is_leaf ? leaf++ : sum++;
            tree->weights[end] += tree->weights[least];
            tree->parents[least] = (uint16_t)end;
        }
    }
    return end - 1;
}

/* How many codes there are of each length. A code that is too long is moved up to the limit; for
 * that another one, which was shorter than the limit, gets one bit more and a sibling. */
static void huffman_lengths(const struct huffman_tree *tree, unsigned root, unsigned length_max,
                            uint16_t counts[static CI_HUFFMAN_BITS_MAX + 1])
{
    uint16_t depths[HUFFMAN_NODES];
    uint32_t used = 0;
    memset(counts, 0, (CI_HUFFMAN_BITS_MAX + 1) * sizeof *counts);
    depths[root] = 0;
    for (unsigned node = root; node-- > 0;) {
        depths[node] = (uint16_t)(depths[tree->parents[node]] + 1);
        if (node < tree->leaves) {
            unsigned length = depths[node] < length_max ? depths[node] : length_max;
            counts[length]++;
            used += 1u << (length_max - length);
        }
    }
    for (; used > 1u << length_max; used--) {
        unsigned length = length_max - 1;
        while (!counts[length])
            length--;
        counts[length]--;
        counts[length + 1] += 2;
        counts[length_max]--;
    }
}

static uint16_t huffman_reverse(uint32_t code, unsigned length)
{
    uint32_t reversed = 0;
    for (; length > 0; length--, code >>= 1)
        reversed = reversed << 1 | (code & 1);
    return (uint16_t)reversed;
}

/* Codes of one length are consecutive numbers, in the order of their symbols. */
static void huffman_number(unsigned count, const uint16_t counts[static CI_HUFFMAN_BITS_MAX + 1],
                           struct ci_huffman_code *codes)
{
    uint32_t next[CI_HUFFMAN_BITS_MAX + 1], code = 0;
    for (unsigned length = 1; length <= CI_HUFFMAN_BITS_MAX; length++) {
        next[length] = code;
        code = (code + counts[length]) << 1;
    }
    for (unsigned i = 0; i < count; i++)
        if (codes[i].length)
            codes[i].bits = huffman_reverse(next[codes[i].length]++, codes[i].length);
}

void ci_huffman_make(uint32_t *frequencies, unsigned count, unsigned length_max,
                     struct ci_huffman_code *codes)
{
    struct huffman_tree tree;
    uint16_t counts[CI_HUFFMAN_BITS_MAX + 1];
    huffman_list(&tree, frequencies, count);
    huffman_lengths(&tree, huffman_join(&tree), length_max, counts);
    memset(codes, 0, count * sizeof *codes);
    unsigned symbol = 0;
    for (unsigned length = length_max; length > 0; length--)
        for (unsigned i = 0; i < counts[length]; i++)
            codes[tree.symbols[symbol++]].length = (uint8_t)length;
    huffman_number(count, counts, codes);
}
