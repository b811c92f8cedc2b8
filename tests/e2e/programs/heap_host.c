/* SPDX-License-Identifier: MIT */
/* Loads a library, calls it from two threads and unloads it, over and over. */
#include "e2e.h"

#include <dlfcn.h>
#include <pthread.h>

enum { LOADS = 5, CALLS = 100 };

static void *work(void *library)
{
    long (*entry)(long) = (long (*)(long))dlsym(library, "entry");
    for (long i = 0; i < CALLS; i++)
        entry(i);
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 0; i < LOADS && argc > 1; i++) {
        void *library = dlopen(argv[1], RTLD_NOW);
        pthread_t thread;
        if (!library) {
            printf("%s\n", dlerror());
            return 1;
        }
        if (pthread_create(&thread, NULL, work, library))
            return 1;
        pthread_join(thread, NULL);
        work(library);
        dlclose(library);
    }
    void *volatile own = malloc(33);
    printf("%d\n", own != NULL);
    return 0;
}
