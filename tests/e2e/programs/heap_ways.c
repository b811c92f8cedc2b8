/* SPDX-License-Identifier: MIT */
/*
 * Ways to get and to lose a block; each function is one, called ten times. Compiled with
 * allocator=pool_get:2:pool_put allocator=lua_like:4/2 allocator=plain_wrapper.
 */
#include "e2e.h"

#include <alloca.h>
#include <dirent.h>
#include <string.h>

enum { TIMES = 10 };

static void *volatile keep;

/* In heap_plain.c, which has no probes. */
void plain_free(void *block);
void *plain_malloc(size_t size);

/* ---- Trap 2: returns the pointer that it was given ---- */
__attribute__((noipa, alloc_size(2))) static void *extend_to_usable(void *block, size_t size)
{
    (void)size;
    return block;
}

PROBED void *passed_through(size_t size)
{
    return extend_to_usable(malloc(size), size);
}

/* ---- Trap 4: wrappers in wrappers ---- */
__attribute__((noinline)) static void *inner(size_t size) __attribute__((malloc, alloc_size(1)));
static void *inner(size_t size)
{
    return malloc(size);
}

static inline void *outer(size_t size) __attribute__((malloc, alloc_size(1)));
static inline void *outer(size_t size)
{
    return inner(size);
}

PROBED void *nested(size_t size)
{
    return outer(size);
}

/* One that is known by option alone, from a pool. */
struct pool {
    size_t given;
};
static struct pool pool;

PROBED void *pool_get(struct pool *from, size_t size)
{
    from->given += size;
    return malloc(size + 8);
}

PROBED void pool_put(struct pool *to, void *block, size_t size)
{
    to->given -= size;
    free(block);
}

PROBED void *pooled(size_t size)
{
    pool_put(&pool, pool_get(&pool, size), size);
    return pool_get(&pool, size);
}

/* As Lua's: gets, grows and frees. */
PROBED void *lua_like(void *data, void *block, size_t old_size, size_t size)
{
    (void)data;
    (void)old_size;
    if (size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, size);
}

PROBED void *grown(size_t size)
{
    void *block = lua_like(NULL, NULL, 0, size);
    block = lua_like(NULL, block, size, 2 * size);
    lua_like(NULL, block, 2 * size, 0);
    return lua_like(NULL, NULL, 0, size);
}

/* Its first number is the size. */
__attribute__((noinline)) static void *plain_wrapper(const char *name, size_t size)
{
    return strcmp(name, "none") ? calloc(1, size) : NULL;
}

PROBED void *by_name(size_t size)
{
    return plain_wrapper(size ? "some" : "none", size);
}

/* ---- Trap 5 ---- */
PROBED void *tail(size_t size)
{
    return malloc(size);
}

PROBED void *tail_through_pointer(size_t size)
{
    void *(*allocate)(size_t) = malloc;
    return allocate(size);
}

/* ---- Trap 6: GCC deletes the pair at -O2 ---- */
PROBED long vanishes(size_t size)
{
    char *block = malloc(size);
    free(block);
    return (long)size;
}

/* ---- Traps 1 and 3: none of these is a place that allocates ---- */
PROBED long not_heap(size_t size)
{
    FILE *file = fopen("/dev/null", "r");
    DIR *directory = opendir("/");
    char *stack = alloca(size);
    memset(stack, 1, size);
    keep = stack;
    long value = stack[size / 2] + (file != NULL) + (directory != NULL);
    fclose(file);
    closedir(directory);
    return value;
}

/* ---- Trap 8 ---- */
PROBED void freed_elsewhere(size_t size)
{
    void *block = malloc(size);
    keep = block;
    plain_free(block);
    /* glibc hands out what was freed last: the table sees the address again. */
    keep = malloc(size);
    if (keep != block)
        abort();
    free(keep);
}

PROBED void allocated_elsewhere(size_t size)
{
    free(plain_malloc(size));
    keep = realloc(plain_malloc(size), 2 * size);
    free(keep);
}

int main(void)
{
    long sum = 0;
    for (int i = 0; i < TIMES; i++) {
        void *(*const ways[])(size_t) = {passed_through,      nested, pooled, grown, by_name, tail,
                                         tail_through_pointer};
        for (size_t j = 0; j < sizeof ways / sizeof *ways; j++) {
            keep = ways[j](100);
            sum += keep != NULL;
            plain_malloc(0); /* what is kept stays */
        }
        by_name(0);
        sum += vanishes(100) + not_heap(100);
        freed_elsewhere(3000);
        allocated_elsewhere(200);
    }
    printf("%ld %zu\n", sum, pool.given);
    return 5;
}
