/* SPDX-License-Identifier: MIT */
/* Two libraries, the second of which may be loaded where the first was unloaded. */
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static void use(const char *path, const char *name, int keep)
{
    void *library = dlopen(path, RTLD_NOW);
    char *(*make)(size_t) = NULL;
    if (library)
        *(void **)&make = dlsym(library, name);
    if (make)
        free(make(100));
    printf("%d\n", make != NULL);
    if (library && !keep)
        dlclose(library);
}

int main(int argc, char **argv)
{
    (void)argc;
    use(argv[1], "library_make", 0);
    use(argv[2], "other_make", 1);
    return 0;
}
