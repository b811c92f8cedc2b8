/* SPDX-License-Identifier: MIT */
/* fake_runtime.h - one unit of counted work. */
#ifndef FAKE_RUNTIME_H
#define FAKE_RUNTIME_H

/* 2 allocations of 48 bytes together, 3 calls, 1001 instructions. */
void fake_work(void);

#endif
