/* SPDX-License-Identifier: MIT */
/* Loads reload_library.c, linked with a runtime of its own: host LIBRARY [NAMESPACES]; -1
 * namespaces: so that the library's own symbols come before the program's. */
#define _GNU_SOURCE
#include "e2e.h"

#include <dlfcn.h>

PROBED void own_work(void)
{
    __asm__ volatile("");
}

BARE static void call(void *library)
{
    if (!library)
        abort();
    ((int (*)(int))dlsym(library, "entry"))(3);
}

int main(int argc, char **argv)
{
    int namespaces = argc > 2 ? atoi(argv[2]) : 0;
    for (int i = 0; i < 5; i++)
        own_work();
    if (namespaces <= 0)
        call(dlopen(argv[1], RTLD_NOW | (namespaces < 0 ? RTLD_DEEPBIND : 0)));
    for (int i = 0; i < namespaces; i++)
        call(dlmopen(LM_ID_NEWLM, argv[1], RTLD_NOW));
    expect_calls("own_work", 5);
    return 0;
}
