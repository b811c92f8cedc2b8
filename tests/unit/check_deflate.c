/* SPDX-License-Identifier: MIT */
/* check_deflate.c - what the compressor makes, read back by zlib. */
#include "../../runtime/pprof/deflate.h"
#include "../../runtime/pprof/huffman.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MOST = 3 << 20 };

static struct ci_arena arena;
static struct ci_deflate deflated;
static uint8_t *input, *packed, *output;
static size_t input_size, packed_size;
static uint64_t state;

static void setup(void)
{
    input = malloc(MOST);
    output = malloc(MOST);
    packed = malloc(2 * MOST);
    input_size = packed_size = 0;
    state = 1;
}

static void teardown(void)
{
    free(input);
    free(output);
    free(packed);
    ci_arena_release(&arena);
}

static uint32_t random_below(uint32_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % limit;
}

static void keep(struct ci_deflate *deflate, const uint8_t *bytes, size_t size)
{
    (void)deflate;
    ck_assert_uint_le(packed_size + size, 2 * MOST);
    memcpy(packed + packed_size, bytes, size);
    packed_size += size;
}

static void begin(void)
{
    ck_assert(ci_deflate_open(&deflated, &arena, keep));
}

static void add(size_t size)
{
    ci_deflate_add(&deflated, input + input_size, size);
    input_size += size;
}

/* Ends the stream; zlib must read what was added. */
static void end(void)
{
    ci_deflate_close(&deflated);
    z_stream stream = {.next_in = packed, .avail_in = (unsigned)packed_size};
    stream.next_out = output;
    stream.avail_out = MOST;
    ck_assert_int_eq(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(stream.avail_in, 0);
    ck_assert_uint_eq(stream.total_out, input_size);
    ck_assert(!memcmp(output, input, input_size));
    inflateEnd(&stream);
    ck_assert_uint_eq(deflated.total, input_size);
    ck_assert_uint_eq(deflated.crc, crc32_z(0, input, input_size));
}

START_TEST(nothing)
{
    begin();
    end();
    ck_assert_uint_lt(packed_size, 100);
}
END_TEST

START_TEST(one_byte)
{
    begin();
    input[0] = 'x';
    add(1);
    end();
}
END_TEST

START_TEST(the_same_byte)
{
    begin();
    memset(input, 'x', MOST);
    add(MOST);
    end();
    ck_assert_uint_lt(packed_size, MOST / 250);
}
END_TEST

/* Without repetitions, and each byte as frequent as the others: no smaller, but hardly larger. */
START_TEST(noise)
{
    begin();
    for (size_t i = 0; i < MOST; i++)
        input[i] = (uint8_t)random_below(256);
    while (input_size < MOST) {
        size_t part = random_below(100000);
        add(part < MOST - input_size ? part : MOST - input_size);
    }
    end();
    ck_assert_uint_lt(packed_size, MOST + MOST / 50);
}
END_TEST

/* Frequencies that grow as Fibonacci's numbers make the longest codes that there are. */
START_TEST(steep_frequencies)
{
    size_t size = 0, one = 1, other = 1;
    begin();
    for (uint8_t byte = 0; size + one < MOST / 2; byte++) {
        for (size_t i = 0; i < one; i++)
            input[size++] = byte;
        size_t next = one + other;
        one = other;
        other = next;
    }
    for (size_t i = size; i-- > 1;) { /* shuffled, so that nothing repeats for long */
        size_t at = random_below((uint32_t)i + 1);
        uint8_t swap = input[i];
        input[i] = input[at];
        input[at] = swap;
    }
    add(size);
    end();
}
END_TEST

/* As a profile has them: stacks that end as the one before did. */
START_TEST(known_repetitions)
{
    size_t last_end = 0, stack = 0;
    begin();
    while (input_size + 70000 < MOST) {
        size_t fresh = 1 + random_below(30), kept = stack ? random_below((uint32_t)stack + 1) : 0;
        if (fresh == 7)
            fresh = 40000; /* what stood before is then out of reach */
        for (size_t i = 0; i < fresh; i++)
            input[input_size + i] = (uint8_t)random_below(fresh > 30 ? 200 : 20);
        memmove(input + input_size + fresh, input + last_end - kept, kept);
        add(fresh);
        size_t at = input_size;
        ci_deflate_repeat(&deflated, input + at, kept, at + kept - last_end);
        last_end = input_size = at + kept;
        stack = fresh + kept < 20000 ? fresh + kept : 0;
    }
    end();
}
END_TEST

/* How much of the code space is taken, in 1 / 2^15. */
static uint32_t taken(const struct ci_huffman_code *codes, unsigned count)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        if (codes[i].length)
            sum += 1u << (CI_HUFFMAN_BITS_MAX - codes[i].length);
    return sum;
}

/* How many codes are too long, or longer than that of a rarer symbol. */
static unsigned wrong(const uint32_t *frequencies, const struct ci_huffman_code *codes,
                      unsigned count, unsigned length_max)
{
    unsigned found = 0;
    for (unsigned i = 0; i < count; i++) {
        found += codes[i].length > length_max;
        for (unsigned j = 0; j < count; j++)
            found += frequencies[i] > frequencies[j] && frequencies[j] &&
                     codes[i].length > codes[j].length;
    }
    return found;
}

START_TEST(codes_are_complete)
{
    for (int round = 0; round < 500; round++) {
        uint32_t frequencies[CI_HUFFMAN_SYMBOLS_MAX] = {0};
        struct ci_huffman_code codes[CI_HUFFMAN_SYMBOLS_MAX];
        unsigned count = 2 + random_below(CI_HUFFMAN_SYMBOLS_MAX - 1);
        unsigned length_max = count <= 100 && round % 2 ? 7 : CI_HUFFMAN_BITS_MAX;
        for (unsigned i = 0; i < count; i++)
            frequencies[i] = random_below(3) ? 0 : 1u << random_below(20);
        ci_huffman_make(frequencies, count, length_max, codes);
        ck_assert_uint_eq(taken(codes, count), 1u << CI_HUFFMAN_BITS_MAX);
        ck_assert_uint_eq(wrong(frequencies, codes, count, length_max), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deflate");
    TCase *tests = tcase_create("deflate");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, nothing);
    tcase_add_test(tests, one_byte);
    tcase_add_test(tests, the_same_byte);
    tcase_add_test(tests, noise);
    tcase_add_test(tests, steep_frequencies);
    tcase_add_test(tests, known_repetitions);
    tcase_add_test(tests, codes_are_complete);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
