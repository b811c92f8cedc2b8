/* SPDX-License-Identifier: MIT */
/*
 * A program that knows where its time goes: time spins|long|leaf. Prints "NAME COUNT NANOSECONDS"
 * for what time_truth.py looks for in the profile, and the same when it is built without probes.
 *
 * Spinning functions add up the ticks between their first and last look at the clock themselves, so
 * the truth holds even if the machine took the processor away in the middle of a spin.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define NOINLINE __attribute__((noinline, noclone, noipa))

enum { FAST_CALLS = 10000000, SLOW_STEPS = 100000000 };

static double nanos_per_tick;
static uint64_t spent;      /* ticks that all spins together saw */
static uint64_t spin_count; /* and how many there were */

static inline uint64_t ticks(void)
{
    return __builtin_ia32_rdtsc();
}

static int64_t nanos(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void calibrate(void)
{
    int64_t start = nanos(), end;
    uint64_t from = ticks();
    do
        end = nanos();
    while (end - start < 20000000);
    nanos_per_tick = (double)(end - start) / (double)(ticks() - from);
}

static inline __attribute__((always_inline)) void spin(double length)
{
    uint64_t start = ticks(), now, limit = (uint64_t)(length / nanos_per_tick);
    do
        now = ticks();
    while (now - start < limit);
    spent += now - start;
    spin_count++;
}

/* How long a function and its callees spun. */
struct truth {
    uint64_t spins, ticks;
};

static struct truth inner, middle, outer;

static inline struct truth before_spins(void)
{
    return (struct truth){spin_count, spent};
}

static inline void add_spins(struct truth *truth, struct truth before)
{
    truth->spins += spin_count - before.spins;
    truth->ticks += spent - before.ticks;
}

static NOINLINE void spin_1us(void)
{
    spin(1000);
}

static NOINLINE void spin_10us(void)
{
    spin(10000);
}

static NOINLINE void spin_100us(void)
{
    spin(100000);
}

static NOINLINE void spin_1ms(void)
{
    spin(1000000);
}

/* The callers of callers. Each spins itself too, so its cum is not its callees' alone. */
static NOINLINE void call_inner(void)
{
    struct truth before = before_spins();
    for (int i = 0; i < 4; i++)
        spin_1us();
    spin(3000);
    add_spins(&inner, before);
}

static NOINLINE void call_middle(void)
{
    struct truth before = before_spins();
    for (int i = 0; i < 3; i++)
        call_inner();
    spin_10us();
    spin(2000);
    add_spins(&middle, before);
}

static NOINLINE void call_outer(void)
{
    struct truth before = before_spins();
    spin_100us();
    for (int i = 0; i < 5; i++)
        call_middle();
    add_spins(&outer, before);
}

static void print(const char *name, uint64_t calls, double time)
{
    printf("%s %" PRIu64 " %.0f\n", name, calls, time);
}

/* One function over and over: how many spins, how long they were, and what the clock says that all
 * of the loop took ("batch_NAME"). */
#define BATCH(NAME, CALLS)                                                                         \
    static NOINLINE void batch_##NAME(void)                                                        \
    {                                                                                              \
        for (int i = 0; i < CALLS; i++)                                                            \
            NAME();                                                                                \
    }                                                                                              \
    static void run_batch_##NAME(void)                                                             \
    {                                                                                              \
        struct truth before = before_spins(), truth = {0, 0};                                      \
        int64_t start = nanos();                                                                   \
        batch_##NAME();                                                                            \
        int64_t end = nanos();                                                                     \
        add_spins(&truth, before);                                                                 \
        print("batch_" #NAME, truth.spins, (double)(end - start));                                 \
        print("spins_" #NAME, truth.spins, (double)truth.ticks *nanos_per_tick);                   \
    }

BATCH(spin_1us, 20000)
BATCH(spin_10us, 2000)
BATCH(spin_100us, 200)
BATCH(spin_1ms, 50)
BATCH(call_outer, 100)

static void print_truth(const char *name, const struct truth *truth)
{
    print(name, truth->spins, (double)truth->ticks * nanos_per_tick);
}

static void spins(void)
{
    run_batch_spin_1us();
    run_batch_spin_10us();
    run_batch_spin_100us();
    run_batch_spin_1ms();
    run_batch_call_outer();
    print_truth("call_inner", &inner);
    print_truth("call_middle", &middle);
    print_truth("call_outer", &outer);
}

/* So long that the thread's time before main and after its last look at the clock, which is a tenth
 * of a millisecond on slow machines, is next to nothing. */
static void lengthy(void)
{
    for (int i = 0; i < 4; i++) {
        run_batch_spin_100us();
        run_batch_spin_1ms();
    }
}

/* One leaf, cheap for one parent and expensive for the other. */
static NOINLINE void leaf(long steps)
{
    for (long i = 0; i < steps; i++)
        __asm__ volatile("" : "+r"(i));
}

static NOINLINE void fast_parent(void)
{
    for (int i = 0; i < FAST_CALLS; i++)
        leaf(1);
}

static NOINLINE void slow_parent(void)
{
    leaf(SLOW_STEPS);
}

static void leaves(void)
{
    int64_t start = nanos();
    fast_parent();
    int64_t between = nanos();
    slow_parent();
    int64_t end = nanos();
    print("fast_parent", FAST_CALLS, (double)(between - start));
    print("slow_parent", 1, (double)(end - between));
}

static long preemptions(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nivcsw;
}

int main(int argc, char **argv)
{
    int64_t start = nanos();
    calibrate();
    long preempted = preemptions();
    if (argc == 2 && strcmp(argv[1], "spins") == 0)
        spins();
    else if (argc == 2 && strcmp(argv[1], "long") == 0)
        lengthy();
    else if (argc == 2 && strcmp(argv[1], "leaf") == 0)
        leaves();
    else
        return 2;
    print("preempted", (uint64_t)(preemptions() - preempted), 0);
    print("main", 1, (double)(nanos() - start));
    return 0;
}
