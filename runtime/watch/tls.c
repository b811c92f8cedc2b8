/* SPDX-License-Identifier: MIT */
/*
 * tls.c - thread-local storage for a process that shares its memory with another.
 *
 * The C library needs it for errno, locales and its stack protector. On x86-64 the static blocks of
 * all objects lie below the thread control block, which begins with its own address: a copy of both
 * works as well once the addresses that point into it are corrected. The pointer to dynamic blocks
 * is shared and must not be used; the runtime's own variables are all static.
 */
#define _GNU_SOURCE
#include "watcher.h"
#include "../processor.h"

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>

enum { TLS_CONTROL_BLOCK = 2304, TLS_SELF = 0, TLS_SELF_AGAIN = 16, TLS_ALIGNMENT = 4096 };

#ifndef PR_GET_TID_ADDRESS
#define PR_GET_TID_ADDRESS 40
#endif

/* Where the kernel notes the id of the calling thread, from the control block on; 0: unknown. */
static uint32_t id_offset;

static int add_static_size(struct dl_phdr_info *info, size_t size, void *sum)
{
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_TLS)
            *(size_t *)sum += info->dlpi_phdr[i].p_memsz + info->dlpi_phdr[i].p_align;
    return 0;
}

void *ci_watcher_tls(char *memory, size_t size)
{
    char *own = ci_processor_control_block();
    size_t below = 0;
    uintptr_t noted = 0;
    dl_iterate_phdr(add_static_size, &below);
    below = (below + TLS_ALIGNMENT - 1) & ~(size_t)(TLS_ALIGNMENT - 1);
    if (below + TLS_CONTROL_BLOCK > size)
        return NULL;
    char *block = memory + below; /* aligned for any object */
    /* Only what the objects' parts take is copied: the memory below them may not be mapped. */
    size_t used = 0;
    dl_iterate_phdr(add_static_size, &used);
    memcpy(block - used, own - used, used + TLS_CONTROL_BLOCK);
    *(char **)(block + TLS_SELF) = *(char **)(block + TLS_SELF_AGAIN) = block;
    if (!prctl(PR_GET_TID_ADDRESS, &noted) && noted - (uintptr_t)own < TLS_CONTROL_BLOCK)
        id_offset = (uint32_t)(noted - (uintptr_t)own);
    return block;
}

void ci_watcher_tls_own(void *tls, pid_t id)
{
    if (id_offset)
        *(pid_t *)((char *)tls + id_offset) = id;
}
