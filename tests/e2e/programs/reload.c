/* SPDX-License-Identifier: MIT */
/* Loads a library, calls it and unloads it: reload LIBRARY TIMES. Prints kilobytes grown and
 * processor time, of the first and of the last quarter. */
#include "e2e.h"

#include <dlfcn.h>
#include <time.h>

PROBED int once(const char *path)
{
    void *library = dlopen(path, RTLD_NOW);
    if (!library)
        abort();
    int (*entry)(int) = (int (*)(int))dlsym(library, "entry");
    int result = entry(3);
    dlclose(library);
    return result;
}

BARE static long resident(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*s %ld", &pages) != 1)
        abort();
    fclose(file);
    return pages * 4;
}

int main(int argc, char **argv)
{
    int times = argc > 2 ? atoi(argv[2]) : 0;
    long memory[5] = {0}, spent[5] = {0};
    for (int quarter = 0; quarter < 4; quarter++) {
        for (int i = 0; i < times / 4; i++)
            once(argv[1]);
        memory[quarter + 1] = resident();
        spent[quarter + 1] = clock();
    }
    expect_calls("once", times);
    expect_calls("inside", 3L * times);
    expect_edge("once", "entry", times);
    printf("%ld %ld %ld\n", memory[4] - memory[1], spent[1], spent[4] - spent[3]);
    return 0;
}
