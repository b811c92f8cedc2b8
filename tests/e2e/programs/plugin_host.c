/* SPDX-License-Identifier: MIT */
/* Loads and unloads libraries that the linker may put where another one was. */
#include "e2e.h"

#include <dlfcn.h>

PROBED long use(const char *path, long n)
{
    void *library = dlopen(path, RTLD_NOW);
    if (!library) {
        printf("%s\n", dlerror());
        exit(1);
    }
    long (*entry)(long) = (long (*)(long))dlsym(library, "entry");
    long sum = 0;
    for (long i = 0; i < n; i++)
        sum += entry(i);
    dlclose(library);
    return sum;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 1;
    long sum = 0;
    for (int i = 0; i < 10; i++)
        sum += use(argv[1], 100) + use(argv[2], 10);
    printf("%ld\n", sum);
    expect_calls("use", 20);
    expect_calls("entry@plugin_one.c", 1000);
    expect_calls("entry@plugin_two.c", 100);
    expect_edge("use", "entry@plugin_one.c", 1000);
    expect_edge("use", "entry@plugin_two.c", 100);
    expect_calls("only_one", 1000);
    expect_calls("only_two", 2 * 100);
    expect_edge("entry@plugin_one.c", "only_one", 1000);
    expect_edge("entry@plugin_two.c", "only_two", 200);
    return 0;
}
