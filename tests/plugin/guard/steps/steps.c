/* SPDX-License-Identifier: MIT */
/*
 * steps.c - counts the instructions of one iteration of each benchmark that it is linked with.
 *
 * A child runs a benchmark with N iterations and then with twice as many, and its parent lets it
 * take one instruction at a time in between. The difference, divided by N, is exact but for what a
 * loop does once every few iterations. Prints "NAME instructions" for each. All of the string
 * instruction rep is one.
 */
#include <cinstr/bench.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* What benchmarks use of the harness, whose own instructions are not counted. */
static bool granted;

bool cinstr_bench_loop_slow(cinstr_bench *b)
{
    if (granted)
        return false;
    granted = true;
    b->loop_left = b->N - 1;
    return true;
}

void cinstr_bench_reset_timer(cinstr_bench *b)
{
    (void)b;
}

/* Made by the linker: the plugin has registered what is measured. */
extern const struct cinstr_benchmark *const __start_cinstr_benchmarks[];
extern const struct cinstr_benchmark *const __stop_cinstr_benchmarks[];

__attribute__((noinline)) static void finished(void)
{
    __asm__ volatile("");
}

static void run(const struct cinstr_benchmark *benchmark, int64_t n)
{
    cinstr_bench b = {n, 0};
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    benchmark->function(&b); /* binds symbols, warms up what the library allocates once */
    granted = false;
    b.loop_left = 0;
    raise(SIGSTOP);
    benchmark->function(&b);
    finished();
    _exit(0);
}

/* The instructions until the child gets to finished(); -1 when it ends before. */
static long count(pid_t child)
{
    struct user_regs_struct regs;
    unsigned long long last = 0;
    int status;
    for (long steps = 0;;) {
        if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) < 0 || waitpid(child, &status, 0) < 0 ||
            !WIFSTOPPED(status) || ptrace(PTRACE_GETREGS, child, NULL, &regs) < 0)
            return -1;
        if (regs.rip == (unsigned long long)(uintptr_t)finished)
            return steps;
        steps += regs.rip != last;
        last = regs.rip;
    }
}

static long steps_of(const struct cinstr_benchmark *benchmark, int64_t n)
{
    int status;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        run(benchmark, n);
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
        return -1;
    long steps = count(child);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return steps;
}

int main(void)
{
    enum { N = 8 };
    for (const struct cinstr_benchmark *const *at = __start_cinstr_benchmarks;
         at < __stop_cinstr_benchmarks; at++) {
        long once = steps_of(*at, N), twice = steps_of(*at, 2 * N);
        if (once < 0 || twice < 0) {
            fprintf(stderr, "%s cannot be counted\n", (*at)->name);
            return 1;
        }
        printf("%s %.2f\n", (*at)->name, (double)(twice - once) / N);
    }
    return 0;
}
