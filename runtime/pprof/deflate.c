/* SPDX-License-Identifier: MIT */
/*
 * deflate.c - one look for each match, and codes made for each block.
 *
 * A hash table has the last place of four bytes. Only the place where a match begins is entered,
 * not those that it covers: the next stack like it begins there again.
 */
#include "deflate.h"

#include <string.h>

enum {
    DEFLATE_MATCH_MIN = 4, /* shorter ones, which deflate knows too, do not pay */
    DEFLATE_MATCH_MAX = 258,
    DEFLATE_WINDOW = 32 << 10,
    DEFLATE_WORD = 8,

    DEFLATE_DYNAMIC = 2, /* the type of a block that brings its codes along */
    DEFLATE_END = 256,   /* the symbol that ends a block */
    DEFLATE_SYMBOLS = 286,
    DEFLATE_SYMBOL_258 = 285,
    DEFLATE_DISTANCE_SYMBOLS = 30,
    DEFLATE_LONGEST = 15,
    DEFLATE_LENGTH_SYMBOLS = 19, /* by which lengths of codes are packed */
    DEFLATE_LENGTH_LONGEST = 7,
};

/*
 * A token has its kind in 9 bits: a byte, or DEFLATE_KIND_MATCH and the length of a match; then the
 * symbol of its distance in 5 bits, and what follows that. The symbol of a byte takes no bits.
 */
enum {
    DEFLATE_KIND_BITS = 9,
    DEFLATE_DISTANCE_BITS = 5,
    DEFLATE_KIND_MATCH = 256 - DEFLATE_MATCH_MIN,
    DEFLATE_NO_DISTANCE = CI_DEFLATE_DISTANCES - 1,
};
_Static_assert(DEFLATE_KIND_MATCH + DEFLATE_MATCH_MAX < CI_DEFLATE_KINDS, "kinds have 9 bits");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a word's lowest byte is its first");

static inline uint64_t deflate_word(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* How many bytes at `bytes`, up to `most`, repeat those at `earlier`, of which the first word does.
 */
static inline uint32_t deflate_length(const uint8_t *earlier, const uint8_t *bytes, uint32_t most)
{
    uint32_t length = DEFLATE_WORD;
    for (; length + DEFLATE_WORD <= most; length += DEFLATE_WORD) {
        uint64_t differ = deflate_word(earlier + length) ^ deflate_word(bytes + length);
        if (differ)
            return length + (uint32_t)__builtin_ctzll(differ) / 8;
    }
    while (length < most && earlier[length] == bytes[length])
        length++;
    return length;
}

static inline void deflate_add_byte(struct ci_deflate *deflate, uint8_t byte)
{
    deflate->kinds[byte]++;
    deflate->tokens[deflate->token_count++] = DEFLATE_NO_DISTANCE << DEFLATE_KIND_BITS | byte;
}

static inline void deflate_add_match(struct ci_deflate *deflate, uint32_t length, uint32_t distance)
{
    uint32_t kind = DEFLATE_KIND_MATCH + length, rest = distance - 1, symbol = rest, extra = 0;
    if (rest >= 4) { /* two symbols for each power of two */
        unsigned bits = 30 - (unsigned)__builtin_clz(rest);
        symbol = 2 * bits + (rest >> bits);
        extra = rest & ((1u << bits) - 1);
    }
    deflate->kinds[kind]++;
    deflate->distances[symbol]++;
    deflate->tokens[deflate->token_count++] =
        kind | symbol << DEFLATE_KIND_BITS | extra << (DEFLATE_KIND_BITS + DEFLATE_DISTANCE_BITS);
}

/* The length of the match of the word at `at` with the last place that has its hash; 0: none. */
static inline uint32_t deflate_match(struct ci_deflate *deflate, const uint8_t *input,
                                     uint32_t size, uint32_t at, uint32_t *distance)
{
    const uint64_t word = deflate_word(input + at);
    uint16_t *place = &deflate->places[(uint32_t)word * 0x9e3779b1u >> (32 - CI_DEFLATE_HASH_BITS)];
    const uint32_t earlier = *place;
    *place = (uint16_t)at;
    *distance = at - earlier;
    if (*distance - 1 >= DEFLATE_WINDOW)
        return 0;
    const uint64_t differ = word ^ deflate_word(input + earlier);
    if ((uint32_t)differ)
        return 0;
    if (differ)
        return (uint32_t)__builtin_ctzll(differ) / 8;
    uint32_t most = size - at < DEFLATE_MATCH_MAX ? size - at : DEFLATE_MATCH_MAX;
    return deflate_length(input + earlier, input + at, most);
}

/* Turns the input into tokens. Whatever a place holds before its first use, what stands there
 * decides. */
static void deflate_scan(struct ci_deflate *deflate, const uint8_t *input, uint32_t size)
{
    memset(deflate->places, 0, sizeof deflate->places);
    memset(deflate->kinds, 0, sizeof deflate->kinds);
    memset(deflate->distances, 0, sizeof deflate->distances);
    deflate->token_count = 0;
    uint32_t at = 0, distance;
    while (at + DEFLATE_WORD <= size) {
        uint32_t length = deflate_match(deflate, input, size, at, &distance);
        if (length)
            deflate_add_match(deflate, length, distance);
        else
            deflate_add_byte(deflate, input[at]);
        at += length ? length : 1;
    }
    while (at < size)
        deflate_add_byte(deflate, input[at++]);
}

/* Where the output goes. Invariant: `count` bits wait, less than 8 after deflate_put. */
struct deflate_output {
    uint64_t bits;
    unsigned count;
    uint8_t *to;
};

/* Puts up to 48 bits. It may write eight bytes ahead. */
static inline void deflate_put(struct deflate_output *output, uint64_t bits, unsigned count)
{
    output->bits |= bits << output->count;
    output->count += count;
    memcpy(output->to, &output->bits, sizeof output->bits);
    output->to += output->count / 8;
    output->bits >>= output->count & ~7u;
    output->count &= 7;
}

/* The code of a length, and how many bits follow it. */
struct deflate_length {
    uint16_t symbol, first;
    unsigned extra;
};

static struct deflate_length deflate_length_code(uint32_t length)
{
    uint32_t rest = length - 3;
    if (length == DEFLATE_MATCH_MAX)
        return (struct deflate_length){DEFLATE_SYMBOL_258, DEFLATE_MATCH_MAX, 0};
    if (rest < 8)
        return (struct deflate_length){(uint16_t)(DEFLATE_END + 1 + rest), (uint16_t)length, 0};
    unsigned extra = 29 - (unsigned)__builtin_clz(rest); /* four symbols for each power of two */
    return (struct deflate_length){(uint16_t)(DEFLATE_END + 1 + 4 * extra + (rest >> extra)),
                                   (uint16_t)((rest >> extra << extra) + 3), extra};
}

/* A block's codes: of bytes and lengths, and of distances. */
struct deflate_codes {
    struct ci_huffman_code symbols[DEFLATE_SYMBOLS];
    struct ci_huffman_code distances[CI_DEFLATE_DISTANCES];
};

static void deflate_make_codes(struct ci_deflate *deflate, struct deflate_codes *codes)
{
    uint32_t counts[DEFLATE_SYMBOLS] = {[DEFLATE_END] = 1};
    memcpy(counts, deflate->kinds, 256 * sizeof *counts);
    for (uint32_t i = DEFLATE_MATCH_MIN; i <= DEFLATE_MATCH_MAX; i++)
        counts[deflate_length_code(i).symbol] += deflate->kinds[DEFLATE_KIND_MATCH + i];
    memset(codes, 0, sizeof *codes);
    ci_huffman_make(&deflate->work, counts, DEFLATE_SYMBOLS, DEFLATE_LONGEST, codes->symbols);
    ci_huffman_make(&deflate->work, deflate->distances, DEFLATE_DISTANCE_SYMBOLS, DEFLATE_LONGEST,
                    codes->distances);
}

/* The lengths of a block's codes, as the block has them: symbols, and what follows each. */
struct deflate_item {
    uint8_t symbol, extra, bits;
};
struct deflate_lengths {
    uint32_t symbols, distances, count;
    uint32_t counts[DEFLATE_LENGTH_SYMBOLS];
    struct deflate_item items[DEFLATE_SYMBOLS + DEFLATE_DISTANCE_SYMBOLS];
};

/* How a run of equal lengths is told: by a symbol and a number of bits, for so many. */
struct deflate_run {
    uint8_t symbol, bits, least, most;
};

/* Adds one length, or up to `run` of them at once; returns how many. Only zeros and what has just
 * been told can come in runs. */
static uint32_t deflate_add_length(struct deflate_lengths *lengths, uint32_t length, uint32_t run,
                                   bool told)
{
    static const struct deflate_run same = {16, 2, 3, 6}, zeros = {17, 3, 3, 10},
                                    more_zeros = {18, 7, 11, 138};
    const struct deflate_run *as = length ? &same : run < more_zeros.least ? &zeros : &more_zeros;
    if (run < as->least || (length && !told)) {
        lengths->counts[length]++;
        lengths->items[lengths->count++] = (struct deflate_item){(uint8_t)length, 0, 0};
        return 1;
    }
    run = run < as->most ? run : as->most;
    lengths->counts[as->symbol]++;
    lengths->items[lengths->count++] =
        (struct deflate_item){as->symbol, (uint8_t)(run - as->least), as->bits};
    return run;
}

static void deflate_pack_lengths(const struct deflate_codes *codes, struct deflate_lengths *lengths)
{
    uint8_t all[DEFLATE_SYMBOLS + DEFLATE_DISTANCE_SYMBOLS];
    *lengths =
        (struct deflate_lengths){.symbols = DEFLATE_SYMBOLS, .distances = DEFLATE_DISTANCE_SYMBOLS};
    while (!codes->symbols[lengths->symbols - 1].length)
        lengths->symbols--;
    while (!codes->distances[lengths->distances - 1].length)
        lengths->distances--;
    for (uint32_t i = 0; i < lengths->symbols; i++)
        all[i] = (uint8_t)codes->symbols[i].length;
    for (uint32_t i = 0; i < lengths->distances; i++)
        all[lengths->symbols + i] = (uint8_t)codes->distances[i].length;
    const uint32_t count = lengths->symbols + lengths->distances;
    for (uint32_t at = 0, end; at < count; at = end) {
        for (end = at + 1; end < count && all[end] == all[at];)
            end++;
        for (uint32_t next = at; next < end;)
            next += deflate_add_length(lengths, all[at], end - next, next > at);
    }
}

/* Puts the head of a block: the codes' lengths, in front of them the codes that these have. */
static void deflate_put_head(struct deflate_output *output, struct ci_huffman_work *work,
                             const struct deflate_codes *codes, bool last)
{
    static const uint8_t order[] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
    struct deflate_lengths lengths;
    struct ci_huffman_code own[DEFLATE_LENGTH_SYMBOLS];
    deflate_pack_lengths(codes, &lengths);
    ci_huffman_make(work, lengths.counts, DEFLATE_LENGTH_SYMBOLS, DEFLATE_LENGTH_LONGEST, own);
    uint32_t count = DEFLATE_LENGTH_SYMBOLS;
    while (count > 4 && !own[order[count - 1]].length)
        count--;
    deflate_put(output, last | DEFLATE_DYNAMIC << 1, 3);
    deflate_put(output, lengths.symbols - 257, 5);
    deflate_put(output, lengths.distances - 1, 5);
    deflate_put(output, count - 4, 4);
    for (uint32_t i = 0; i < count; i++)
        deflate_put(output, own[order[i]].length, 3);
    for (uint32_t i = 0; i < lengths.count; i++) {
        const struct ci_huffman_code *code = &own[lengths.items[i].symbol];
        deflate_put(output, code->bits, code->length);
        deflate_put(output, lengths.items[i].extra, lengths.items[i].bits);
    }
}

/* Makes the bits of each kind of token, a length's extra bits included, so that a match takes as
 * many steps as a byte. */
static void deflate_make_bits(struct ci_deflate *deflate, const struct deflate_codes *codes)
{
    struct ci_deflate_bits *bits = deflate->kind_bits;
    for (uint32_t i = 0; i < 256; i++)
        bits[i] = (struct ci_deflate_bits){codes->symbols[i].bits, codes->symbols[i].length};
    for (uint32_t i = DEFLATE_MATCH_MIN; i <= DEFLATE_MATCH_MAX; i++) {
        struct deflate_length length = deflate_length_code(i);
        struct ci_huffman_code code = codes->symbols[length.symbol];
        bits[DEFLATE_KIND_MATCH + i] = (struct ci_deflate_bits){
            code.bits | (i - length.first) << code.length, code.length + length.extra};
    }
}

static void deflate_put_tokens(struct deflate_output *output, const struct ci_deflate *deflate,
                               const struct deflate_codes *codes)
{
    struct deflate_output local = *output; /* in registers */
    unsigned extra[CI_DEFLATE_DISTANCES] = {0};
    for (unsigned i = 4; i < DEFLATE_DISTANCE_SYMBOLS; i++)
        extra[i] = i / 2 - 1;
    for (uint32_t i = 0; i < deflate->token_count; i++) {
        const uint32_t token = deflate->tokens[i];
        const struct ci_deflate_bits kind = deflate->kind_bits[token % CI_DEFLATE_KINDS];
        const uint32_t symbol = token >> DEFLATE_KIND_BITS & (CI_DEFLATE_DISTANCES - 1);
        const struct ci_huffman_code distance = codes->distances[symbol];
        uint64_t bits = token >> (DEFLATE_KIND_BITS + DEFLATE_DISTANCE_BITS);
        bits = (bits << distance.length | distance.bits) << kind.count | kind.bits;
        deflate_put(&local, bits, kind.count + distance.length + extra[symbol]);
    }
    *output = local;
    deflate_put(output, codes->symbols[DEFLATE_END].bits, codes->symbols[DEFLATE_END].length);
}

uint8_t *ci_deflate_block(struct ci_deflate *deflate, const uint8_t *input, size_t size, bool last,
                          uint8_t *output)
{
    struct deflate_output to = {deflate->bits, deflate->bit_count, output};
    struct deflate_codes codes;
    deflate_scan(deflate, input, (uint32_t)size);
    deflate_make_codes(deflate, &codes);
    deflate_put_head(&to, &deflate->work, &codes, last);
    deflate_make_bits(deflate, &codes);
    deflate_put_tokens(&to, deflate, &codes);
    if (last)
        deflate_put(&to, 0, -to.count & 7);
    deflate->bits = to.bits;
    deflate->bit_count = to.count;
    return to.to;
}
