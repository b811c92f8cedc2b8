/* SPDX-License-Identifier: MIT */
/* written.h - what ci_pprof_write made, read back by zlib and protobuf-c. */
#ifndef CINSTR_TESTS_WRITTEN_H
#define CINSTR_TESTS_WRITTEN_H

#include "records.h"

#include <profile.pb-c.h>

/* Writes to memory and returns the gzip file, to be freed. */
uint8_t *written_bytes(const struct ci_snapshot *snapshot, size_t *size);

/* Writes and unpacks; free by cinstr__profile__free_unpacked. */
Cinstr__Profile *written_profile(const struct ci_snapshot *snapshot);

/* How often the last write called the C library's allocator. */
unsigned written_allocations(void);

/* A sample's stack, leaf first: "name:line" of every line, those of a location joined by ','. */
const char *written_stack(const Cinstr__Profile *profile, size_t sample);

/* The location of one frame of a sample. */
const Cinstr__Location *written_location(const Cinstr__Profile *profile, size_t sample,
                                         size_t frame);
const Cinstr__Function *written_function(const Cinstr__Profile *profile, uint64_t id);
const Cinstr__Mapping *written_mapping(const Cinstr__Profile *profile, uint64_t id);

#endif
