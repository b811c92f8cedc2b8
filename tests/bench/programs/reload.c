/* SPDX-License-Identifier: MIT */
/*
 * reload.c - a benchmark that loads and unloads two libraries in turn, so that records of one get
 * the addresses that those of the other had. PART=n makes it library n instead.
 */
#ifdef PART

int part_run(int n);
int part_run(int n)
{
    volatile int sum = 0;
    for (int i = 0; i < n; i++)
#if PART == 1
        sum = sum + i;
#else
        sum = sum * 3 + (i ^ sum) / 7 + n % (i + 1);
#endif
    return sum;
}

#else

#include <cinstr/bench.h>

#include <dlfcn.h>
#include <stdlib.h>

static void run_part(cinstr_bench *b, const char *variable)
{
    cinstr_bench_stop_timer(b); /* counts are read here, just before and after the call */
    void *library = dlopen(getenv(variable), RTLD_NOW | RTLD_LOCAL);
    int (*run)(int) = library ? (int (*)(int))dlsym(library, "part_run") : NULL;
    if (!run)
        cinstr_bench_fatalf(b, "%s: %s", variable, dlerror());
    cinstr_bench_start_timer(b);
    int result = run(50);
    cinstr_bench_stop_timer(b);
    if (result == 12345)
        cinstr_bench_fail(b);
    dlclose(library);
    cinstr_bench_start_timer(b);
}

void BenchmarkReload(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        run_part(b, "PART_ONE");
        run_part(b, "PART_TWO");
    }
}
CINSTR_BENCHMARK(BenchmarkReload);

#endif
