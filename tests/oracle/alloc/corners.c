/* SPDX-License-Identifier: MIT */
/*
 * corners.c - one corner of the allocators per run: corners NAME, or without NAME the list of
 * cases.
 *
 * A case's kind tells what a judge may compare: 'equal' cases allocate only at sites of this file;
 * in 'inside' cases libc makes more than one allocation for one site's block, and the case prints
 * the objects and bytes that its site delivered; 'none' has no site at all.
 */
#include <dirent.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEPT = 16 };

/* Blocks in use at exit; volatile, so that no pair of malloc and free is optimised away. */
static void *volatile kept[KEPT];
/* More than any allocator gives; volatile, so that GCC does not see and complain. */
static volatile size_t huge = SIZE_MAX / 2 + 4096;
static volatile size_t zero = 0;
static char input_buffer[4096];

static void expect(size_t objects, size_t bytes)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%zu %zu\n", objects, bytes);
    if (write(STDOUT_FILENO, text, (size_t)length) != length)
        _exit(3);
}

static void check(int ok)
{
    if (!ok)
        _exit(4);
}

static void malloc_kept(void)
{
    kept[0] = malloc(100);
}

static void malloc_freed(void)
{
    for (int i = 0; i < 10; i++) {
        kept[0] = malloc((size_t)i * 10 + 1);
        free(kept[0]);
    }
}

static void malloc_zero(void)
{
    kept[0] = malloc(zero);
    check(kept[0] != NULL);
}

static void malloc_failed(void)
{
    kept[0] = malloc(huge);
    check(kept[0] == NULL);
}

static void free_null(void)
{
    free(kept[0]);
    kept[1] = malloc(1);
}

static void calloc_kept(void)
{
    kept[0] = calloc(7, 13);
}

static void calloc_zero(void)
{
    kept[0] = calloc(zero, 8);
    kept[1] = calloc(8, zero);
}

static void calloc_overflow(void)
{
    kept[0] = calloc(huge, 4);
    check(kept[0] == NULL);
}

static void realloc_null(void)
{
    kept[0] = realloc(kept[0], 50);
}

static void realloc_null_zero(void)
{
    kept[0] = realloc(kept[0], zero);
}

static void realloc_zero(void)
{
    kept[0] = malloc(60);
    kept[0] = realloc(kept[0], zero);
    check(kept[0] == NULL);
}

static void realloc_failed(void)
{
    kept[0] = malloc(70);
    kept[1] = realloc(kept[0], huge);
    check(kept[1] == NULL);
}

static void realloc_moved(void)
{
    kept[0] = malloc(100);
    kept[1] = malloc(100);
    void *before = kept[0];
    kept[0] = realloc(kept[0], 100000);
    check(kept[0] != before);
}

static void realloc_grown(void)
{
    for (size_t size = 8; size < 5000; size += 8)
        kept[0] = realloc(kept[0], size);
    free(kept[0]);
}

static void realloc_shrunk(void)
{
    kept[0] = malloc(1000);
    kept[0] = realloc(kept[0], 900);
    kept[0] = realloc(kept[0], 10);
    kept[0] = realloc(kept[0], 10);
}

static void reallocarray_kept(void)
{
    kept[0] = reallocarray(kept[0], 10, 12);
    kept[0] = reallocarray(kept[0], 20, 12);
}

static void reallocarray_overflow(void)
{
    kept[0] = reallocarray(kept[0], huge, 12);
    check(kept[0] == NULL);
    kept[0] = malloc(5);
}

static void aligned(void)
{
    kept[0] = aligned_alloc(64, 128);
    kept[1] = memalign(32, 100);
    kept[2] = valloc(300);
    void *block;
    check(posix_memalign(&block, 256, 500) == 0);
    kept[3] = block;
    free(kept[1]);
}

static void aligned_failed(void)
{
    void *block = NULL;
    check(posix_memalign(&block, 3, 100) != 0);
    kept[0] = block;
    kept[1] = malloc(2);
}

static void strings(void)
{
    const char *volatile text = "twelve chars";
    kept[0] = strdup(text);
    kept[1] = strdup(text + 12);
    kept[2] = strndup(text, 6);
    kept[3] = strndup(text, 100);
    free(kept[2]);
}

/* An address of one site's block is later that of another site's. */
static void reused(void)
{
    for (int i = 0; i < 3; i++) {
        kept[0] = malloc(40);
        free(kept[0]);
        kept[0] = calloc(1, 40);
        free(kept[0]);
    }
    kept[0] = malloc(40);
}

static void asprintf_kept(void)
{
    char *text;
    int length = asprintf(&text, "%d of %s", 17, "many");
    kept[0] = text;
    expect(1, (size_t)length + 1);
}

static int format(char **text, const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    int length = vasprintf(text, pattern, arguments);
    va_end(arguments);
    return length;
}

static void vasprintf_kept(void)
{
    char *text;
    int length = format(&text, "%0500d", 17);
    kept[0] = text;
    expect(1, (size_t)length + 1);
}

/* libc's own stream buffer would be in the judge's totals. */
static void open_input(const char *text)
{
    int ends[2];
    check(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    check(write(ends[1], text, strlen(text)) == (ssize_t)strlen(text));
    close(ends[1]);
    setvbuf(stdin, input_buffer, _IOFBF, sizeof input_buffer);
}

/* One block of the size that getline tells. */
static void getline_kept(void)
{
    char *line = NULL;
    size_t size = 0;
    open_input("first\nsecond\n");
    check(getline(&line, &size, stdin) == 6 && getline(&line, &size, stdin) == 7);
    kept[0] = line;
    expect(1, size);
}

/* A block of ours that getdelim enlarges: as with realloc, a second object. */
static void getdelim_grown(void)
{
    size_t size = 10;
    char *line = malloc(size);
    open_input("a field of more than ten;rest");
    check(getdelim(&line, &size, ';', stdin) == 25);
    kept[0] = line;
    expect(2, 10 + size);
}

static void no_sites(void)
{
    FILE *file = fopen("/dev/null", "r");
    DIR *directory = opendir("/");
    volatile char *local = alloca(zero + 100);
    local[0] = 1;
    check(file && directory);
    fclose(file);
    closedir(directory);
}

/* A block of libc's that the program frees. */
static void free_of_libc(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    check(file != NULL);
    fputs("some text", file);
    fclose(file);
    free(text);
}

/* The size goes through one tail call into the allocator, and out of it. */
static __attribute__((noinline)) void *allocate(size_t size)
{
    return malloc(size);
}

static __attribute__((noinline)) void release(void *block)
{
    free(block);
}

static void tail_calls(void)
{
    for (size_t i = 0; i < 5; i++) {
        kept[i] = allocate(10 + i);
        if (i % 2)
            release(kept[i]);
    }
}

/* GCC removes these, with or without probes. */
static void optimised_away(void)
{
    char *text = malloc(77);
    text[0] = 1;
    free(text);
    kept[0] = malloc(3);
}

static void nothing(void)
{
}

static const struct {
    const char *name, *kind;
    void (*run)(void);
} cases[] = {
    {"nothing", "equal", nothing},
    {"malloc_kept", "equal", malloc_kept},
    {"malloc_freed", "equal", malloc_freed},
    {"malloc_zero", "equal", malloc_zero},
    {"malloc_failed", "equal", malloc_failed},
    {"free_null", "equal", free_null},
    {"calloc_kept", "equal", calloc_kept},
    {"calloc_zero", "equal", calloc_zero},
    {"calloc_overflow", "equal", calloc_overflow},
    {"realloc_null", "equal", realloc_null},
    {"realloc_null_zero", "equal", realloc_null_zero},
    {"realloc_zero", "equal", realloc_zero},
    {"realloc_failed", "equal", realloc_failed},
    {"realloc_moved", "equal", realloc_moved},
    {"realloc_grown", "equal", realloc_grown},
    {"realloc_shrunk", "equal", realloc_shrunk},
    {"reallocarray_kept", "equal", reallocarray_kept},
    {"reallocarray_overflow", "equal", reallocarray_overflow},
    {"aligned", "equal", aligned},
    {"aligned_failed", "equal", aligned_failed},
    {"strings", "equal", strings},
    {"reused", "equal", reused},
    {"tail_calls", "equal", tail_calls},
    {"optimised_away", "equal", optimised_away},
    {"asprintf", "inside", asprintf_kept},
    {"vasprintf", "inside", vasprintf_kept},
    {"getline", "inside", getline_kept},
    {"getdelim_grown", "inside", getdelim_grown},
    {"no_sites", "none", no_sites},
    {"free_of_libc", "none", free_of_libc},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (argc < 2)
            printf("%s %s\n", cases[i].name, cases[i].kind);
        else if (strcmp(argv[1], cases[i].name) == 0)
            cases[i].run();
    }
    return 0;
}
