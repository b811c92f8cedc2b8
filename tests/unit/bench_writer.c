/* SPDX-License-Identifier: MIT */
/* bench_writer.c - the time to write a million contexts of depth 20 on average. */
#include "records.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CONTEXTS = 1000000, FUNCTIONS = 2000, SITES = 5, DEPTH_MAX = 40 };
static const double seconds_max = 6; /* generous: a loaded machine must not fail it */

static struct records records;
static struct cinstr_function *functions[FUNCTIONS];

static uint32_t random_below(uint32_t limit)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % limit;
}

static void make_functions(void)
{
    struct cinstr_unit *unit = records_unit(&records, FUNCTIONS);
    char name[32], file[64];
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        snprintf(name, sizeof name, "function_%u", i);
        snprintf(file, sizeof file, "/source/of/a/program/part_%u.c", i / 20);
        functions[i] = records_function(unit, i, name, file, 10 + i % 20 * 50, SITES);
        for (uint32_t j = 0; j < SITES; j++)
            records_site(functions[i], j, NULL, functions[i]->line + 3 + j);
    }
}

/* Depth first, as the core orders contexts; returns the sum of depths. */
static uint64_t make_contexts(void)
{
    uint32_t path[DEPTH_MAX], depth = 0;
    uint64_t depths = 0;
    for (uint32_t i = 0; i < CONTEXTS; i++) {
        uint32_t parent = depth ? path[depth - 1] : CI_NO_PARENT;
        struct cinstr_function *function = functions[random_below(FUNCTIONS)];
        path[depth++] = records_context(&records, parent, random_below(SITES), function,
                                        1 + random_below(1000), random_below(1000000));
        depths += depth;
        while (depth == DEPTH_MAX || (depth > 1 && random_below(80) < depth))
            depth -= depth > 3 ? 1 + random_below(3) : 1;
    }
    return depths;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    records_begin(&records, CONTEXTS);
    make_functions();
    double depth = (double)make_contexts() / CONTEXTS;
    int fd = open(argc > 1 ? argv[1] : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    double start = now();
    const char *reason = ci_pprof_write(&records.snapshot, fd);
    double seconds = now() - start;
    printf("%d contexts, average depth %.1f: %.2f s, %.0f MiB of memory\n", CONTEXTS, depth,
           seconds, (double)records.arena.bytes / (1 << 20));
    if (reason)
        fprintf(stderr, "bench_writer: %s\n", reason);
    close(fd);
    records_end(&records);
    return reason || seconds > seconds_max;
}
