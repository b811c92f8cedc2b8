/* SPDX-License-Identifier: MIT */
/* process.c - see process.h. */
#define _GNU_SOURCE
#include "process.h"
#include "local.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PROCESS_PAGE = 4096 };

/* The noted process's id, in a page that is zero in a copy; NULL: the kernel cannot wipe. */
static volatile pid_t *mark;
static pid_t noted; /* the same where there is no such page */

static void make_mark(void)
{
    void *page =
        mmap(NULL, PROCESS_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return;
    if (madvise(page, PROCESS_PAGE, MADV_WIPEONFORK))
        munmap(page, PROCESS_PAGE);
    else
        mark = page;
}

int ci_process_id(void)
{
    return noted ? noted : getpid();
}

void ci_process_act_for(void)
{
    ci_local.acts_for = true;
}

void ci_process_note(void)
{
    if (!noted)
        make_mark();
    noted = getpid();
    if (mark)
        *mark = noted;
}

enum ci_process ci_process_which(void)
{
    if (ci_local.acts_for)
        return CI_PROCESS_OWN;
    if (mark && !*mark)
        return CI_PROCESS_COPY;
    return getpid() == noted ? CI_PROCESS_OWN : CI_PROCESS_GUEST;
}
