/* SPDX-License-Identifier: MIT */
/*
 * check_malloc.c - the interposer's own memory: blocks that the lookup of the next allocator asks
 * for, and what becomes of them.
 *
 * This program has the interposer linked in front of the C library's malloc, and real.c calls its
 * lookup in place of dlsym.
 */
#define _GNU_SOURCE
#include "check_unit.h"
#include "../../runtime/malloc/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>

void *lookup(void *handle, const char *name);

enum { SMALL = 24, LARGE = 4000, ALIGNED = 16, MISALIGNED = 64 };

/* Times 3 it overflows, which the compiler must not know. */
static const volatile size_t too_many = SIZE_MAX / 2;

/* What the lookup got. */
static struct {
    char *resized;         /* of SMALL bytes, then of LARGE */
    char *array;           /* likewise */
    char *aligned[3];      /* to ALIGNED: by memalign, aligned_alloc, posix_memalign */
    void *refused[4];      /* to more: by memalign, aligned_alloc, valloc, pvalloc */
    int errors[4];         /* errno of each of those */
    int refused_by_result; /* posix_memalign's */
    void *overflown;       /* by reallocarray */
} early;

static char *filled(void)
{
    char *block = malloc(SMALL);
    return memset(block, 'a', SMALL);
}

static void *refused(int which, void *pointer)
{
    early.errors[which] = errno;
    errno = 0;
    return pointer;
}

static void allocate_early(void)
{
    void *block = NULL;
    early.resized = realloc(filled(), LARGE);
    early.array = reallocarray(filled(), LARGE / 100, 100);
    early.overflown = reallocarray(NULL, too_many, 3);
    early.aligned[0] = memalign(ALIGNED, SMALL);
    early.aligned[1] = aligned_alloc(ALIGNED, SMALL);
    if (!posix_memalign(&block, ALIGNED, SMALL))
        early.aligned[2] = block;
    errno = 0;
    early.refused[0] = refused(0, memalign(MISALIGNED, SMALL));
    early.refused[1] = refused(1, aligned_alloc(MISALIGNED, SMALL));
    early.refused[2] = refused(2, valloc(SMALL));
    early.refused[3] = refused(3, pvalloc(SMALL));
    early.refused_by_result = posix_memalign(&block, MISALIGNED, SMALL);
}

void *lookup(void *handle, const char *name)
{
    if (!early.resized)
        allocate_early();
    return dlsym(handle, name);
}

static bool starts_filled(const char *block)
{
    for (int i = 0; i < SMALL; i++)
        if (block[i] != 'a')
            return false;
    return true;
}

START_TEST(early_blocks_grow)
{
    ck_assert(ci_real_is_early(early.resized));
    ck_assert_uint_eq(ci_real_early_size(early.resized), LARGE);
    ck_assert(starts_filled(early.resized));
    ck_assert(ci_real_is_early(early.array));
    ck_assert_uint_eq(ci_real_early_size(early.array), LARGE);
    ck_assert(starts_filled(early.array));
    ck_assert_ptr_null(early.overflown);
}
END_TEST

START_TEST(early_blocks_are_aligned)
{
    for (int i = 0; i < 3; i++) {
        ck_assert(ci_real_is_early(early.aligned[i]));
        ck_assert_uint_eq((uintptr_t)early.aligned[i] % ALIGNED, 0);
    }
    for (int i = 0; i < 4; i++) {
        ck_assert_ptr_null(early.refused[i]);
        ck_assert_int_eq(early.errors[i], ENOMEM);
    }
    ck_assert_int_eq(early.refused_by_result, ENOMEM);
}
END_TEST

/* A filled early block of SMALL bytes became this one of LARGE. */
static void judge_moved(char *moved)
{
    ck_assert(!ci_real_is_early(moved));
    ck_assert_uint_ge(malloc_usable_size(moved), LARGE);
    ck_assert(starts_filled(moved));
    free(moved);
}

START_TEST(early_block_leaves)
{
    judge_moved(realloc(memset(ci_real_early(SMALL), 'a', SMALL), LARGE));
    judge_moved(reallocarray(memset(ci_real_early(SMALL), 'a', SMALL), LARGE / 4, 4));
}
END_TEST

START_TEST(too_large_an_array)
{
    char *block = ci_real_early(SMALL);
    errno = 0;
    ck_assert_ptr_null(reallocarray(block, too_many, 3));
    ck_assert_int_eq(errno, ENOMEM);
    errno = 0;
    block = malloc(SMALL);
    ck_assert_ptr_null(reallocarray(block, too_many, 3));
    ck_assert_int_eq(errno, ENOMEM);
    free(block);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("malloc");
    tcase_add_test(tests, early_blocks_grow);
    tcase_add_test(tests, early_blocks_are_aligned);
    tcase_add_test(tests, early_block_leaves);
    tcase_add_test(tests, too_large_an_array);
    return unit_run("malloc", tests);
}
