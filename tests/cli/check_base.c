/* SPDX-License-Identifier: MIT */
/* check_base.c - the toolkit: map, UTF-8, JSON, flags, gzip. */
#include "base/bytes.h"
#include "base/map.h"
#include "check_cli.h"
#include "common/flags.h"
#include "common/json.h"
#include "common/utf8.h"
#include "profile/schema.h"

#include <stdlib.h>
#include <string.h>

START_TEST(test_map_numbers_keys)
{
    struct ci_pool pool = {0};
    struct ci_bytemap map = {0};
    enum { COUNT = 5000 };
    ck_assert_uint_eq(ci_bytemap_find(&map, "x", 1), CI_MAP_NONE);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < COUNT; i++) {
            char text[16];
            int length = snprintf(text, sizeof text, "key %d", i);
            ck_assert_uint_eq(ci_bytemap_add(&map, &pool, text, (size_t)length), (size_t)i);
        }
    ck_assert_uint_eq(map.map.count, COUNT);
    ck_assert_str_eq(map.keys[4711].bytes, "key 4711");
    ck_assert_uint_eq(ci_bytemap_find(&map, "key 4711", 8), 4711);
    ck_assert_uint_eq(ci_bytemap_find(&map, "key 4711", 7), 471); /* "key 471" */
    ck_assert_uint_eq(ci_bytemap_find(&map, "key", 3), CI_MAP_NONE);
    ci_pool_deinit(&pool);
}
END_TEST

START_TEST(test_map_bytes_have_ends)
{
    struct ci_pool pool = {0};
    struct ci_bytemap map = {0};
    struct ci_key first = {0}, second = {0};
    ci_key_add_text(&first, "ab");
    ci_key_add_text(&first, "c");
    ci_key_add_text(&second, "a");
    ci_key_add_text(&second, "bc");
    ck_assert_uint_eq(ci_bytemap_add(&map, &pool, "", 0), 0);
    ck_assert_uint_eq(ci_bytemap_add(&map, &pool, "\0", 1), 1);
    ck_assert_uint_eq(ci_bytemap_add_key(&map, &pool, &first), 2);
    ck_assert_uint_eq(ci_bytemap_find_key(&map, &second), CI_MAP_NONE);
    ci_key_deinit(&first);
    ci_key_deinit(&second);
    ci_pool_deinit(&pool);
}
END_TEST

START_TEST(test_map_ids)
{
    struct ci_pool pool = {0};
    struct ci_idmap map = {0};
    static const uint64_t ids[] = {1, 2, 9, UINT64_MAX, UINT64_C(1) << 40, 5};
    enum { COUNT = sizeof ids / sizeof *ids };
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_int_eq(ci_idmap_add(&map, &pool, ids[i]), 0);
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_uint_eq(ci_idmap_find(&map, ids[i]), i);
    ck_assert_uint_eq(ci_idmap_find(&map, 3), CI_MAP_NONE);
    ck_assert_int_eq(ci_idmap_add(&map, &pool, 0), -1);
    ck_assert_int_eq(ci_idmap_add(&map, &pool, 9), -1);
    ck_assert_uint_eq(map.map.count, COUNT);
    ci_pool_deinit(&pool);
}
END_TEST

START_TEST(test_intern)
{
    struct ci_pool pool = {0};
    const char *text = ci_pool_intern(&pool, "abcdef", 3);
    ck_assert_str_eq(text, "abc");
    ck_assert_ptr_eq(ci_pool_intern(&pool, "abc", 3), text);
    ck_assert_ptr_ne(ci_pool_intern(&pool, "ab", 2), text);
    ci_pool_deinit(&pool);
    ck_assert_str_eq(ci_pool_intern(&pool, "abc", 3), "abc"); /* an empty pool again */
    ci_pool_deinit(&pool);
}
END_TEST

static const struct {
    const char *text;
    size_t length; /* 0: not UTF-8 */
    uint32_t rune;
} sequences[] = {
    {"a", 1, 'a'},
    {"\xc2\x80", 2, 0x80},
    {"\xdf\xbf", 2, 0x7ff},
    {"\xe0\xa0\x80", 3, 0x800},
    {"\xef\xbf\xbd", 3, 0xfffd},
    {"\xf0\x90\x80\x80", 4, 0x10000},
    {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
    {"\x80", 0, 0}, /* a continuation alone */
    {"\xc1\xbf", 0, 0},
    {"\xe0\x9f\xbf", 0, 0},     /* longer than needed */
    {"\xed\xa0\x80", 0, 0},     /* a surrogate */
    {"\xf4\x90\x80\x80", 0, 0}, /* above U+10FFFF */
    {"\xe2\x82", 0, 0},
    {"\xe2\x28\xa1", 0, 0}, /* cut off, and broken off */
};

START_TEST(test_utf8)
{
    uint32_t rune;
    const char *text = sequences[_i].text;
    ck_assert_uint_eq(ci_utf8_decode(text, strlen(text), &rune), sequences[_i].length);
    ck_assert_uint_eq(rune, sequences[_i].length ? sequences[_i].rune : CINSTR_REPLACEMENT);
}
END_TEST

static const struct {
    const char *text;
    enum ci_json_style style;
    const char *json;
} strings[] = {
    {"plain", CI_JSON_PLAIN, "\"plain\""},
    {"\"\\\n\x7f<", CI_JSON_PLAIN, "\"\\\"\\\\\\u000a\\u007f<\""},
    {"\"\\\n\x7f<", CI_JSON_GO, "\"\\\"\\\\\\n\x7f\\u003c\""},
    {"\xc3\xa4 \xff\xed\xa0\x80", CI_JSON_PLAIN, "\"\xc3\xa4 \\ufffd\\ufffd\\ufffd\\ufffd\""},
};

START_TEST(test_json)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ci_json_string(out, strings[_i].text, strlen(strings[_i].text), strings[_i].style);
    fclose(out);
    ck_assert_str_eq(text, strings[_i].json);
    free(text);
}
END_TEST

/* ---- flags ---- */

struct target {
    bool on, loud;
    const char *name;
    int choice;
};

static const struct ci_flag table[] = {
    {"on", NULL, "a switch", ci_flag_bool, offsetof(struct target, on), 0, 0},
    {"loud", NULL, "another", ci_flag_set, offsetof(struct target, loud), 0, 0},
    {"name", "NAME", "a text", ci_flag_text, offsetof(struct target, name), 0, 0},
    {"red", NULL, "a choice", ci_flag_choice, offsetof(struct target, choice), 1, 1},
    {"blue", NULL, "a choice", ci_flag_choice, offsetof(struct target, choice), 2, 2},
    {0},
};

static const struct {
    const char *line;
    enum ci_arguments style;
    unsigned kind;
    enum ci_flags_result result;
    const char *left; /* arguments, each followed by a blank */
} lines[] = {
    {"a -on b --name=x", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_DONE, "a b "},
    {"-name -on - -loud", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_DONE, "- "},
    {"-on -- -loud", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_DONE, "-loud "},
    {"-on a -loud", CI_ARGUMENTS_LAST, 0, CI_FLAGS_DONE, "a -loud "},
    {"-on a", CI_ARGUMENTS_NONE, 0, CI_FLAGS_ARGUMENT, NULL},
    {"-on=maybe", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_BAD_VALUE, NULL},
    {"-loud=true", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_TAKES_NONE, NULL},
    {"-name", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_LACKS_VALUE, NULL},
    {"-nam=x", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_UNKNOWN, NULL},
    {"-on -help -nam", CI_ARGUMENTS_MIXED, 0, CI_FLAGS_HELP, NULL},
    {"-red -red", CI_ARGUMENTS_MIXED, 1, CI_FLAGS_DONE, ""},
    {"-red -blue", CI_ARGUMENTS_MIXED, 3, CI_FLAGS_BAD_VALUE, NULL},
    {"-blue", CI_ARGUMENTS_MIXED, 1, CI_FLAGS_UNKNOWN, NULL},
};

START_TEST(test_flags)
{
    char copy[64], left[64] = "", *argv[16] = {"command"};
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", lines[_i].line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    struct target target = {0};
    struct ci_command_line line = {
        .table = table, .kind = lines[_i].kind, .style = lines[_i].style};
    ck_assert_int_eq(ci_command_line_read(&line, argv, &target), lines[_i].result);
    for (char **next = line.arguments; lines[_i].left && *next; next++)
        strcat(strcat(left, *next), " ");
    if (lines[_i].left)
        ck_assert_str_eq(left, lines[_i].left);
}
END_TEST

START_TEST(test_gzip_there_and_back)
{
    enum { SIZE = 300000 };
    struct ci_bytes packed, raw;
    struct ci_error error;
    unsigned char *data = malloc(SIZE);
    uint32_t state = 1;
    for (size_t i = 0; i < SIZE; i++) {
        state = state * 1664525 + 1013904223;
        data[i] = (unsigned char)(state >> 24); /* hardly compresses: the output has to grow */
    }
    ck_assert_int_eq(ci_gzip_deflate(data, SIZE, &packed, &error), 0);
    ck_assert(ci_gzip_is(packed.data, packed.size));
    ck_assert_int_eq(ci_gzip_inflate(packed.data, packed.size, SIZE, &raw, &error), 0);
    ck_assert_uint_eq(raw.size, SIZE);
    ck_assert_mem_eq(raw.data, data, SIZE);
    ci_bytes_drop(&raw);
    ck_assert_int_eq(ci_gzip_inflate(packed.data, packed.size - 9, SIZE, &raw, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.text, "cut off"));
    ci_bytes_drop(&packed);
    free(data);
}
END_TEST

START_TEST(test_schema)
{
    ck_assert(ci_schema_is_exact(&(struct ci_value_type){"calls", "count"}));
    ck_assert(!ci_schema_is_exact(&(struct ci_value_type){"time", "nanoseconds"}));
    ck_assert(ci_schema_is_exact(&(struct ci_value_type){"growth_copied", "bytes"}));
    ck_assert(!ci_schema_is_exact(&(struct ci_value_type){"cpu", "milliseconds"})); /* another's */
    ck_assert(ci_schema_is_exact(&(struct ci_value_type){"samples", "count"}));
    ck_assert_str_eq(ci_schema_heap[CINSTR_HEAP_INUSE_SPACE].type.type, "inuse_space");
}
END_TEST

TCase *ci_check_base(void)
{
    TCase *tcase = tcase_create("base");
    tcase_add_test(tcase, test_map_numbers_keys);
    tcase_add_test(tcase, test_map_bytes_have_ends);
    tcase_add_test(tcase, test_map_ids);
    tcase_add_test(tcase, test_intern);
    tcase_add_loop_test(tcase, test_utf8, 0, sizeof sequences / sizeof *sequences);
    tcase_add_loop_test(tcase, test_json, 0, sizeof strings / sizeof *strings);
    tcase_add_loop_test(tcase, test_flags, 0, sizeof lines / sizeof *lines);
    tcase_add_test(tcase, test_gzip_there_and_back);
    tcase_add_test(tcase, test_schema);
    return tcase;
}
