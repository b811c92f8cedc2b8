/* SPDX-License-Identifier: MIT */
/* check_frames.c - frames of uninstrumented code, found from true return addresses. */
#define _GNU_SOURCE
#include "check_unit.h"
#include "written.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#define KEEP __attribute__((noinline, noclone, noipa))

static struct records records;
static uintptr_t returned_to;

static void setup(void)
{
    records_begin(&records, 8);
    returned_to = 0;
}

static void teardown(void)
{
    records_end(&records);
}

/* Stand for instrumented code: their probes would record what they do here. */
static KEEP int compare(const void *left, const void *right)
{
    returned_to = (uintptr_t)__builtin_return_address(0);
    return *(const char *)left - *(const char *)right;
}

static KEEP int caller(int (*callee)(const void *, const void *))
{
    return callee("a", "b") + 1;
}

/* Stands for code that has no probes but has debug information. */
static KEEP int foreign(int (*callee)(const void *, const void *))
{
    return callee("a", "c") + 1;
}
enum { FOREIGN_LINE = __LINE__ - 3 /* of its body */, FOREIGN_CALL_LINE = __LINE__ - 2 };

static int base_address(struct dl_phdr_info *info, size_t size, void *base)
{
    (void)size;
    *(uintptr_t *)base = info->dlpi_addr;
    return 1; /* the program is the first */
}

static uintptr_t link_time(uintptr_t address)
{
    uintptr_t base = 0;
    dl_iterate_phdr(base_address, &base);
    return address - base;
}

/* One call of `compare` by `caller`, whose site names `callee`; the profile of it. */
static Cinstr__Profile *profile_call(const char *callee, uint32_t flags)
{
    struct cinstr_unit *unit = records_unit(&records, 2);
    struct cinstr_function *top = records_function(unit, 0, "caller", "/s/a.c", 10, 1);
    struct cinstr_function *leaf = records_function(unit, 1, "compare", "/s/a.c", 20, 0);
    records_site(top, 0, callee, 12)->flags |= flags;
    uint32_t root = records_context(&records, CI_NO_PARENT, 0, top, 1, 1);
    uint32_t child = records_context(&records, root, 0, leaf, 1, 1);
    records.snapshot.contexts[root].body = (uintptr_t)caller + 1;
    records.snapshot.contexts[child].body = (uintptr_t)compare + 1;
    records.snapshot.contexts[child].return_address = returned_to;
    return written_profile(&records.snapshot);
}

static void sort_text(void)
{
    char text[] = "hgfedcba";
    qsort(text, strlen(text), 1, compare);
    ck_assert_uint_ne(returned_to, 0);
}

START_TEST(own_call)
{
    caller(compare);
    Cinstr__Profile *profile = profile_call("compare", 0);
    ck_assert_str_eq(written_stack(profile, 1), "compare:20 caller:12");
    ck_assert_uint_eq(written_location(profile, 1, 1)->address, link_time(returned_to) - 1);
    ck_assert_uint_eq(written_location(profile, 1, 0)->address, link_time((uintptr_t)compare) + 1);
    ck_assert_uint_eq(written_location(profile, 1, 0)->mapping_id, 1);
    ck_assert_uint_eq(profile->n_mapping, 1);
    ck_assert_uint_eq(written_allocations(), 0);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(own_indirect_call)
{
    caller(compare);
    Cinstr__Profile *profile = profile_call(NULL, 0);
    ck_assert_str_eq(written_stack(profile, 1), "compare:20 caller:12");
    ck_assert_uint_eq(written_location(profile, 1, 1)->address, link_time(returned_to) - 1);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(alias)
{
    caller(compare);
    Cinstr__Profile *profile = profile_call("another_name_of_compare", 0);
    ck_assert_str_eq(written_stack(profile, 1), "compare:20 caller:12");
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(library_call)
{
    sort_text();
    Cinstr__Profile *profile = profile_call("qsort", 0);
    ck_assert_str_eq(written_stack(profile, 1), "compare:20 qsort:0 caller:12");
    ck_assert_uint_eq(written_location(profile, 1, 2)->address, 0);
    const Cinstr__Location *between = written_location(profile, 1, 1);
    const Cinstr__Mapping *library = written_mapping(profile, between->mapping_id);
    const char *path = profile->string_table[library->filename];
    ck_assert_ptr_nonnull(strstr(path, "libc.so.6"));
    ck_assert_uint_eq(profile->n_mapping, 2);
    ck_assert(between->address >= library->memory_start &&
              between->address < library->memory_limit);
    const Cinstr__Function *function = written_function(profile, between->line[0]->function_id);
    ck_assert_str_eq(profile->string_table[function->filename], "libc.so.6");
    ck_assert_uint_eq(written_allocations(), 0);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

/* Whatever libc's symbols tell: a function that contains the address, or the library. */
START_TEST(library_indirect)
{
    sort_text();
    Cinstr__Profile *profile = profile_call(NULL, 0);
    ck_assert_uint_eq(profile->sample[1]->n_location_id, 3);
    const char *stack = written_stack(profile, 1);
    const char *object = strstr(stack, " [libc.so.6]:0 ");
    Dl_info info;
    if (!object) { /* a libc with symbols names one of qsort's parts */
        ck_assert(dladdr((void *)returned_to, &info));
        ck_assert_ptr_nonnull(strstr(stack, "sort"));
    }
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(foreign_with_lines)
{
    foreign(compare);
    Cinstr__Profile *profile = profile_call(NULL, 0);
    ck_assert_uint_eq(profile->sample[1]->n_location_id, 3);
    const Cinstr__Location *between = written_location(profile, 1, 1);
    const Cinstr__Function *function = written_function(profile, between->line[0]->function_id);
    ck_assert_str_eq(profile->string_table[function->name], "foreign");
    ck_assert_ptr_nonnull(strstr(profile->string_table[function->filename], "/check_frames.c"));
    ck_assert_int_eq(function->start_line, FOREIGN_LINE);
    ck_assert_int_eq(between->line[0]->line, FOREIGN_CALL_LINE);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(tail_call)
{
    sort_text();
    Cinstr__Profile *profile = profile_call("other", CINSTR_SITE_TAIL);
    /* It returns into the library: what the caller jumped to has called it. */
    ck_assert_str_eq(written_stack(profile, 1), "compare:20 other:0 caller:12");
    ck_assert_uint_eq(written_location(profile, 1, 2)->address, 0);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(nothing_known)
{
    Cinstr__Profile *profile = profile_call("qsort", 0);
    ck_assert_str_eq(written_stack(profile, 1), "compare:20 caller:12");
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

/* Code in no object (made at run time): proven to be elsewhere, and without a name of its own. */
START_TEST(no_object)
{
    returned_to = 0x10;
    Cinstr__Profile *profile = profile_call(NULL, 0);
    ck_assert_str_eq(written_stack(profile, 1), "compare:20 caller:12");
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("frames");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, own_call);
    tcase_add_test(tests, own_indirect_call);
    tcase_add_test(tests, alias);
    tcase_add_test(tests, library_call);
    tcase_add_test(tests, library_indirect);
    tcase_add_test(tests, foreign_with_lines);
    tcase_add_test(tests, tail_call);
    tcase_add_test(tests, nothing_known);
    tcase_add_test(tests, no_object);
    return unit_run("frames", tests);
}
