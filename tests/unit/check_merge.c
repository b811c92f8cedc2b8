/* SPDX-License-Identifier: MIT */
/* check_merge.c - profiles of several processes, put together and read back. */
#define _GNU_SOURCE
#include "check_unit.h"
#include "../../runtime/pprof/gunzip.h"
#include "records.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PARTS = 3 };

static int files[PARTS];
static char names[PARTS][32];
static const char *const parts[PARTS] = {names[0], names[1], names[2]};
static struct ci_arena arena;

static void setup(void)
{
    for (int i = 0; i < PARTS; i++) {
        files[i] = memfd_create("part", 0);
        snprintf(names[i], sizeof names[i], "/proc/self/fd/%d", files[i]);
    }
}

static void teardown(void)
{
    for (int i = 0; i < PARTS; i++)
        close(files[i]);
    ci_arena_release(&arena);
}

/* A part: `main` calls `name` at line 12 so many times. */
static void write_part(int number, const char *label, const char *name, int64_t calls,
                       const char *comment)
{
    struct records records;
    records_begin(&records, 8);
    struct cinstr_unit *unit = records_unit(&records, 2);
    struct cinstr_function *top = records_function(unit, 0, "main", "/s/a.c", 10, 1);
    struct cinstr_function *work = records_function(unit, 1, name, "/s/b.c", 20, 0);
    records_site(top, 0, name, 12);
    uint32_t root = records_context(&records, CI_NO_PARENT, 0, top, 1, 50);
    records_context(&records, root, 0, work, calls, calls * 10);
    records.snapshot.label_key = label ? "bench" : NULL;
    records.snapshot.label_text = label;
    records.comments[0] = "mode time";
    records.comments[1] = comment;
    records.snapshot.comment_count = 2;
    records.snapshot.start_nanos = 5000 - number;
    records.snapshot.duration_nanos = 100 + number;
    ck_assert_int_eq(ftruncate(files[number], 0), 0);
    lseek(files[number], 0, SEEK_SET);
    const char *reason = ci_pprof_write(&records.snapshot, files[number]);
    ck_assert_msg(!reason, "%s", reason);
    records_end(&records);
}

/* Merges the first parts; the profile, or NULL with the reason. */
static Cinstr__Profile *merge(int count, const char **reason)
{
    char path[32];
    int fd = memfd_create("sum", 0);
    struct ci_arena own = {0};
    *reason = ci_pprof_merge(&own, parts, count, fd);
    ci_arena_release(&own);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    Cinstr__Profile *profile = *reason ? NULL : ci_gunzip_profile(&arena, path, reason);
    close(fd);
    return profile;
}

static Cinstr__Profile *merge_all(int count)
{
    const char *reason;
    Cinstr__Profile *profile = merge(count, &reason);
    ck_assert_msg(profile, "%s", reason);
    return profile;
}

/* The sample of a function with a label; NULL: none. */
static const Cinstr__Sample *find(const Cinstr__Profile *profile, const char *label,
                                  const char *name)
{
    const Cinstr__Sample *found = NULL;
    for (size_t i = 0; i < profile->n_sample; i++) {
        const Cinstr__Sample *sample = profile->sample[i];
        const Cinstr__Location *leaf = profile->location[sample->location_id[0] - 1];
        const Cinstr__Function *function = profile->function[leaf->line[0]->function_id - 1];
        ck_assert_uint_eq(sample->n_label, 1);
        ck_assert_str_eq(profile->string_table[sample->label[0]->key], "bench");
        if (strcmp(profile->string_table[sample->label[0]->str], label) != 0 ||
            strcmp(profile->string_table[function->name], name) != 0)
            continue;
        ck_assert_msg(!found, "%s of %s twice", name, label);
        found = sample;
    }
    return found;
}

START_TEST(sums)
{
    write_part(0, "A", "work", 3, "x: 1");
    write_part(1, "B", "work", 5, "x: 1");
    write_part(2, "A", "work", 7, "x: 1");
    Cinstr__Profile *profile = merge_all(3);
    ck_assert_uint_eq(profile->n_sample, 4);
    ck_assert_int_eq(find(profile, "A", "work")->value[0], 10);
    ck_assert_int_eq(find(profile, "A", "work")->value[1], 100);
    ck_assert_int_eq(find(profile, "A", "main")->value[0], 2);
    ck_assert_int_eq(find(profile, "B", "work")->value[0], 5);
    /* The result has once what the parts have in common. */
    ck_assert_uint_eq(profile->n_function, 2);
    ck_assert_uint_eq(profile->n_location, 3);
    ck_assert_uint_eq(profile->n_mapping, 1);
    ck_assert_int_eq(profile->duration_nanos, 303);
    ck_assert_int_eq(profile->time_nanos, 4998);
    ck_assert_uint_eq(profile->n_sample_type, 2);
    ck_assert_str_eq(profile->string_table[profile->sample_type[1]->type], "time");
    ck_assert_str_eq(profile->string_table[profile->default_sample_type], "time");
}
END_TEST

START_TEST(unlike_functions)
{
    write_part(0, "A", "work", 3, "x: 1");
    write_part(1, "A", "play", 5, "x: 1");
    Cinstr__Profile *profile = merge_all(2);
    ck_assert_uint_eq(profile->n_sample, 3);
    ck_assert_uint_eq(profile->n_function, 3);
    ck_assert_int_eq(find(profile, "A", "work")->value[0], 3);
    ck_assert_int_eq(find(profile, "A", "play")->value[0], 5);
    const Cinstr__Sample *play = find(profile, "A", "play");
    ck_assert_uint_eq(play->n_location_id, 2);
    ck_assert_int_eq(profile->location[play->location_id[1] - 1]->line[0]->line, 12);
}
END_TEST

/* A comment that differs occurs once, and says that it does not describe the whole. */
START_TEST(comments)
{
    write_part(0, "A", "work", 1, "probe cost: 8.5 ns");
    write_part(1, "A", "work", 1, "probe cost: 9.1 ns");
    write_part(2, "A", "work", 1, "lost: 4 calls");
    Cinstr__Profile *profile = merge_all(3);
    ck_assert_uint_eq(profile->n_comment, 3);
    ck_assert_str_eq(profile->string_table[profile->comment[0]], "mode time");
    ck_assert_str_eq(profile->string_table[profile->comment[1]],
                     "probe cost: 8.5 ns [first of several profiles]");
    ck_assert_str_eq(profile->string_table[profile->comment[2]], "lost: 4 calls");
}
END_TEST

/* Equal parts make equal files. */
START_TEST(repeats)
{
    uint8_t bytes[2][65536];
    ssize_t size[2];
    write_part(0, "A", "work", 3, "x: 1");
    write_part(1, "B", "play", 5, "x: 2");
    for (int i = 0; i < 2; i++) {
        int fd = memfd_create("sum", 0);
        ck_assert_ptr_null(ci_pprof_merge(&arena, parts, 2, fd));
        size[i] = pread(fd, bytes[i], sizeof bytes[i], 0);
        close(fd);
    }
    ck_assert_int_eq(size[0], size[1]);
    ck_assert_mem_eq(bytes[0], bytes[1], (size_t)size[0]);
}
END_TEST

START_TEST(missing)
{
    const char *reason, *const absent[] = {"/proc/self/fd/none"};
    ck_assert_str_eq(ci_pprof_merge(&arena, absent, 1, files[0]), "No such file or directory");
    ck_assert_ptr_null(merge(1, &reason)); /* an empty file */
    ck_assert_str_eq(reason, "it is damaged");
}
END_TEST

/* A part that is cut off or has other bytes is refused, wherever that happens. */
START_TEST(damage)
{
    uint8_t bytes[65536];
    const char *reason;
    write_part(0, "A", "work", 3, "x: 1");
    write_part(1, "A", "work", 3, "x: 1");
    ssize_t size = pread(files[1], bytes, sizeof bytes, 0);
    for (ssize_t cut = 0; cut < size; cut++) {
        ck_assert_int_eq(ftruncate(files[1], 0), 0);
        ck_assert_int_eq(pwrite(files[1], bytes, (size_t)cut, 0), cut);
        ck_assert_msg(!merge(2, &reason), "cut at %zd", cut);
    }
    for (ssize_t at = 10; at < size; at++) { /* after the unchecked header */
        bytes[at] ^= 0xff;
        ck_assert_int_eq(pwrite(files[1], bytes, (size_t)size, 0), size);
        ck_assert_msg(!merge(2, &reason), "changed at %zd", at);
        bytes[at] ^= 0xff;
    }
    ck_assert_int_eq(pwrite(files[1], bytes, (size_t)size, 0), size);
    ck_assert_msg(merge(2, &reason) != NULL, "%s", reason);
}
END_TEST

START_TEST(unlike_types)
{
    struct records records;
    const char *reason;
    records_begin(&records, 1);
    records.snapshot.value_count = 1;
    records.snapshot.default_type = 0;
    ck_assert_ptr_null(ci_pprof_write(&records.snapshot, files[1]));
    records_end(&records);
    write_part(0, "A", "work", 3, "x: 1");
    ck_assert_ptr_null(merge(2, &reason));
    ck_assert_str_eq(reason, "the parts have other values than each other");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("merge");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, sums);
    tcase_add_test(tests, unlike_functions);
    tcase_add_test(tests, comments);
    tcase_add_test(tests, repeats);
    tcase_add_test(tests, missing);
    tcase_add_test(tests, damage);
    tcase_add_test(tests, unlike_types);
    return unit_run("merge", tests);
}
