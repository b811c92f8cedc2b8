/* SPDX-License-Identifier: MIT */
/* written.c - reads profiles back; linked with --wrap, it also counts allocations. */
#define _GNU_SOURCE
#include "written.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

/* All so far, and those of the last write: Check allocates, too. */
static unsigned allocations, allocations_of_write;

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    allocations++;
    return __real_realloc(memory, size);
}

unsigned written_allocations(void)
{
    return allocations_of_write;
}

uint8_t *written_bytes(const struct ci_snapshot *snapshot, size_t *size)
{
    int fd = memfd_create("profile", MFD_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    unsigned before = allocations;
    const char *reason = ci_pprof_write(snapshot, fd);
    allocations_of_write = allocations - before;
    ck_assert_msg(!reason, "%s", reason);
    *size = (size_t)lseek(fd, 0, SEEK_END);
    uint8_t *bytes = malloc(*size);
    ck_assert_int_eq(pread(fd, bytes, *size, 0), (ssize_t)*size);
    close(fd);
    return bytes;
}

Cinstr__Profile *written_profile(const struct ci_snapshot *snapshot)
{
    enum { UNPACKED_MAX = 64 << 20 };
    size_t size;
    uint8_t *bytes = written_bytes(snapshot, &size), *unpacked = malloc(UNPACKED_MAX);
    z_stream stream = {.next_in = bytes, .avail_in = (unsigned)size};
    stream.next_out = unpacked;
    stream.avail_out = UNPACKED_MAX;
    ck_assert_int_eq(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(stream.avail_in, 0);
    inflateEnd(&stream);
    Cinstr__Profile *profile = cinstr__profile__unpack(NULL, stream.total_out, unpacked);
    ck_assert_ptr_nonnull(profile);
    free(bytes);
    free(unpacked);
    return profile;
}

const Cinstr__Function *written_function(const Cinstr__Profile *profile, uint64_t id)
{
    for (size_t i = 0; i < profile->n_function; i++)
        if (profile->function[i]->id == id)
            return profile->function[i];
    ck_abort_msg("no function %lu", (unsigned long)id);
}

const Cinstr__Mapping *written_mapping(const Cinstr__Profile *profile, uint64_t id)
{
    for (size_t i = 0; i < profile->n_mapping; i++)
        if (profile->mapping[i]->id == id)
            return profile->mapping[i];
    ck_abort_msg("no mapping %lu", (unsigned long)id);
}

const Cinstr__Location *written_location(const Cinstr__Profile *profile, size_t sample,
                                         size_t frame)
{
    ck_assert_uint_lt(sample, profile->n_sample);
    ck_assert_uint_lt(frame, profile->sample[sample]->n_location_id);
    for (size_t i = 0; i < profile->n_location; i++)
        if (profile->location[i]->id == profile->sample[sample]->location_id[frame])
            return profile->location[i];
    ck_abort_msg("no such location");
}

const char *written_stack(const Cinstr__Profile *profile, size_t sample)
{
    static char text[4096];
    size_t used = 0;
    ck_assert_uint_lt(sample, profile->n_sample);
    for (size_t i = 0; i < profile->sample[sample]->n_location_id; i++) {
        const Cinstr__Location *location = written_location(profile, sample, i);
        for (size_t j = 0; j < location->n_line; j++) {
            const Cinstr__Function *function =
                written_function(profile, location->line[j]->function_id);
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s:%d",
                                     j   ? ","
                                     : i ? " "
                                         : "",
                                     profile->string_table[function->name],
                                     (int)location->line[j]->line);
        }
    }
    return text;
}
