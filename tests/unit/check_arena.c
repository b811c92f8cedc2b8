/* SPDX-License-Identifier: MIT */
/* check_arena.c - memory that is zero, aligned, never handed out twice, and given back. */
#include "check_unit.h"
#include "../../runtime/arena.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

/* Sanitizers do, so that a limit on it cannot be set. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { RESERVES_ADDRESS_SPACE = 1 };
#else
enum { RESERVES_ADDRESS_SPACE = 0 };
#endif

START_TEST(zero_and_aligned)
{
    struct ci_arena arena = {0};
    for (size_t size = 0; size < 3000; size++) {
        unsigned char *memory = ci_arena_get(&arena, size);
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % 16, 0);
        unsigned char any = 0;
        for (size_t i = 0; i < size; i++)
            any |= memory[i];
        ck_assert_uint_eq(any, 0);
        memset(memory, 0xff, size);
    }
    ck_assert_uint_ge(arena.bytes, 3000 * 1500);
    ci_arena_release(&arena);
    ck_assert_ptr_null(arena.chunk);
    ck_assert_uint_eq(arena.bytes, 0);
    ck_assert_ptr_nonnull(ci_arena_get(&arena, 1)); /* usable again */
    ci_arena_release(&arena);
}
END_TEST

START_TEST(sizes)
{
    struct ci_arena arena = {0};
    ci_arena_get(&arena, 1);
    ck_assert_uint_eq(arena.bytes, 64 << 10);
    char *large = ci_arena_get(&arena, 50 << 20); /* more than any chunk has */
    ck_assert_ptr_nonnull(large);
    memset(large, 1, 50 << 20);
    uint64_t before = arena.bytes;
    for (int i = 0; i < 1000; i++)
        ck_assert_ptr_nonnull(ci_arena_get(&arena, 4096));
    ck_assert_uint_eq(arena.bytes - before, 4 << 20); /* a large chunk does not make larger ones */
    ci_arena_release(&arena);
}
END_TEST

/* A chunk that was given back is the next one's, zero where it was written. */
START_TEST(kept)
{
    struct ci_chunk *spare = NULL;
    struct ci_arena arena = {0};
    ci_arena_keep(&spare);
    for (int round = 0; round < 3; round++) {
        unsigned char *first = ci_arena_get(&arena, 100), any = 0;
        unsigned char *large = ci_arena_get(&arena, 1 << 20);
        for (int i = 0; i < 1 << 20; i++)
            any |= large[i] | first[i % 100];
        ck_assert_uint_eq(any, 0);
        memset(first, 0xff, 100);
        memset(large, 0xff, 1 << 20);
        static unsigned char *were[2];
        if (round)
            ck_assert(first == were[0] && large == were[1]);
        were[0] = first, were[1] = large;
        ck_assert_uint_eq(arena.bytes, (64 << 10) + (1 << 20) + 4096);
        ci_arena_release(&arena);
        ck_assert_ptr_nonnull(spare);
    }
    ci_arena_trim(&spare);
    ck_assert_ptr_null(spare);
    ci_arena_keep(NULL);
    ci_arena_get(&arena, 1);
    ci_arena_release(&arena);
    ck_assert_ptr_null(spare);
}
END_TEST

START_TEST(no_memory)
{
    struct ci_arena arena = {0};
    const struct rlimit limit = {1 << 30, 1 << 30};
    ck_assert_ptr_null(ci_arena_get(&arena, SIZE_MAX));
    ck_assert_ptr_null(ci_arena_get(&arena, SIZE_MAX / 2));
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    ck_assert_ptr_null(ci_arena_get(&arena, (size_t)2 << 30));
    ck_assert_ptr_nonnull(ci_arena_get(&arena, 100));
    ci_arena_release(&arena);
}
END_TEST

START_TEST(strings)
{
    struct ci_arena arena = {0};
    char *text = ci_arena_string(&arena, "a text");
    char *empty = ci_arena_string(&arena, "");
    ck_assert_str_eq(text, "a text");
    ck_assert_str_eq(empty, "");
    ci_arena_release(&arena);
}
END_TEST

enum { STORM_PIECES = 400000, STORM_HANDLER = 8, STORM_BYTES = 160 };

/* Pieces of the storm; a handler takes its own place in the list before it asks for memory. */
static struct ci_arena storm_arena;
static unsigned char *storm_pieces[STORM_PIECES * 2];
static unsigned storm_count;
static unsigned storm_signals;

static void storm_take(size_t size)
{
    unsigned char *piece = ci_arena_get(&storm_arena, size);
    unsigned index = __atomic_fetch_add(&storm_count, 1, __ATOMIC_RELAXED);
    if (index >= STORM_PIECES * 2)
        return;
    storm_pieces[index] = piece;
    /* Its own number at both ends: a piece handed out twice is overwritten. */
    memcpy(piece, &index, sizeof index);
    memcpy(piece + size - sizeof index, &index, sizeof index);
}

static void storm_handler(int signal)
{
    (void)signal;
    storm_signals++;
    for (int i = 0; i < STORM_HANDLER; i++)
        storm_take(STORM_BYTES);
}

START_TEST(signal_storm)
{
    const struct itimerval often = {{0, 50}, {0, 50}}, never = {{0, 0}, {0, 0}};
    signal(SIGALRM, storm_handler);
    /* Small chunks again and again: their replacement is what must be interrupted. */
    for (int round = 0; round < 40; round++) {
        storm_count = 0;
        setitimer(ITIMER_REAL, &often, NULL);
        for (int i = 0; i < STORM_PIECES / 10; i++)
            storm_take(STORM_BYTES);
        setitimer(ITIMER_REAL, &never, NULL);
        unsigned wrong = 0;
        unsigned count = storm_count < STORM_PIECES * 2 ? storm_count : STORM_PIECES * 2;
        for (unsigned i = 0; i < count; i++) {
            unsigned first, last;
            memcpy(&first, storm_pieces[i], sizeof first);
            memcpy(&last, storm_pieces[i] + STORM_BYTES - sizeof last, sizeof last);
            wrong += first != i || last != i;
        }
        ck_assert_uint_eq(wrong, 0);
        ci_arena_release(&storm_arena);
    }
    printf("signals during allocation: %u\n", storm_signals);
    ck_assert_uint_gt(storm_signals, 100);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("arena");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, zero_and_aligned);
    tcase_add_test(tests, sizes);
    tcase_add_test(tests, kept);
    if (!RESERVES_ADDRESS_SPACE)
        tcase_add_test(tests, no_memory);
    tcase_add_test(tests, strings);
    tcase_add_test(tests, signal_storm);
    return unit_run("arena", tests);
}
