/* SPDX-License-Identifier: MIT */
/* check_bytes.cc - numbers and references in streams, as cinstr/abi.h has them. */
#include "base/bytes.h"
#include "plugin_tests.h"

#include <cinstr/abi.h>

static void release(byte_stream &stream)
{
    stream.bytes.release();
    stream.references.release();
}

static void check_number(uint64_t number, const char *bytes, unsigned count)
{
    byte_stream stream = {vNULL, vNULL};
    bytes_put_number(stream, number);
    ck_assert_uint_eq(stream.bytes.length(), count);
    for (unsigned i = 0; i < count; i++)
        ck_assert_uint_eq(stream.bytes[i], (unsigned char)bytes[i]);
    release(stream);
}

/* DWARF 5, appendix C, has these bytes of 2, 127, 128, 129 and 12857. */
START_TEST(numbers)
{
    check_number(0, "\0", 1);
    check_number(2, "\2", 1);
    check_number(127, "\x7f", 1);
    check_number(128, "\x80\1", 2);
    check_number(129, "\x81\1", 2);
    check_number(12857, "\xb9\x64", 2);
    check_number(UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1", 10);
}
END_TEST

START_TEST(signed_numbers)
{
    ck_assert_uint_eq(bytes_unsigned(0), 0);
    ck_assert_uint_eq(bytes_unsigned(-1), 1);
    ck_assert_uint_eq(bytes_unsigned(1), 2);
    ck_assert_uint_eq(bytes_unsigned(-64), 127);
    ck_assert_uint_eq(bytes_unsigned(INT64_MAX), UINT64_MAX - 1);
    ck_assert_uint_eq(bytes_unsigned(INT64_MIN), UINT64_MAX);
}
END_TEST

START_TEST(references)
{
    byte_stream stream = {vNULL, vNULL};
    bytes_put_number(stream, 300);
    bytes_put_reference(stream, 7);
    bytes_put_number(stream, 1);
    ck_assert_uint_eq(stream.bytes.length(), 2 + sizeof(cinstr_rel) + 1);
    ck_assert_uint_eq(stream.references.length(), 1);
    ck_assert_uint_eq(stream.references[0].at, 2);
    ck_assert_int_eq(stream.references[0].string, 7);
    release(stream);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {numbers, signed_numbers, references};
    return run_tests("bytes", tests, sizeof tests / sizeof *tests);
}
