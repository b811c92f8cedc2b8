/* SPDX-License-Identifier: MIT */
/* Allocations and frees in every place that control flow has for them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* Declared here: the headers' inline functions would differ by flags. */
void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void *reallocarray(void *, size_t, size_t);
void *aligned_alloc(size_t, size_t);
int posix_memalign(void **, size_t, size_t);
char *strdup(const char *);
char *strndup(const char *, size_t);
int asprintf(char **, const char *, ...);
int vasprintf(char **, const char *, va_list);
void free(void *);
struct _IO_FILE;
ptrdiff_t getline(char **, size_t *, struct _IO_FILE *);

struct node {
    struct node *next;
    union {
        double number;
        char *text;
    } value;
    char bytes[];
};

extern void use(void *, ...);
extern int outside(int);
extern void stop(void) __attribute__((noreturn));
extern jmp_buf target;

void *tails(int n, size_t size)
{
    switch (n) {
    case 0:
        return malloc(size);
    case 1:
        return calloc(size, n);
    case 2:
        return strdup("text");
    case 3:
        return realloc(NULL, size);
    default:
        return aligned_alloc(64, size);
    }
}

void tail_free(void *block)
{
    free(block);
}

/* What a call returned lives across setjmp, and is made after it. */
int returns_twice(volatile int n)
{
    struct node *volatile before = malloc(sizeof *before);
    if (setjmp(target)) {
        free(before);
        before = realloc(NULL, (size_t)n);
    } else {
        use(malloc((size_t)n), before);
    }
    while (__builtin_setjmp((void **)(void *)&target) && outside(n))
        before->next = calloc(1, 24);
    free(before);
    return n;
}

struct node *into_memory(struct node **list, char *text, ...)
{
    va_list arguments;
    *list = malloc(sizeof **list + 100);
    (*list)->next = calloc(2, sizeof(struct node));
    (*list)->value.text = strndup(text, 7);
    if (asprintf(&(*list)->value.text, "%s", text) < 0 || vasprintf(&text, text, arguments) < 0)
        stop();
    va_start(arguments, text);
    va_end(arguments);
    return posix_memalign((void **)&list, 64, 256) ? NULL : *list;
}

/* Results that nobody looks at, or only asks whether there are any. */
int unused(size_t size)
{
    malloc(size);
    realloc(malloc(size), 0);
    char *pair = malloc(size);
    free(pair);
    return malloc(4) != NULL && !realloc(NULL, size);
}

long loops(long n)
{
    char *text = NULL;
    size_t room = 0;
    long sum = 0;
    for (long i = 0; i < n; i++) {
        text = reallocarray(text, (size_t)i + 1, 3);
        if (!text)
            goto out;
        if (i % 7 == 0)
            continue;
        sum += getline(&text, &room, NULL);
        for (long j = 0; j < i; j++)
            use(malloc((size_t)j));
    }
out:
    free(text);
    return sum;
}

/* Through a pointer, with more and with fewer arguments than the name promises. */
void *odd(int n)
{
    void *(*one)(size_t) = malloc;
    void *(*none)(void) = (void *(*)(void))malloc;
    void *(*more)(size_t, int) = (void *(*)(size_t, int))malloc;
    int (*narrow)(int) = (int (*)(int))malloc;
    return n == 0 ? one(8) : n == 1 ? none() : n == 2 ? more(8, n) : (void *)(intptr_t)narrow(n);
}

/* A block that ends in a call that does not return; assembler and a computed goto beside. */
void *ends(int n)
{
    static void *const labels[] = {&&first, &&second};
    void *block = malloc((size_t)n);
    if (!block)
        stop();
    goto *labels[n & 1];
first:
    __asm__ goto("" : : : : second);
    return realloc(block, 100);
second:
    free(block);
    if (outside(n)) {
        malloc(1);
        stop();
    }
    return NULL;
}

/* Wrappers: by attribute, static, recursive, and one that is weak. */
void *get(int size, int count) __attribute__((malloc, alloc_size(1, 2)));
void *get(int size, int count)
{
    return outside(size) ? get(size - 1, count) : malloc((size_t)size * (size_t)count);
}

__attribute__((malloc, alloc_size(1), weak)) void *weak_get(uint8_t size)
{
    return calloc(1, size);
}

static inline __attribute__((malloc, alloc_size(1), always_inline)) void *inline_get(size_t size)
{
    void *block = malloc(size);
    if (!block)
        stop();
    return block;
}

void wrapped(int n)
{
    use(get(n, 3), weak_get((uint8_t)n), inline_get(8), inline_get((size_t)n));
}

/* Nested functions, variable arrays and the thread's own variables. */
int nested(int n)
{
    static _Thread_local struct node *mine;
    char room[n];
    struct node *make(void)
    {
        return mine = malloc(sizeof *mine + (size_t)n);
    }
    use(room, make());
    int saved = errno;
    free(mine);
    return saved - errno;
}

__attribute__((constructor)) static void early(void)
{
    use(malloc(11));
}
