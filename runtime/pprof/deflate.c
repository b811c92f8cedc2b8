/* SPDX-License-Identifier: MIT */
/*
 * deflate.c - blocks of tokens, each with codes of its own.
 *
 * A token is a literal byte, or a repetition of `length` bytes that begins `distance` bytes before.
 */
#include "deflate.h"
#include "huffman.h"

#include <string.h>
#include <zlib.h>

enum {
    DEFLATE_DISTANCE_MAX = 32768,
    DEFLATE_LENGTH_MIN = 3,
    DEFLATE_LENGTH_MAX = 258,
    DEFLATE_LENGTH_COUNT = DEFLATE_LENGTH_MAX - DEFLATE_LENGTH_MIN + 1,
    DEFLATE_WINDOW = 256 << 10,
    DEFLATE_FOUND_MIN = 4, /* bytes of a repetition that is looked for */
    DEFLATE_PLACE_BITS = 13,
    DEFLATE_TOKENS = 16 << 10, /* of a block */
    DEFLATE_OUTPUT = 32 << 10,
    DEFLATE_SLACK = 16, /* a token's bits are stored eight bytes at a time */
};

/* Symbols of the three codes of a block. */
enum {
    SYMBOL_END = 256,
    SYMBOL_LENGTH = 257,
    SYMBOL_LENGTH_MAX = 285,
    LITERALS = 286,
    DISTANCES = 30,
    LENGTHS = 19,
    LENGTH_REPEAT = 16, /* the length before, 3 to 6 times more */
    LENGTH_ZEROS = 17,  /* 3 to 10 of them */
    LENGTH_MANY_ZEROS = 18,
};

#define TOKEN_REPEATS                UINT32_C(0x80000000)
#define TOKEN_REPEAT(LENGTH, BEFORE) (TOKEN_REPEATS | (LENGTH) << 16 | ((BEFORE)-1))

static inline uint32_t token_length(uint32_t token)
{
    return token >> 16 & 0x7fff;
}

/* Less by 1. */
static inline uint32_t token_distance(uint32_t token)
{
    return token & 0xffff;
}

/* The bits behind a symbol that tell the rest. */
struct deflate_symbol {
    uint16_t symbol, extra;
    uint8_t extra_bits;
};

static inline unsigned deflate_log(uint32_t number)
{
    return 31 - (unsigned)__builtin_clz(number);
}

/* `length` is less by the least one. */
static inline struct deflate_symbol deflate_length_symbol(uint32_t length)
{
    if (length < 8)
        return (struct deflate_symbol){.symbol = (uint16_t)(SYMBOL_LENGTH + length)};
    if (length == DEFLATE_LENGTH_MAX - DEFLATE_LENGTH_MIN)
        return (struct deflate_symbol){.symbol = SYMBOL_LENGTH_MAX};
    unsigned bits = deflate_log(length) - 2;
    return (struct deflate_symbol){
        .symbol = (uint16_t)(SYMBOL_LENGTH + 4 * bits + (length >> bits)),
        .extra = (uint16_t)(length & ((1u << bits) - 1)),
        .extra_bits = (uint8_t)bits,
    };
}

/* `distance` is less by 1. */
static inline struct deflate_symbol deflate_distance_symbol(uint32_t distance)
{
    if (distance < 2)
        return (struct deflate_symbol){.symbol = (uint16_t)distance};
    unsigned bits = deflate_log(distance) - 1;
    return (struct deflate_symbol){
        .symbol = (uint16_t)(2 * bits + (distance >> bits)),
        .extra = (uint16_t)(distance & ((1u << bits) - 1)),
        .extra_bits = (uint8_t)bits,
    };
}

static void deflate_flush(struct ci_deflate *deflate)
{
    deflate->write(deflate, deflate->output, (size_t)(deflate->out - deflate->output));
    deflate->out = deflate->output;
}

/* Puts bits into the stream; at most 48 at a time. */
static inline void deflate_put(struct ci_deflate *deflate, uint64_t bits, unsigned count)
{
    deflate->bits |= bits << deflate->bit_count;
    deflate->bit_count += count;
    memcpy(deflate->out, &deflate->bits, sizeof deflate->bits);
    deflate->out += deflate->bit_count / 8;
    deflate->bits >>= deflate->bit_count & ~7u;
    deflate->bit_count &= 7;
}

/* The codes of a block, and all that stands for a length, put together. */
struct deflate_codes {
    struct ci_huffman_code literals[LITERALS];
    struct ci_huffman_code distances[DISTANCES];
    struct deflate_bits {
        uint32_t bits, count;
    } lengths[DEFLATE_LENGTH_COUNT];
};

/* How often symbols occur in the block. */
static void deflate_count(const struct ci_deflate *deflate, uint32_t literals[static LITERALS],
                          uint32_t distances[static DISTANCES])
{
    uint32_t lengths[DEFLATE_LENGTH_COUNT] = {0};
    for (uint32_t i = 0; i < deflate->token_count; i++) {
        uint32_t token = deflate->tokens[i];
        if (token & TOKEN_REPEATS) {
            lengths[token_length(token) - DEFLATE_LENGTH_MIN]++;
            distances[deflate_distance_symbol(token_distance(token)).symbol]++;
        } else {
            literals[token]++;
        }
    }
    for (uint32_t i = 0; i < DEFLATE_LENGTH_COUNT; i++)
        literals[deflate_length_symbol(i).symbol] += lengths[i];
}

static void deflate_make_codes(const struct ci_deflate *deflate, struct deflate_codes *codes)
{
    uint32_t literals[LITERALS] = {[SYMBOL_END] = 1}, distances[DISTANCES] = {0};
    deflate_count(deflate, literals, distances);
    ci_huffman_make(literals, LITERALS, CI_HUFFMAN_BITS_MAX, codes->literals);
    ci_huffman_make(distances, DISTANCES, CI_HUFFMAN_BITS_MAX, codes->distances);
    for (uint32_t i = 0; i < DEFLATE_LENGTH_COUNT; i++) {
        struct deflate_symbol symbol = deflate_length_symbol(i);
        struct ci_huffman_code code = codes->literals[symbol.symbol];
        codes->lengths[i].bits = code.bits | (uint32_t)symbol.extra << code.length;
        codes->lengths[i].count = (uint32_t)code.length + symbol.extra_bits;
    }
}

/* The lengths of both codes in a row, shortened: symbols of LENGTHS, each with what it adds. */
struct deflate_lengths {
    uint32_t count;
    struct deflate_symbol symbols[LITERALS + DISTANCES];
};

static void deflate_add_run(struct deflate_lengths *lengths, uint8_t length, unsigned run)
{
    static const struct {
        uint8_t symbol, least, most, bits;
    } zeros = {LENGTH_ZEROS, 3, 10, 3}, many = {LENGTH_MANY_ZEROS, 11, 138, 7},
      repeats = {LENGTH_REPEAT, 3, 6, 2};
    for (bool first = true; run > 0; first = false) {
        const bool repeat = length > 0 && !first;
        const typeof(zeros) *kind = repeat ? &repeats : run >= many.least ? &many : &zeros;
        unsigned part = run < kind->most ? run : kind->most;
        struct deflate_symbol *symbol = &lengths->symbols[lengths->count++];
        if (part < kind->least || (length > 0 && first)) {
            *symbol = (struct deflate_symbol){.symbol = length};
            run--;
            continue;
        }
        *symbol = (struct deflate_symbol){kind->symbol, (uint16_t)(part - kind->least), kind->bits};
        run -= part;
    }
}

static void deflate_shorten(const struct deflate_codes *codes, struct deflate_lengths *lengths)
{
    uint8_t all[LITERALS + DISTANCES];
    for (unsigned i = 0; i < LITERALS; i++)
        all[i] = codes->literals[i].length;
    for (unsigned i = 0; i < DISTANCES; i++)
        all[LITERALS + i] = codes->distances[i].length;
    lengths->count = 0;
    for (unsigned i = 0, run; i < sizeof all; i += run) {
        for (run = 1; i + run < sizeof all && all[i + run] == all[i];)
            run++;
        deflate_add_run(lengths, all[i], run);
    }
}

/* The head of a block: how the lengths of its codes are coded, and the lengths. */
static void deflate_put_head(struct ci_deflate *deflate, const struct deflate_codes *codes,
                             bool last)
{
    static const uint8_t order[LENGTHS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                           11, 4,  12, 3, 13, 2, 14, 1, 15};
    const unsigned dynamic_block = 2, length_bits_max = 7;
    struct deflate_lengths lengths;
    struct ci_huffman_code code[LENGTHS];
    uint32_t frequencies[LENGTHS] = {0};
    deflate_shorten(codes, &lengths);
    for (uint32_t i = 0; i < lengths.count; i++)
        frequencies[lengths.symbols[i].symbol]++;
    ci_huffman_make(frequencies, LENGTHS, length_bits_max, code);
    deflate_put(deflate, dynamic_block << 1 | last, 3);
    deflate_put(deflate, LITERALS - 257, 5);
    deflate_put(deflate, DISTANCES - 1, 5);
    deflate_put(deflate, LENGTHS - 4, 4);
    for (int i = 0; i < LENGTHS; i++)
        deflate_put(deflate, code[order[i]].length, 3);
    for (uint32_t i = 0; i < lengths.count; i++) {
        struct deflate_symbol symbol = lengths.symbols[i];
        deflate_put(deflate, code[symbol.symbol].bits, code[symbol.symbol].length);
        deflate_put(deflate, symbol.extra, symbol.extra_bits);
    }
}

static inline void deflate_put_token(struct ci_deflate *deflate, const struct deflate_codes *codes,
                                     uint32_t token)
{
    if (!(token & TOKEN_REPEATS)) {
        deflate_put(deflate, codes->literals[token].bits, codes->literals[token].length);
        return;
    }
    struct deflate_bits length = codes->lengths[token_length(token) - DEFLATE_LENGTH_MIN];
    struct deflate_symbol symbol = deflate_distance_symbol(token_distance(token));
    struct ci_huffman_code code = codes->distances[symbol.symbol];
    uint64_t distance = code.bits | (uint32_t)symbol.extra << code.length;
    deflate_put(deflate, length.bits | distance << length.count,
                length.count + code.length + symbol.extra_bits);
}

static void deflate_end_block(struct ci_deflate *deflate, bool last)
{
    struct deflate_codes codes;
    deflate_make_codes(deflate, &codes);
    deflate_flush(deflate); /* a head is smaller than the buffer */
    deflate_put_head(deflate, &codes, last);
    const uint8_t *end = deflate->output + DEFLATE_OUTPUT;
    for (uint32_t i = 0; i < deflate->token_count; i++) {
        if (deflate->out >= end)
            deflate_flush(deflate);
        deflate_put_token(deflate, &codes, deflate->tokens[i]);
    }
    deflate_put(deflate, codes.literals[SYMBOL_END].bits, codes.literals[SYMBOL_END].length);
    deflate->token_count = 0;
}

static inline void deflate_add_token(struct ci_deflate *deflate, uint32_t token)
{
    if (deflate->token_count == DEFLATE_TOKENS)
        deflate_end_block(deflate, false);
    deflate->tokens[deflate->token_count++] = token;
}

/* Adds a repetition; one that goes on where another ended makes that one longer. */
static void deflate_add_repeat(struct ci_deflate *deflate, uint32_t length, uint32_t distance)
{
    uint32_t *last = deflate->token_count ? &deflate->tokens[deflate->token_count - 1] : NULL;
    if (last && *last & TOKEN_REPEATS && token_distance(*last) == distance - 1) {
        uint32_t room = DEFLATE_LENGTH_MAX - token_length(*last);
        uint32_t more = length < room ? length : room;
        if (length - more >= DEFLATE_LENGTH_MIN || length == more) {
            *last += more << 16;
            length -= more;
        }
    }
    while (length > 0) {
        uint32_t part = length < DEFLATE_LENGTH_MAX ? length : DEFLATE_LENGTH_MAX;
        if (length - part > 0 && length - part < DEFLATE_LENGTH_MIN)
            part -= DEFLATE_LENGTH_MIN;
        deflate_add_token(deflate, TOKEN_REPEAT(part, distance));
        length -= part;
    }
}

static uint32_t deflate_load(const uint8_t *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static uint32_t deflate_match(const uint8_t *one, const uint8_t *other, uint32_t most)
{
    uint32_t length = DEFLATE_FOUND_MIN;
    while (length < most && one[length] == other[length])
        length++;
    return length;
}

/* Makes tokens of the window's last bytes; `places` tells where four bytes stood last, plus 1. */
static void deflate_find(struct ci_deflate *deflate)
{
    const uint8_t *window = deflate->window;
    const uint32_t end = deflate->used;
    uint32_t at = deflate->found;
    while (at + DEFLATE_FOUND_MIN <= end) {
        uint32_t word = deflate_load(window + at);
        uint32_t *place = &deflate->places[word * 0x9e3779b1u >> (32 - DEFLATE_PLACE_BITS)];
        uint32_t before = *place;
        *place = at + 1;
        if (!before || at + 1 - before > DEFLATE_DISTANCE_MAX ||
            deflate_load(window + before - 1) != word) {
            deflate_add_token(deflate, window[at++]);
            continue;
        }
        uint32_t length = deflate_match(window + before - 1, window + at, end - at);
        deflate_add_repeat(deflate, length, at + 1 - before);
        at += length;
    }
    while (at < end)
        deflate_add_token(deflate, window[at++]);
    deflate->found = end;
}

static void deflate_sum(struct ci_deflate *deflate)
{
    deflate->crc = (uint32_t)crc32_z(deflate->crc, deflate->window + deflate->summed,
                                     deflate->used - deflate->summed);
    deflate->summed = deflate->used;
}

/* Drops all but what repetitions may refer to. */
static void deflate_slide(struct ci_deflate *deflate)
{
    deflate_find(deflate);
    deflate_sum(deflate);
    memmove(deflate->window, deflate->window + deflate->used - DEFLATE_DISTANCE_MAX,
            DEFLATE_DISTANCE_MAX);
    deflate->used = deflate->found = deflate->summed = DEFLATE_DISTANCE_MAX;
    memset(deflate->places, 0, sizeof *deflate->places << DEFLATE_PLACE_BITS);
}

/* Takes as many of the bytes into the window as there is room for; returns how many. */
static uint32_t deflate_take(struct ci_deflate *deflate, const uint8_t *bytes, size_t size)
{
    if (deflate->used == DEFLATE_WINDOW)
        deflate_slide(deflate);
    uint32_t room = DEFLATE_WINDOW - deflate->used;
    uint32_t part = size < room ? (uint32_t)size : room;
    memcpy(deflate->window + deflate->used, bytes, part);
    deflate->used += part;
    deflate->total += part;
    return part;
}

void ci_deflate_add(struct ci_deflate *deflate, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        uint32_t taken = deflate_take(deflate, bytes, size);
        bytes += taken;
        size -= taken;
    }
}

void ci_deflate_repeat(struct ci_deflate *deflate, const uint8_t *bytes, size_t size,
                       uint64_t distance)
{
    while (size >= DEFLATE_LENGTH_MIN && distance <= DEFLATE_DISTANCE_MAX) {
        deflate_find(deflate);
        uint32_t taken = deflate_take(deflate, bytes, size);
        if (taken >= DEFLATE_LENGTH_MIN) {
            deflate_add_repeat(deflate, taken, (uint32_t)distance);
            deflate->found = deflate->used;
        }
        bytes += taken;
        size -= taken;
    }
    ci_deflate_add(deflate, bytes, size);
}

bool ci_deflate_open(struct ci_deflate *deflate, struct ci_arena *arena,
                     void (*write)(struct ci_deflate *deflate, const uint8_t *bytes, size_t size))
{
    *deflate = (struct ci_deflate){.write = write};
    deflate->window = ci_arena_get(arena, DEFLATE_WINDOW);
    deflate->places = ci_arena_get(arena, sizeof *deflate->places << DEFLATE_PLACE_BITS);
    deflate->tokens = ci_arena_get(arena, DEFLATE_TOKENS * sizeof *deflate->tokens);
    deflate->output = deflate->out = ci_arena_get(arena, DEFLATE_OUTPUT + DEFLATE_SLACK);
    return deflate->window && deflate->places && deflate->tokens && deflate->output;
}

void ci_deflate_close(struct ci_deflate *deflate)
{
    deflate_find(deflate);
    deflate_end_block(deflate, true);
    deflate_put(deflate, 0, 7); /* up to a whole byte */
    deflate->bit_count = 0;
    deflate_flush(deflate);
    deflate_sum(deflate);
}
