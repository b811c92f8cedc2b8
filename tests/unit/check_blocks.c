/* SPDX-License-Identifier: MIT */
/* check_blocks.c - the table of live blocks against an array that is searched from end to end. */
#include "check_unit.h"
#include "../../runtime/blocks.h"
#include "places.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { RESERVES_ADDRESS_SPACE = 1 };
#else
enum { RESERVES_ADDRESS_SPACE = 0 };
#endif

/* Addresses that blocks of the tests have; a block's size is 1 + the number of its address. */
enum { MAX = 6000 };
static uintptr_t addresses[MAX];
static int count;

/* The reference: `in[i]` when the address has a block, with that activation. */
static bool in[MAX];
static uint64_t activations[MAX];

static void add_run(uintptr_t first, uintptr_t step, int length)
{
    for (int i = 0; i < length; i++)
        addresses[count++] = first + (uintptr_t)i * step;
}

static void setup(void)
{
    uint64_t state = 11;
    count = 0;
    memset(in, 0, sizeof in);
    add_run(0x555500000010, 16, 700);                /* dense: two of them in each granule */
    add_run(0x555600000000, 32, 700);                /* one in each */
    add_run(0x7f0000000000, 4096, 700);              /* pages, as for large blocks */
    add_run(0x7f1000000ff0, 4096, 300);              /* at the ends of pages */
    add_run(0x7f2000000040, 1, 64);                  /* every byte of two granules */
    add_run(0x7f3000000ff8, 1, 16);                  /* across the border of pages */
    add_run(0x1000, 48, 200);                        /* low ones */
    add_run(0x7fffffffe000, 8, 300);                 /* high ones */
    add_run(0x600000000000, UINT64_C(1) << 30, 300); /* far apart */
    while (count < 4500)
        addresses[count++] = (places_random(&state) & 0x7ffffffffff0) | 0x10000000000;
}

static struct ci_block block_of(int number, uint64_t activation)
{
    return (struct ci_block){
        .pointer = addresses[number], .size = (uint64_t)number + 1, .activation = activation};
}

static void check_block(const struct ci_block *block, int number)
{
    ck_assert_uint_eq(block->pointer, addresses[number]);
    ck_assert_uint_eq(block->size, (uint64_t)number + 1);
    ck_assert_uint_eq(block->activation, activations[number]);
}

static void put(int number, uint64_t activation)
{
    struct ci_block block = block_of(number, activation), old;
    bool fits;
    ck_assert_int_eq(ci_blocks_put(&block, &old, &fits), in[number]);
    ck_assert(fits);
    if (in[number])
        check_block(&old, number);
    in[number] = true;
    activations[number] = activation;
}

static void take(int number)
{
    struct ci_block block;
    ck_assert_int_eq(ci_blocks_take(addresses[number], &block), in[number]);
    if (in[number])
        check_block(&block, number);
    in[number] = false;
}

static void visit(struct ci_block *block, void *data)
{
    bool *seen = data;
    int number = (int)block->size - 1;
    ck_assert_int_lt(number, count);
    ck_assert(in[number] && !seen[number]);
    check_block(block, number);
    seen[number] = true;
}

static int visited(void)
{
    static bool seen[MAX];
    int sum = 0;
    memset(seen, 0, sizeof seen);
    ci_blocks_visit(visit, seen);
    for (int i = 0; i < count; i++) {
        ck_assert_int_eq(seen[i], in[i]);
        sum += seen[i];
    }
    return sum;
}

START_TEST(random_operations)
{
    enum { OPERATIONS = 600000 };
    static const unsigned shares[] = {50, 80, 20, 65, 5}; /* of puts, in percent: fuller, emptier */
    uint64_t state = 1;
    int most = 0;
    for (int i = 0; i < OPERATIONS; i++) {
        int number = (int)(places_random(&state) % (unsigned)count);
        unsigned share = shares[i / (OPERATIONS / 5)];
        if (places_random(&state) % 100 < share)
            put(number, (uint64_t)i + 1);
        else
            take(number);
        if (i % 20000 == 0) {
            int now = visited();
            most = now > most ? now : most;
        }
    }
    ck_assert_int_gt(most, count * 3 / 4);
    for (int i = 0; i < count; i++)
        take(i);
    ck_assert_int_eq(visited(), 0);
}
END_TEST

/* Whichever of a granule's blocks goes first, the others stay, and a place is used again. */
START_TEST(crowded_granule)
{
    enum { FIRST = 2400, BLOCKS = 8 }; /* of the run with every byte */
    ck_assert_uint_eq(addresses[FIRST], 0x7f2000000040);
    for (int goes = 0; goes < BLOCKS; goes++) {
        for (int i = 0; i < BLOCKS; i++)
            put(FIRST + i, 1);
        take(FIRST + goes);
        put(FIRST + (goes + 1) % BLOCKS, 2); /* there already, in whichever place */
        put(FIRST + goes, 3);
        ck_assert_int_eq(visited(), BLOCKS);
        for (int i = BLOCKS; i-- > 0;)
            take(FIRST + i);
        ck_assert_int_eq(visited(), 0);
    }
}
END_TEST

/* More pages at once than a shard starts with, then all of them empty, over and over. */
START_TEST(many_pages)
{
    enum { PAGES = 40000, ROUNDS = 3 };
    struct ci_block block = {.size = 1}, old;
    bool fits;
    for (int round = 0; round < ROUNDS; round++) {
        uintptr_t first = 0x100000000000 + (uintptr_t)round * 0x10000000000;
        for (uintptr_t i = 0; i < PAGES; i++) {
            block.pointer = first + i * 4096;
            ck_assert(!ci_blocks_put(&block, &old, &fits) && fits);
        }
        for (uintptr_t i = PAGES; i-- > 0;)
            ck_assert(ci_blocks_take(first + i * 4096, &block));
        ck_assert(!ci_blocks_take(first, &block));
    }
}
END_TEST

/* Without memory a block is left out, and the result says so; those in the table stay. */
START_TEST(no_memory)
{
    enum { TRIES = 1000000 };
    struct ci_block block = {.size = 1}, old;
    struct rlimit limit = {256 << 20, RLIM_INFINITY}, before;
    bool fits = true;
    uintptr_t kept = 0;
    getrlimit(RLIMIT_AS, &before);
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    for (; kept < TRIES && fits; kept += fits) {
        block.pointer = 0x200000000000 + kept * 4096;
        ck_assert(!ci_blocks_put(&block, &old, &fits));
    }
    ck_assert(!fits);
    ck_assert_uint_gt(kept, 1000);
    ck_assert(!ci_blocks_take(block.pointer, &block));
    for (uintptr_t i = 0; i < kept; i++)
        ck_assert(ci_blocks_take(0x200000000000 + i * 4096, &block));
    setrlimit(RLIMIT_AS, &before);
    ck_assert(!ci_blocks_put(&(struct ci_block){.pointer = 64, .size = 1}, &old, &fits) && fits);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("blocks");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, random_operations);
    tcase_add_test(tests, crowded_granule);
    tcase_add_test(tests, many_pages);
    if (!RESERVES_ADDRESS_SPACE)
        tcase_add_test(tests, no_memory);
    return unit_run("blocks", tests);
}
