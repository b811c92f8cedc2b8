/* SPDX-License-Identifier: MIT */
/* fuzz.h - what a fuzz target defines, for libFuzzer (covered.py) or for replay.c. */
#ifndef CINSTR_TESTS_FUZZ_H
#define CINSTR_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Runs the target on SIZE bytes, which it must not change. Returns 0; a fault ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
