/* SPDX-License-Identifier: MIT */
/* Allocations below call sites of the program: in a library without probes, and in libc. */
#include "unprobed_library.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))

enum { NUMBERS = 5000 };
struct number {
    long key[8];
};

static int compare(const void *left, const void *right)
{
    const struct number *a = left, *b = right;
    return (a->key[0] > b->key[0]) - (a->key[0] < b->key[0]);
}

NOINLINE static void sorts(void)
{
    struct number *numbers = malloc(NUMBERS * sizeof *numbers);
    for (int i = 0; i < NUMBERS; i++)
        numbers[i].key[0] = i * 7919L % 5003;
    qsort(numbers, NUMBERS, sizeof *numbers, compare);
    printf("%ld %ld\n", numbers[0].key[0], numbers[NUMBERS - 1].key[0]);
    free(numbers);
}

NOINLINE static void makes(void)
{
    char *blocks[10];
    for (int i = 0; i < 10; i++)
        blocks[i] = library_make(100);
    for (int i = 0; i < 5; i++)
        free(blocks[i]);
    for (int i = 5; i < 9; i++)
        library_free(blocks[i]);
    char *copy = library_copy("a text of 23 characters");
    copy = library_grow(copy, 1000);
    copy = library_grow(copy, 3000);
    puts(copy);
    char *own = malloc(50);
    strcpy(own, "own");
    own = library_grow(own, 500);
    puts(own);
    library_free(own);
    free(copy);
    free(library_align(64, 640)); /* and blocks[9] is lost */
}

NOINLINE static int called_back(int i)
{
    char *block = malloc(20);
    char *other = library_make(30);
    int value = block != other ? i : 0;
    free(other);
    free(block);
    return value;
}

NOINLINE static void reads(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        printf("errno %d\n", errno);
        return;
    }
    char *line = NULL;
    size_t size = 0;
    long sum = 0;
    while (getline(&line, &size, file) > 0)
        sum += line[0];
    printf("%ld\n", sum);
    free(line);
    fclose(file);
}

/* Both threads run at once, so that none gets the other's stack. */
static pthread_barrier_t both;

static void *run_thread(void *data)
{
    pthread_barrier_wait(&both);
    for (int i = 0; i < 1000; i++)
        free(library_make(64));
    return data;
}

NOINLINE static void threads(void)
{
    pthread_t some[2];
    pthread_barrier_init(&both, NULL, 2);
    for (int i = 0; i < 2; i++)
        pthread_create(&some[i], NULL, run_thread, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(some[i], NULL);
}

static void forks(void)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        free(library_make(77));
        _exit(0);
    }
    int status = 1;
    waitpid(child, &status, 0);
    printf("child %d\n", status);
}

int main(int argc, char **argv)
{
    char out[BUFSIZ]; /* what libc allocates for stdout */
    setvbuf(stdout, out, _IOFBF, sizeof out);
    (void)argc;
    sorts();
    makes();
    printf("%d\n", library_each(100, called_back));
    reads(argv[1]);
    reads("/nonexistent/file");
    if (argc > 2)
        threads();
    if (argc > 3)
        forks();
    fflush(stdout);
    setvbuf(stdout, NULL, _IONBF, 0);
    return 0;
}
