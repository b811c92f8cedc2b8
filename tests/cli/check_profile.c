/* SPDX-License-Identifier: MIT */
/* check_profile.c - the reader: what it takes, and what it refuses and how it says so. */
#include "check_cli.h"
#include "base/input.h"
#include "profile/profile.h"
#include "profile.pb-c.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* A small valid profile, which each test breaks in one place: main calls f, one mapping. */
struct sample_profile {
    Cinstr__Profile profile;
    Cinstr__ValueType type, *types[1];
    Cinstr__Mapping mapping, *mappings[2];
    Cinstr__Function functions[2], *function_list[2];
    Cinstr__Line lines[2], *line_list[2];
    Cinstr__Location locations[2], *location_list[2];
    Cinstr__Label label, *labels[1];
    Cinstr__Sample sample, *samples[1];
    uint64_t stack[2];
    int64_t values[1];
    char *strings[8];
};

static void set_messages(struct sample_profile *p)
{
    cinstr__profile__init(&p->profile);
    cinstr__value_type__init(&p->type);
    cinstr__mapping__init(&p->mapping);
    cinstr__label__init(&p->label);
    cinstr__sample__init(&p->sample);
    p->types[0] = &p->type;
    p->mappings[0] = p->mappings[1] = &p->mapping;
    p->labels[0] = &p->label;
    p->samples[0] = &p->sample;
    for (int i = 0; i < 2; i++) {
        cinstr__function__init(&p->functions[i]);
        cinstr__line__init(&p->lines[i]);
        cinstr__location__init(&p->locations[i]);
        p->function_list[i] = &p->functions[i];
        p->line_list[i] = &p->lines[i];
        p->location_list[i] = &p->locations[i];
        p->functions[i].id = (uint64_t)i + 1;
        p->functions[i].name = i + 3;
        p->lines[i].function_id = (uint64_t)i + 1;
        p->lines[i].line = 10 + i;
        p->locations[i].id = (uint64_t)i + 1;
        p->locations[i].mapping_id = 1;
        p->locations[i].n_line = 1;
        p->locations[i].line = &p->line_list[i];
        p->stack[i] = (uint64_t)i + 1;
    }
}

static void make(struct sample_profile *p)
{
    static char *const strings[] = {"", "time", "nanoseconds", "f", "main", "prog", "bench", "A"};
    set_messages(p);
    memcpy(p->strings, strings, sizeof strings);
    p->type.type = 1;
    p->type.unit = 2;
    p->mapping.id = 1;
    p->mapping.filename = 5;
    p->label.key = 6;
    p->label.str = 7;
    p->values[0] = 42;
    p->sample.n_location_id = 2;
    p->sample.location_id = p->stack;
    p->sample.n_value = 1;
    p->sample.value = p->values;
    p->sample.n_label = 1;
    p->sample.label = p->labels;
    p->profile.n_sample_type = p->profile.n_sample = p->profile.n_mapping = 1;
    p->profile.sample_type = p->types;
    p->profile.sample = p->samples;
    p->profile.mapping = p->mappings;
    p->profile.n_location = p->profile.n_function = 2;
    p->profile.location = p->location_list;
    p->profile.function = p->function_list;
    p->profile.n_string_table = 8;
    p->profile.string_table = p->strings;
}

static struct ci_profile *decode(const struct sample_profile *p, struct ci_error *error)
{
    size_t size = cinstr__profile__get_packed_size(&p->profile);
    uint8_t *data = malloc(size);
    ck_assert_ptr_nonnull(data);
    cinstr__profile__pack(&p->profile, data);
    struct ci_profile *profile = ci_profile_decode(data, size, error);
    free(data);
    return profile;
}

/* The profile is refused, and the error says WHY. */
static void check_refused(const struct sample_profile *p, const char *why)
{
    struct ci_error error;
    struct ci_profile *profile = decode(p, &error);
    ck_assert_ptr_null(profile);
    ck_assert_ptr_nonnull(strstr(error.text, why));
    ck_assert_ptr_null(strchr(error.text, '\n'));
}

START_TEST(takes_all_of_a_profile)
{
    struct sample_profile p;
    struct ci_error error;
    make(&p);
    struct ci_profile *profile = decode(&p, &error);
    ck_assert_ptr_nonnull(profile);
    ck_assert_uint_eq(profile->n_samples, 1);
    const struct ci_sample *sample = &profile->samples[0];
    ck_assert_int_eq(sample->values[0], 42);
    ck_assert_uint_eq(sample->n_locations, 2);
    const struct ci_location *leaf = &profile->locations[sample->locations[0]];
    ck_assert_str_eq(leaf->lines[0].function->name, "f");
    ck_assert_int_eq(leaf->lines[0].line, 10);
    ck_assert_str_eq(leaf->mapping->file, "prog");
    ck_assert_str_eq(sample->labels[0].key, "bench");
    ck_assert_str_eq(sample->labels[0].text, "A");
    ck_assert_str_eq(profile->types[0].unit, "nanoseconds");
    ci_profile_destroy(&profile);
    ck_assert_ptr_null(profile);
}
END_TEST

/* The profile without its sample, then a sample of these bytes. */
struct sample_bytes {
    uint8_t data[1024];
    size_t size;
};

static void make_bytes(struct sample_bytes *to, const uint8_t *sample, size_t size)
{
    struct sample_profile p;
    make(&p);
    p.profile.n_sample = 0;
    to->size = cinstr__profile__pack(&p.profile, to->data);
    to->data[to->size++] = 2 << 3 | 2;
    to->data[to->size++] = (uint8_t)size;
    memcpy(to->data + to->size, sample, size);
    to->size += size;
}

/* Whether all that a sample refers to is in the profile. */
static bool refers_rightly(const Cinstr__Sample *sample)
{
    bool right = sample->n_value == 1;
    for (size_t i = 0; i < sample->n_value; i++)
        right &= llabs(sample->value[i] / 2) <= 1ll << 61;
    for (size_t i = 0; i < sample->n_location_id; i++)
        right &= sample->location_id[i] == 1 || sample->location_id[i] == 2;
    for (size_t i = 0; i < sample->n_label; i++) {
        const Cinstr__Label *label = sample->label[i];
        right &= (uint64_t)label->key < 8 && (uint64_t)label->str < 8;
        right &= (uint64_t)label->num_unit < 8;
    }
    return right;
}

static void check_same(const struct ci_profile *profile, const Cinstr__Sample *wanted)
{
    const struct ci_sample *sample = &profile->samples[profile->n_samples - 1];
    ck_assert_int_eq(sample->values[0], wanted->value[0]);
    ck_assert_uint_eq(sample->n_locations, wanted->n_location_id);
    for (size_t i = 0; i < sample->n_locations; i++)
        ck_assert_uint_eq(sample->locations[i] + 1, wanted->location_id[i]);
    ck_assert_uint_eq(sample->n_labels, wanted->n_label);
    for (size_t i = 0; i < sample->n_labels; i++) {
        ck_assert_int_eq(sample->labels[i].number, wanted->label[i]->num);
        ck_assert_int_eq(sample->labels[i].text != NULL, wanted->label[i]->str != 0);
    }
}

/* Reads a sample of these bytes; protobuf-c is the judge. Returns whether it is one. */
static bool judge_sample(const uint8_t *sample, size_t size)
{
    struct sample_bytes bytes;
    struct ci_error error;
    make_bytes(&bytes, sample, size);
    Cinstr__Profile *wanted = cinstr__profile__unpack(NULL, bytes.size, bytes.data);
    struct ci_profile *profile = ci_profile_decode(bytes.data, bytes.size, &error);
    bool right = wanted && wanted->n_sample == 1 && refers_rightly(wanted->sample[0]);
    if (!wanted || wanted->n_sample == 1)
        ck_assert_int_eq(profile != NULL, right);
    if (profile && right)
        check_same(profile, wanted->sample[0]);
    if (wanted)
        cinstr__profile__free_unpacked(wanted, NULL);
    if (profile)
        ci_profile_destroy(&profile);
    return right;
}

#define JUDGE(...)                                                                                 \
    judge_sample((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* Numbers may be packed or not; fields that are not known are passed over. */
START_TEST(reads_samples_as_protobuf_does)
{
    ck_assert(JUDGE(0x0a, 2, 1, 2, 0x12, 1, 42, 0x1a, 2, 0x08, 6));
    ck_assert(JUDGE(0x08, 1, 0x08, 2, 0x10, 42));
    ck_assert(JUDGE(0x0a, 1, 1, 0x08, 2, 0x0a, 0, 0x12, 1, 42));
    ck_assert(JUDGE(0x25, 1, 2, 3, 4, 0x29, 1, 2, 3, 4, 5, 6, 7, 8, 0x30, 5, 0x3a, 1, 0, 0x10, 42));
    ck_assert(JUDGE(0x10, 0x81, 0x80, 0x00)); /* longer than need be */
    ck_assert(JUDGE(0x10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1)); /* -1 */
    ck_assert(JUDGE(0x10, 42, 0x1a, 4, 0x08, 1, 0x08, 2)); /* the last key counts */
    ck_assert(!JUDGE(0x10, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1));
    ck_assert(!JUDGE(0x12, 1, 0x81));              /* cut off */
    ck_assert(!JUDGE(0x10, 42, 0x0a, 2, 1));       /* longer than the sample */
    ck_assert(!JUDGE(0x10, 42, 0x0d, 1, 0, 0, 0)); /* no number */
    ck_assert(!JUDGE(0x10, 42, 0x1a, 5, 0x0d, 1, 0, 0, 0));
    ck_assert(!JUDGE(0x10, 42, 0x0b, 0x0c)); /* a group */
    ck_assert(!JUDGE(0x10, 42, 0x18, 1));    /* a label that is a number */
}
END_TEST

START_TEST(reads_random_samples_as_protobuf_does)
{
    static const uint8_t whole[] = {0x0a, 2, 1, 2,  0x12, 1,    42, 0x08, 1,    0x1a,
                                    4,    8, 6, 16, 7,    0x1a, 4,  0x18, 0x80, 1};
    int right = 0;
    srand(7);
    for (int i = 0; i < 30000; i++) {
        uint8_t bytes[sizeof whole];
        memcpy(bytes, whole, sizeof whole);
        for (int changes = rand() % 4; changes >= 0; changes--)
            bytes[(size_t)rand() % sizeof whole] = (uint8_t)(rand() % 2 ? rand() : rand() % 32);
        right += judge_sample(bytes, rand() % 4 ? sizeof whole : (size_t)rand() % sizeof whole);
    }
    ck_assert_int_gt(right, 100);
}
END_TEST

START_TEST(takes_large_ids)
{
    struct sample_profile p;
    struct ci_error error;
    make(&p);
    p.functions[0].id = p.lines[0].function_id = UINT64_MAX;
    p.locations[1].id = p.stack[1] = 1ull << 60;
    struct ci_profile *profile = decode(&p, &error);
    ck_assert_ptr_nonnull(profile);
    ck_assert_str_eq(profile->locations[profile->samples[0].locations[1]].lines[0].function->name,
                     "main");
    ci_profile_destroy(&profile);
}
END_TEST

START_TEST(refuses_bad_references)
{
    struct sample_profile p;
    make(&p);
    p.stack[1] = 3;
    check_refused(&p, "location that is not there (3)");
    make(&p);
    p.lines[1].function_id = 0;
    check_refused(&p, "function that is not there (0)");
    make(&p);
    p.locations[0].mapping_id = 2;
    check_refused(&p, "mapping that is not there (2)");
}
END_TEST

START_TEST(refuses_bad_ids)
{
    struct sample_profile p;
    make(&p);
    p.functions[1].id = 1;
    check_refused(&p, "function with id 0 or another's id (1)");
    make(&p);
    p.locations[1].id = 0;
    check_refused(&p, "location with id 0");
    make(&p);
    p.profile.n_mapping = 2;
    check_refused(&p, "mapping with id 0 or another's id (1)");
}
END_TEST

START_TEST(refuses_bad_strings)
{
    struct sample_profile p;
    make(&p);
    p.functions[0].name = 8;
    check_refused(&p, "string index");
    make(&p);
    p.label.num_unit = -1;
    check_refused(&p, "string index");
    make(&p);
    p.strings[0] = (char *)"x";
    check_refused(&p, "not a pprof profile");
    make(&p);
    p.profile.n_string_table = 0;
    check_refused(&p, "not a pprof profile");
}
END_TEST

START_TEST(refuses_bad_counts)
{
    struct sample_profile p;
    make(&p);
    p.sample.n_value = 0;
    check_refused(&p, "without a value for each sample type");
    make(&p);
    p.profile.n_sample_type = 0;
    p.sample.n_value = 0;
    check_refused(&p, "samples without sample types");
    make(&p);
    p.profile.duration_nanos = -1;
    check_refused(&p, "negative");
    make(&p);
    p.mapping.memory_start = 2;
    p.mapping.memory_limit = 1;
    check_refused(&p, "ends before it starts");
}
END_TEST

START_TEST(refuses_other_files)
{
    struct ci_error error;
    ck_assert_ptr_null(ci_profile_decode("", 0, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "empty"));
    ck_assert_ptr_null(ci_profile_decode("#!/bin/sh\n", 10, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "a script"));
    ck_assert_ptr_null(ci_profile_decode("\xff\x01\x02", 3, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "neither gzip nor protobuf"));
    ck_assert_ptr_null(ci_profile_decode("\x1f\x8b\x08", 3, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "cut off"));
    ck_assert_ptr_null(ci_profile_load("no\nsuch/file", &error));
    ck_assert_ptr_nonnull(strstr(error.text, "No such file"));
}
END_TEST

static size_t compress_zeros(unsigned char *out, size_t room, size_t zeros)
{
    static unsigned char block[4096];
    z_stream stream = {.next_out = out, .avail_out = (uInt)room};
    ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    for (; zeros; zeros -= stream.avail_in ? 0 : 4096) {
        stream.next_in = block;
        stream.avail_in = sizeof block;
        ck_assert_int_eq(deflate(&stream, zeros == sizeof block ? Z_FINISH : Z_NO_FLUSH) < 0, 0);
    }
    deflateEnd(&stream);
    return room - stream.avail_out;
}

START_TEST(limits_what_is_decompressed)
{
    static unsigned char packed[16384];
    struct ci_bytes raw;
    struct ci_error error;
    const size_t zeros = 1 << 20;
    size_t size = compress_zeros(packed, sizeof packed, zeros);
    ck_assert_int_eq(ci_gzip_inflate(packed, size, zeros, &raw, &error), 0);
    ck_assert_uint_eq(raw.size, zeros);
    free(raw.data);
    ck_assert_int_eq(ci_gzip_inflate(packed, size, zeros - 1, &raw, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "more than 1048575 bytes"));
    ck_assert_ptr_null(raw.data);
    /* Two members, as 'cat a.gz b.gz' makes. */
    memcpy(packed + size, packed, size);
    ck_assert_int_eq(ci_gzip_inflate(packed, 2 * size, 2 * zeros, &raw, &error), 0);
    ck_assert_uint_eq(raw.size, 2 * zeros);
    free(raw.data);
    ck_assert_int_eq(ci_gzip_inflate(packed, size + 5, 2 * zeros, &raw, &error), -1);
    packed[size - 8] ^= 1; /* the checksum */
    ck_assert_int_eq(ci_gzip_inflate(packed, size, zeros, &raw, &error), -1);
}
END_TEST

START_TEST(finds_sample_types)
{
    struct ci_value_type types[] = {{"space", "bytes"}, {"objects", "count"}, {"time", "ns"}};
    struct ci_profile profile = {.types = types, .n_types = 3, .default_type = "objects"};
    struct ci_error error;
    size_t index;
    ck_assert_int_eq(ci_profile_find_type(&profile, "", &index, &error), 0);
    ck_assert_uint_eq(index, 1);
    profile.default_type = "unknown";
    ck_assert_int_eq(ci_profile_find_type(&profile, NULL, &index, &error), 0);
    ck_assert_uint_eq(index, 2);
    ck_assert_int_eq(ci_profile_find_type(&profile, "inuse_space", &index, &error), 0);
    ck_assert_uint_eq(index, 0);
    ck_assert_int_eq(ci_profile_find_type(&profile, "1", &index, &error), 0);
    ck_assert_uint_eq(index, 1);
    ck_assert_int_eq(ci_profile_find_type(&profile, "3", &index, &error), -1);
    ck_assert_int_eq(ci_profile_find_type(&profile, "-1", &index, &error), -1);
    ck_assert_int_eq(ci_profile_find_type(&profile, "cpu", &index, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "space, objects, time"));
}
END_TEST

TCase *ci_check_profile(void)
{
    TCase *tests = tcase_create("profile");
    tcase_set_timeout(tests, 120); /* random samples, under a sanitizer too */
    tcase_add_test(tests, takes_all_of_a_profile);
    tcase_add_test(tests, reads_samples_as_protobuf_does);
    tcase_add_test(tests, reads_random_samples_as_protobuf_does);
    tcase_add_test(tests, takes_large_ids);
    tcase_add_test(tests, refuses_bad_references);
    tcase_add_test(tests, refuses_bad_ids);
    tcase_add_test(tests, refuses_bad_strings);
    tcase_add_test(tests, refuses_bad_counts);
    tcase_add_test(tests, refuses_other_files);
    tcase_add_test(tests, limits_what_is_decompressed);
    tcase_add_test(tests, finds_sample_types);
    return tests;
}
