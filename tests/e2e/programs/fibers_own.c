/* SPDX-License-Identifier: MIT */
/*
 * Fibers with a switch of their own, which threads take from a queue: fibers_own WAY, where WAY is
 *
 *   workers   the threads begin the fibers
 *   first     the first thread does
 *   nested    each fiber is begun in another one, but for the first
 *   frame     the stacks are in main's frame: such fibers are not known for what they are
 *   slab      as workers, and the threads' stacks are in one mapping with those of the fibers,
 * above them bare      as workers, and neither threads nor the functions that fibers begin with
 * have probes many      4,000 fibers one after another, on the stacks of a few; prints how much
 * memory that took crowd     as workers, of 2,000 fibers at the same time
 */
#include "e2e.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { SOME = 16, CROWD = 2000, MANY = 4000, ROUNDS = 30000, THREADS = 4, STACK = 16 << 10 };
enum { THREAD_STACK = 256 << 10 };

/* void switch_to(void **left, void *to): keeps the stack pointer of what is left in *left. A stack
 * that begins has the function that it begins with where others have what they return to. */
#ifdef __x86_64__
__asm__(".text\n.globl switch_to\n.type switch_to, @function\nswitch_to:\n"
        "push %rbp\n\tpush %rbx\n\tpush %r12\n\tpush %r13\n\tpush %r14\n\tpush %r15\n\t"
        "mov %rsp, (%rdi)\n\tmov %rsi, %rsp\n\t"
        "pop %r15\n\tpop %r14\n\tpop %r13\n\tpop %r12\n\tpop %rbx\n\tpop %rbp\n\tret\n"
        ".size switch_to, .-switch_to\n");
enum { REGISTERS = 6, WORDS = 8 };
#else
__asm__(".text\n.globl switch_to\n.type switch_to, %function\nswitch_to:\n\t"
        "sub sp, sp, #160\n\t"
        "stp x19, x20, [sp]\n\tstp x21, x22, [sp, #16]\n\tstp x23, x24, [sp, #32]\n\t"
        "stp x25, x26, [sp, #48]\n\tstp x27, x28, [sp, #64]\n\tstp x29, x30, [sp, #80]\n\t"
        "stp d8, d9, [sp, #96]\n\tstp d10, d11, [sp, #112]\n\t"
        "stp d12, d13, [sp, #128]\n\tstp d14, d15, [sp, #144]\n\t"
        "mov x9, sp\n\tstr x9, [x0]\n\tmov sp, x1\n\t"
        "ldp x19, x20, [sp]\n\tldp x21, x22, [sp, #16]\n\tldp x23, x24, [sp, #32]\n\t"
        "ldp x25, x26, [sp, #48]\n\tldp x27, x28, [sp, #64]\n\tldp x29, x9, [sp, #80]\n\t"
        "ldp d8, d9, [sp, #96]\n\tldp d10, d11, [sp, #112]\n\t"
        "ldp d12, d13, [sp, #128]\n\tldp d14, d15, [sp, #144]\n\t"
        "add sp, sp, #160\n\tmov x30, xzr\n\tbr x9\n"
        ".size switch_to, .-switch_to\n");
enum { REGISTERS = 11, WORDS = 20 };
#endif
void switch_to(void **left, void *to);

static struct fiber {
    void *self, *resumer;
    struct fiber *next;
    char *stack;
    int rounds_left;
} * fibers;

static int count = SOME, rounds = ROUNDS;
static bool nested, bare;

#include "fiber_queue.h"

/* The fiber that a stack begins for; handed over under a lock of its own. */
static pthread_mutex_t begin_lock = PTHREAD_MUTEX_INITIALIZER;
static struct fiber *beginning;

PROBED void leaf(void)
{
    __asm__ volatile("");
}

PROBED void carry_on(void)
{
    leaf();
    __asm__ volatile("");
}

PROBED void yield(struct fiber *fiber)
{
    switch_to(&fiber->self, fiber->resumer);
    carry_on();
    __asm__ volatile("");
}

PROBED void deeper(int levels, void (*through)(int levels, void *itself));
PROBED void deeper(int levels, void (*through)(int levels, void *itself))
{
    volatile char room[512] = {0};
    if (levels > 0)
        through(levels - 1, (void *)through);
    (void)room[0];
}

PROBED void resume(struct fiber *fiber)
{
    switch_to(&fiber->resumer, fiber->self);
    leaf();
}

BARE static void go_on(struct fiber *fiber)
{
    if (bare)
        switch_to(&fiber->resumer, fiber->self);
    else
        resume(fiber);
}

BARE static void bare_body(void)
{
    struct fiber *fiber = beginning;
    pthread_mutex_unlock(&begin_lock);
    while (fiber->rounds_left-- > 0) {
        leaf();
        yield(fiber);
        carry_on();
    }
    switch_to(&fiber->self, fiber->resumer);
}

PROBED void body(void);
BARE static void begin(struct fiber *fiber)
{
    void **stack = (void **)(fiber->stack + STACK) - WORDS;
    memset(stack, 0, WORDS * sizeof *stack);
    stack[REGISTERS] = bare ? (void *)bare_body : (void *)body;
    fiber->self = stack;
    fiber->rounds_left = rounds;
    pthread_mutex_lock(&begin_lock);
    beginning = fiber;
    go_on(fiber);
    give_back(fiber);
}

PROBED void body(void)
{
    struct fiber *fiber = beginning;
    pthread_mutex_unlock(&begin_lock);
    if (nested && fiber + 1 < fibers + count)
        begin(fiber + 1);
    while (fiber->rounds_left-- > 0) {
        leaf();
        deeper(6, (void (*)(int, void *))deeper);
        yield(fiber);
        leaf();
    }
    switch_to(&fiber->self, fiber->resumer);
}

BARE static void *work(void *unused)
{
    bool over = false;
    while (!over) {
        struct fiber *fiber = take(&over);
        if (!fiber)
            continue;
        if (!fiber->self) {
            begin(fiber);
            continue;
        }
        go_on(fiber);
        give_back(fiber);
    }
    return unused;
}

/* `slab`: where the threads' stacks are to be; NULL: wherever. */
BARE static void run_threads(char *slab)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        if (slab &&
            pthread_attr_setstack(&attributes, slab + (size_t)i * THREAD_STACK, THREAD_STACK))
            abort();
        if (pthread_create(&threads[i], &attributes, work, NULL))
            abort();
        pthread_attr_destroy(&attributes);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

BARE static long kilobytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* One fiber after another, each of some rounds. */
BARE static void run_one_by_one(void)
{
    long before = 0;
    for (int i = 0; i < MANY; i++) {
        if (i == SOME)
            before = kilobytes();
        struct fiber *fiber = &fibers[i % SOME];
        alive = 1;
        begin(fiber);
        bool over;
        while ((fiber = take(&over))) {
            resume(fiber);
            give_back(fiber);
        }
    }
    printf("%ld\n", kilobytes() - before);
}

BARE static void expect(long all, long begun)
{
    if (bare) {
        expect_calls("yield", all);
        expect_calls("carry_on", 2 * all);
        expect_calls("leaf", 3 * all);
        expect_edge("yield", "carry_on", all);
        return;
    }
    expect_calls("yield", all);
    expect_calls("carry_on", all);
    expect_calls("resume", all + begun);
    expect_calls("body", begun);
    expect_calls("leaf", 4 * all + begun);
    expect_calls("deeper", 7 * all);
    expect_edge("body", "leaf", 2 * all);
    expect_edge("carry_on", "leaf", all);
    expect_edge("resume", "body", begun);
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "";
    char in_frame[SOME][STACK] __attribute__((aligned(16)));
    bool many = !strcmp(way, "many");
    nested = !strcmp(way, "nested");
    if (!strcmp(way, "crowd")) {
        count = CROWD;
        rounds = 100;
    } else if (many) {
        rounds = 3;
    }
    fibers = calloc(CROWD, sizeof *fibers);
    size_t of_fibers = (size_t)count * STACK;
    char *stacks = mmap(NULL, of_fibers + THREADS * THREAD_STACK, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool slab = !strcmp(way, "slab");
    bare = !strcmp(way, "bare");
    bool in_threads = slab || bare || !strcmp(way, "workers") || !strcmp(way, "crowd");
    for (int i = 0; i < count; i++)
        fibers[i].stack = strcmp(way, "frame") ? stacks + (size_t)i * STACK : in_frame[i];
    alive = count;
    if (many) {
        run_one_by_one();
        expect((long)MANY * rounds, MANY);
        return 0;
    }
    for (int i = 0; i < count; i++)
        if (in_threads) {
            fibers[i].next = waiting;
            waiting = &fibers[i];
        } else if (!nested || i == 0) {
            begin(&fibers[i]);
        }
    run_threads(slab ? stacks + of_fibers : NULL);
    printf("%d fibers are over\n", count);
    expect((long)count * rounds, count);
    return 0;
}
