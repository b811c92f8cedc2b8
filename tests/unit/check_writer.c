/* SPDX-License-Identifier: MIT */
/* check_writer.c - hand-made snapshots, written and read back. */
#include "check_unit.h"
#include "../../runtime/pprof/locations.h"
#include "written.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct records records;

static void setup(void)
{
    records_begin(&records, 64);
}

static void teardown(void)
{
    records_end(&records);
}

START_TEST(empty)
{
    Cinstr__Profile *profile = written_profile(&records.snapshot);
    ck_assert_uint_eq(profile->n_sample, 0);
    ck_assert_uint_eq(profile->n_mapping, 1);
    const Cinstr__Mapping *program = profile->mapping[0];
    char *self = realpath("/proc/self/exe", NULL);
    ck_assert_str_eq(profile->string_table[program->filename], self);
    ck_assert_uint_ge(strlen(profile->string_table[program->build_id]), 16);
    ck_assert(program->has_functions && program->has_filenames && program->has_line_numbers &&
              program->has_inline_frames);
    ck_assert_uint_lt(program->memory_start, program->memory_limit);
    ck_assert_str_eq(profile->string_table[0], "");
    free(self);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(head)
{
    records.comments[0] = "first";
    records.comments[1] = "second";
    records.snapshot.comment_count = 2;
    records.snapshot.start_nanos = 1700000000000000000;
    records.snapshot.duration_nanos = 123;
    Cinstr__Profile *profile = written_profile(&records.snapshot);
    char **strings = profile->string_table;
    ck_assert_uint_eq(profile->n_sample_type, 2);
    ck_assert_str_eq(strings[profile->sample_type[0]->type], "calls");
    ck_assert_str_eq(strings[profile->sample_type[0]->unit], "count");
    ck_assert_str_eq(strings[profile->sample_type[1]->type], "time");
    ck_assert_str_eq(strings[profile->sample_type[1]->unit], "nanoseconds");
    ck_assert_str_eq(strings[profile->default_sample_type], "time");
    ck_assert_str_eq(strings[profile->period_type->type], "calls");
    ck_assert_int_eq(profile->period, 1);
    ck_assert_str_eq(strings[profile->comment[0]], "first");
    ck_assert_str_eq(strings[profile->comment[1]], "second");
    ck_assert_int_eq(profile->time_nanos, 1700000000000000000);
    ck_assert_int_eq(profile->duration_nanos, 123);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(stacks)
{
    struct cinstr_unit *unit = records_unit(&records, 3);
    struct cinstr_function *top = records_function(unit, 0, "main", "/s/a.c", 10, 2);
    struct cinstr_function *work = records_function(unit, 1, "work", "/s/a.c", 20, 1);
    records_function(unit, 2, "idle", "/s/a.c", 90, 0);
    records_site(top, 0, "work", 12);
    records_site(top, 1, "work", 14);
    records_site(work, 0, "work", 22);
    uint32_t root = records_context(&records, CI_NO_PARENT, 0, top, 1, 50);
    records_context(&records, root, 0, work, 2, 60);
    uint32_t silent = records_context(&records, root, 1, work, 0, 0);
    uint32_t back = records_context(&records, silent, 0, work, 4, 0);
    records.snapshot.contexts[back].flags = CI_CONTEXT_BACK_EDGE;

    Cinstr__Profile *profile = written_profile(&records.snapshot);
    ck_assert_uint_eq(profile->n_sample, 3);
    ck_assert_str_eq(written_stack(profile, 0), "main:10");
    ck_assert_str_eq(written_stack(profile, 1), "work:20 main:12");
    ck_assert_str_eq(written_stack(profile, 2), "work:20 work:22 main:14");
    ck_assert_int_eq(profile->sample[1]->value[0], 2);
    ck_assert_int_eq(profile->sample[1]->value[1], 60);
    ck_assert_int_eq(profile->sample[2]->value[0], 4);
    ck_assert_uint_eq(profile->n_location, 5); /* the leaf `work` is shared */
    ck_assert_uint_eq(profile->n_function, 2); /* a function that never ran is not there */
    const Cinstr__Function *function = written_function(profile, 2);
    ck_assert_str_eq(profile->string_table[function->filename], "/s/a.c");
    ck_assert_int_eq(function->start_line, 20);
    ck_assert_uint_eq(written_allocations(), 0);
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(inlined)
{
    struct cinstr_unit *unit = records_unit(&records, 2);
    struct cinstr_function *outer = records_function(unit, 0, "outer", "/s/a.c", 10, 2);
    struct cinstr_function *leaf = records_function(unit, 1, "leaf", "/s/a.c", 40, 0);
    records_scopes(outer, 2);
    records_scope(outer, 0, "middle", "/s/m.h", 5, "/s/a.c", 13, 0);
    records_scope(outer, 1, "inner", "/s/a.c", 3, "/s/m.h", 7, 1);
    records_site(outer, 0, "leaf", 4)->scope = 2;
    records_site(outer, 1, "leaf", 99)->scope = 1; /* written in another file than `middle` */
    uint32_t root = records_context(&records, CI_NO_PARENT, 0, outer, 1, 1);
    records_context(&records, root, 0, leaf, 1, 1);
    records_context(&records, root, 1, leaf, 1, 1);

    Cinstr__Profile *profile = written_profile(&records.snapshot);
    ck_assert_str_eq(written_stack(profile, 1), "leaf:40 inner:4,middle:7,outer:13");
    ck_assert_str_eq(written_stack(profile, 2), "leaf:40 middle:5,outer:13");
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

START_TEST(labels_and_truncation)
{
    struct cinstr_unit *unit = records_unit(&records, 2);
    struct cinstr_function *top = records_function(unit, 0, "main", "/s/a.c", 10, 1);
    struct cinstr_function *work = records_function(unit, 1, "work", "/s/a.c", 20, 1);
    records_site(top, 0, "work", 12);
    uint32_t root = records_context(&records, CI_NO_PARENT, 0, top, 1, 1);
    uint32_t child = records_context(&records, root, 0, work, 1, 1);
    records.snapshot.contexts[root].flags = CI_CONTEXT_TRUNCATED;
    struct ci_thread_facts threads[12] = {[11] = {.name = "worker", .start = "_Z5valuei"}};
    records.snapshot.contexts[child].thread = 12;
    records.snapshot.threads = threads;
    records.snapshot.thread_count = 12;

    Cinstr__Profile *profile = written_profile(&records.snapshot);
    ck_assert_str_eq(written_stack(profile, 0), "main:10 [truncated]:0");
    ck_assert_str_eq(written_stack(profile, 1), "work:20 main:12 [truncated]:0");
    ck_assert_uint_eq(profile->sample[0]->n_label, 0);
    static const char *const labels[][2] = {
        {"thread", "worker"}, {"thread_number", "12"}, {"thread_start", "value(int)"}};
    ck_assert_uint_eq(profile->sample[1]->n_label, 3);
    for (int i = 0; i < 3; i++) {
        Cinstr__Label *label = profile->sample[1]->label[i];
        ck_assert_str_eq(profile->string_table[label->key], labels[i][0]);
        ck_assert_str_eq(profile->string_table[label->str], labels[i][1]);
    }
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

/* Runs one root context of a function and returns the name that it is shown by. */
static const char *shown(struct cinstr_function *function)
{
    static char name[256];
    records.snapshot.context_count = 0;
    records_context(&records, CI_NO_PARENT, 0, function, 1, 1);
    Cinstr__Profile *profile = written_profile(&records.snapshot);
    strcpy(name, profile->string_table[profile->function[0]->name]);
    cinstr__profile__free_unpacked(profile, NULL);
    return name;
}

START_TEST(names)
{
    struct cinstr_unit *unit = records_unit(&records, 10);
    struct cinstr_function *f[10] = {
        records_function(unit, 0, "init", "/s/net/setup.c", 1, 0),
        records_function(unit, 1, "init", "/s/disk/setup.c", 1, 0),
        records_function(unit, 2, "init", "/s/xsetup.c", 1, 0),
        records_function(unit, 3, "init", "/s/ls.c", 1, 0),
        records_function(unit, 4, "once", "/s/ls.c", 1, 0),
        records_function(unit, 5, "once", "/s/ls.c", 1, 0),
        records_function(unit, 6, "part.part.0", "/s/ls.c", 1, 0),
        records_function(unit, 7, "use.lto_priv.12", "/s/(odd)/u.c", 1, 0),
        records_function(unit, 8, "use.lto_priv.0.cold", "/s/u.c", 1, 0),
        records_function(unit, 9, "use", "/t/u.c", 1, 0),
    };
    ck_assert_str_eq(shown(f[0]), "init@net/setup.c");
    ck_assert_str_eq(shown(f[1]), "init@disk/setup.c");
    ck_assert_str_eq(shown(f[2]), "init@xsetup.c");
    ck_assert_str_eq(shown(f[3]), "init@ls.c");
    ck_assert_str_eq(shown(f[4]), "once");
    ck_assert_str_eq(shown(f[6]), "part.part.0");
    ck_assert_str_eq(shown(f[7]), "use@_odd_/u.c");
    ck_assert_str_eq(shown(f[8]), "use.cold");
    ck_assert_str_eq(shown(f[9]), "use@t/u.c");
}
END_TEST

/* Stands for libstdc++'s, which the writer uses when the program has it. */
char *__cxa_demangle(const char *name, char *buffer, size_t *size, int *status);
char *__cxa_demangle(const char *name, char *buffer, size_t *size, int *status)
{
    (void)buffer, (void)size;
    *status = strcmp(name, "_Z5valuei") ? -2 : 0;
    return *status ? NULL : strdup("value(int)");
}

START_TEST(names_of_cxx)
{
    struct cinstr_unit *unit = records_unit(&records, 3);
    struct cinstr_function *value = records_function(unit, 0, "_Z5valuei", "/s/a.cc", 1, 0);
    struct cinstr_function *odd = records_function(unit, 1, "_Zodd", "/s/a.cc", 1, 0);
    ck_assert_str_eq(shown(value), "value(int)");
    ck_assert_str_eq(shown(odd), "_Zodd");
    records_function(unit, 2, "_Z5valuei", "/s/b.cc", 1, 0);
    ck_assert_str_eq(shown(value), "value(int)@a.cc");
}
END_TEST

START_TEST(same_bytes)
{
    struct cinstr_unit *unit = records_unit(&records, 1);
    struct cinstr_function *top = records_function(unit, 0, "main", "/s/a.c", 10, 0);
    records_context(&records, CI_NO_PARENT, 0, top, 1, 1);
    size_t size, again_size;
    uint8_t *bytes = written_bytes(&records.snapshot, &size);
    uint8_t *again = written_bytes(&records.snapshot, &again_size);
    ck_assert_uint_eq(size, again_size);
    ck_assert_mem_eq(bytes, again, size);
    free(bytes);
    free(again);
}
END_TEST

/* A stack above what a batch has room for: it is moved, and the pool grows. */
START_TEST(deep)
{
    enum { DEPTH = 70000 };
    records_end(&records);
    records_begin(&records, DEPTH);
    struct cinstr_unit *unit = records_unit(&records, 1);
    struct cinstr_function *top = records_function(unit, 0, "down", "/s/a.c", 10, 1);
    records_site(top, 0, "down", 11);
    for (uint32_t i = 0; i < DEPTH; i++)
        records_context(&records, i ? i - 1 : CI_NO_PARENT, 0, top,
                        i % 10000 == 0 || i == DEPTH - 1, 0);
    Cinstr__Profile *profile = written_profile(&records.snapshot);
    ck_assert_uint_eq(profile->n_sample, 8);
    for (size_t i = 0; i < profile->n_sample; i++) {
        const Cinstr__Sample *sample = profile->sample[i];
        ck_assert_uint_eq(sample->n_location_id, i < 7 ? i * 10000 + 1 : DEPTH);
        ck_assert_uint_eq(sample->location_id[0], 1);
        for (size_t j = 1; j < sample->n_location_id; j++)
            ck_assert_uint_eq(sample->location_id[j], 2);
    }
    cinstr__profile__free_unpacked(profile, NULL);
}
END_TEST

/* Bytes of address space in use; no stdio, whose buffers would count. */
static rlim_t address_space(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY);
    ck_assert_int_gt(read(fd, text, sizeof text - 1), 0);
    close(fd);
    return strtoul(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* With ever more memory: a reason, never a crash, until there is enough. */
START_TEST(no_memory)
{
    enum { FUNCTIONS = 4000, STEPS = 400, STEP_BYTES = 64 << 10 };
    records_end(&records);
    records_begin(&records, FUNCTIONS);
    struct cinstr_unit *unit = records_unit(&records, FUNCTIONS);
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%u", i);
        struct cinstr_function *f = records_function(unit, i, name, "/s/a.c", i, 1);
        records_site(f, 0, NULL, i);
        records_context(&records, i % 10 ? i - 1 : CI_NO_PARENT, 0, f, 1, 1);
    }
    int fd = open("/dev/null", O_WRONLY), failures = 0, oddities = 0;
    struct rlimit limit, limited;
    const char *reason = "none";
    getrlimit(RLIMIT_AS, &limit);
    rlim_t base = address_space();
    for (int i = 0; i < STEPS && reason; i++) {
        limited = (struct rlimit){base + (rlim_t)i * STEP_BYTES, limit.rlim_max};
        setrlimit(RLIMIT_AS, &limited);
        reason = ci_pprof_write(&records.snapshot, fd);
        failures += reason != NULL;
        oddities += reason && strcmp(reason, "no memory") != 0;
        ci_arena_release(&records.arena);
    }
    setrlimit(RLIMIT_AS, &limit);
    close(fd);
    ck_assert_int_eq(oddities, 0);
    ck_assert_int_gt(failures, 10);
    ck_assert_ptr_null(reason);
}
END_TEST

/* Sanitizers reserve address space, so that a limit on it cannot be set. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { RESERVES_ADDRESS_SPACE = 1 };
#else
enum { RESERVES_ADDRESS_SPACE = 0 };
#endif

/* Every place of the map that is counted has a location. */
START_TEST(external_location_takes_one_place)
{
    struct ci_strings strings;
    struct ci_functions functions;
    struct ci_mappings objects;
    struct ci_locations locations;
    static const char name[] = "memcpy";
    ck_assert(ci_strings_init(&strings, &records.arena));
    ck_assert(ci_functions_init(&functions, &strings, &records.snapshot));
    ck_assert(ci_mappings_init(&objects, &records.arena));
    ci_locations_init(&locations, &functions, &objects);
    struct ci_location *location = ci_locations_external(&locations, name);
    ck_assert_ptr_nonnull(location);
    ck_assert_ptr_eq(ci_locations_external(&locations, name), location);
    uint32_t filled = 0;
    for (uint32_t i = 0; i < locations.map.capacity; i++)
        filled += locations.map.entries[i].value != NULL;
    ck_assert_uint_eq(locations.map.count, filled);
    ck_assert_uint_eq(locations.count, 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("writer");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, empty);
    tcase_add_test(tests, head);
    tcase_add_test(tests, stacks);
    tcase_add_test(tests, inlined);
    tcase_add_test(tests, labels_and_truncation);
    tcase_add_test(tests, names);
    tcase_add_test(tests, names_of_cxx);
    tcase_add_test(tests, same_bytes);
    tcase_add_test(tests, deep);
    tcase_add_test(tests, external_location_takes_one_place);
    if (!RESERVES_ADDRESS_SPACE)
        tcase_add_test(tests, no_memory);
    return unit_run("writer", tests);
}
