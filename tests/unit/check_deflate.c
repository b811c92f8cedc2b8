/* SPDX-License-Identifier: MIT */
/* check_deflate.c - what is compressed inflates to the same bytes, and does not become longer. */
#include "check_unit.h"
#include "../../runtime/pprof/deflate.h"
#include "../../runtime/pprof/huffman.h"

#include <string.h>
#include <zlib.h>

enum { INPUT_MAX = 4 * CI_DEFLATE_INPUT_MAX };

static uint8_t input[INPUT_MAX], output[5 * CI_DEFLATE_OUTPUT_MAX], inflated[INPUT_MAX + 1];
static struct ci_deflate state;

static uint32_t random_below(uint32_t limit)
{
    static uint64_t seed = 1;
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % limit;
}

/* Compresses the input block by block, and has zlib judge it; returns its size. */
static size_t round_trip(size_t size, size_t block)
{
    uint8_t *end = output;
    memset(&state, 0, sizeof state);
    for (size_t at = 0, part; at < size || at == 0; at += part ? part : 1) {
        part = size - at < block ? size - at : block;
        uint8_t *before = end;
        end = ci_deflate_block(&state, input + at, part, at + part == size, end);
        ck_assert_uint_le((size_t)(end - before), CI_DEFLATE_OUTPUT_MAX);
    }
    z_stream stream = {.next_in = output,
                       .avail_in = (uInt)(end - output),
                       .next_out = inflated,
                       .avail_out = sizeof inflated};
    ck_assert_int_eq(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(stream.total_out, size);
    ck_assert_uint_eq(stream.avail_in, 0);
    ck_assert_int_eq(memcmp(input, inflated, size), 0);
    inflateEnd(&stream);
    return (size_t)(end - output);
}

START_TEST(nothing_and_little)
{
    ck_assert_uint_le(round_trip(0, 1), 16);
    for (size_t size = 1; size < 40; size++) {
        memset(input, 'a', size);
        ck_assert_uint_le(round_trip(size, size), 16);
        for (size_t i = 0; i < size; i++)
            input[i] = (uint8_t)i;
        ck_assert_uint_le(round_trip(size, size), 30 + size);
    }
}
END_TEST

/* Every length of a match, and every distance up to the window and beyond. */
START_TEST(matches)
{
    for (size_t length = 1; length < 600; length++) {
        memset(input, 1, length);
        memset(input + length, 2, 9);
        memset(input + length + 9, 1, length);
        round_trip(2 * length + 9, INPUT_MAX);
    }
    for (size_t i = 0; i < 64; i++)
        input[i] = (uint8_t)random_below(256);
    for (size_t distance = 64; distance < 40000; distance += 1 + distance / 50) {
        memset(input + 64, 0, distance);
        memcpy(input + distance, input, 64);
        round_trip(distance + 64, CI_DEFLATE_INPUT_MAX);
    }
}
END_TEST

/* Bytes without order take a little more than they are; blocks may have any size. */
START_TEST(random_bytes)
{
    for (size_t i = 0; i < INPUT_MAX; i++)
        input[i] = (uint8_t)random_below(256);
    ck_assert_uint_le(round_trip(INPUT_MAX, CI_DEFLATE_INPUT_MAX), INPUT_MAX * 101 / 100);
    for (int i = 0; i < 50; i++)
        round_trip(random_below(INPUT_MAX), 1 + random_below(CI_DEFLATE_INPUT_MAX));
}
END_TEST

/* Few different bytes, and stretches that repeat from anywhere before. */
START_TEST(repeated_bytes)
{
    for (uint32_t kinds = 1; kinds < 256; kinds += 1 + kinds / 4) {
        size_t at = 0;
        while (at < INPUT_MAX) {
            size_t size = 1 + random_below(random_below(8) ? 40 : 2000);
            size = size < INPUT_MAX - at ? size : INPUT_MAX - at;
            size_t from = at > 100 && random_below(3) ? random_below((uint32_t)at) : at;
            for (size_t i = 0; i < size; i++)
                input[at + i] = from < at ? input[from + i] : (uint8_t)random_below(kinds);
            at += size;
        }
        round_trip(INPUT_MAX, CI_DEFLATE_INPUT_MAX);
        round_trip(INPUT_MAX / 8, 1 + random_below(500));
    }
}
END_TEST

/* A code that says how long codes may be would be longer without that limit. */
START_TEST(long_codes)
{
    static struct ci_huffman_work work;
    uint32_t counts[24] = {1, 1};
    struct ci_huffman_code codes[24];
    for (int i = 2; i < 23; i++)
        counts[i] = counts[i - 1] + counts[i - 2];
    for (unsigned longest = 5; longest <= 15; longest++) {
        uint32_t taken = 0;
        ci_huffman_make(&work, counts, 24, longest, codes);
        for (int i = 0; i < 23; i++) {
            ck_assert(codes[i].length > 0 && codes[i].length <= longest);
            ck_assert(i == 0 || codes[i].length <= codes[i - 1].length);
            taken += 1u << (longest - codes[i].length);
        }
        ck_assert_uint_eq(taken, 1u << longest);
        ck_assert_uint_eq(codes[23].length, 0);
    }
    size_t size = 0;
    for (int i = 0; i < 22; i++)
        for (uint32_t j = 0; j < counts[i]; j++, size++)
            input[size] = (uint8_t)(i * 11);
    for (size_t i = size; i > 1; i--) { /* shuffled: bytes instead of matches */
        size_t other = random_below((uint32_t)i);
        uint8_t byte = input[i - 1];
        input[i - 1] = input[other];
        input[other] = byte;
    }
    round_trip(size, CI_DEFLATE_INPUT_MAX);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("deflate");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, nothing_and_little);
    tcase_add_test(tests, matches);
    tcase_add_test(tests, random_bytes);
    tcase_add_test(tests, repeated_bytes);
    tcase_add_test(tests, long_codes);
    return unit_run("deflate", tests);
}
