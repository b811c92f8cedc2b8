/* SPDX-License-Identifier: MIT */
/* real.c - see real.h. */
#define _GNU_SOURCE
#include "real.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { EARLY_SIZE = 64 << 10, EARLY_ALIGN = CI_REAL_EARLY_ALIGN };

static struct ci_real real;
static atomic_bool ready;
/* dlsym may allocate, which comes here again. Volatile: it is declared a leaf, which never comes
 * back into this file, and GCC 16 leaves out what only such a call could see. */
static _Thread_local volatile bool looking_up __attribute__((tls_model("initial-exec")));

/* A word with its size precedes each block. */
static _Alignas(EARLY_ALIGN) char early[EARLY_SIZE];
static _Atomic size_t early_used;

void *ci_real_early(size_t size)
{
    size_t whole = (size + 2 * EARLY_ALIGN - 1) / EARLY_ALIGN * EARLY_ALIGN;
    size_t at = size < EARLY_SIZE ? atomic_fetch_add(&early_used, whole) : EARLY_SIZE;
    if (at + whole > EARLY_SIZE)
        abort();
    *(size_t *)(early + at) = size;
    return early + at + EARLY_ALIGN;
}

bool ci_real_is_early(const void *pointer)
{
    return (uintptr_t)pointer - (uintptr_t)early < sizeof early;
}

size_t ci_real_early_size(const void *pointer)
{
    return *(const size_t *)((const char *)pointer - EARLY_ALIGN);
}

/* The address range of a function of the C library; empty if its size is not known. */
static void find_buffers(void)
{
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    void *function = dlsym(RTLD_DEFAULT, "_IO_file_doallocate");
    if (!function || !dladdr1(function, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol)
        return;
    real.buffers_start = (uintptr_t)function;
    real.buffers_end = (uintptr_t)function + symbol->st_size;
}

#define FIND(name) *(void **)&real.name = dlsym(RTLD_NEXT, #name)

/* Threads that come here at the same time find the same. */
static void look_up(void)
{
    looking_up = true;
    FIND(malloc);
    FIND(calloc);
    FIND(realloc);
    FIND(reallocarray);
    FIND(memalign);
    FIND(aligned_alloc);
    FIND(posix_memalign);
    FIND(valloc);
    FIND(pvalloc);
    FIND(free);
    FIND(dlclose);
    find_buffers();
    looking_up = false;
    atomic_store_explicit(&ready, true, memory_order_release);
}

const struct ci_real *ci_real_get(void)
{
    if (!atomic_load_explicit(&ready, memory_order_acquire)) {
        if (looking_up)
            return NULL;
        look_up();
    }
    return &real;
}
