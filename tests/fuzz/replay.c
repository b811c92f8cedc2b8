/* SPDX-License-Identifier: MIT */
/*
 * replay.c - runs a fuzz target over a corpus without a fuzzer.
 *
 * usage: fuzz_TARGET DIRECTORY FOUND. Each file of the directory is run as it is, cut off at many
 * lengths, and with bytes changed; the changes are the same in every run. Mutations of a gzip'd
 * file hardly get past its checksum, so corpora have raw files as well. The files of FOUND are run
 * as they are: a fuzzer has changed them already.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CUTS = 150, FLIPS = 6000, LARGEST = 1 << 20 };

static uint64_t state = 88172645463325252u;

/* xorshift64. */
static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* The target gets memory of exactly the size, so that a step beyond it is seen. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void change_bytes(uint8_t *data, size_t size)
{
    static const uint8_t notable[] = {0, 1, 0x7f, 0x80, 0xff};
    for (uint64_t count = 1 + draw() % 4; count; count--) {
        uint8_t *byte = &data[draw() % size];
        if (draw() % 2)
            *byte ^= (uint8_t)(1u << (draw() % 8));
        else
            *byte = notable[draw() % sizeof notable];
    }
}

static size_t replay(const uint8_t *data, size_t size, bool changes)
{
    static uint8_t changed[LARGEST];
    run(data, size);
    if (size == 0 || !changes)
        return 1;
    for (size_t i = 0; i < CUTS; i++)
        run(data, size * i / CUTS);
    for (size_t i = 0; i < FLIPS; i++) {
        memcpy(changed, data, size);
        change_bytes(changed, size);
        run(changed, size);
    }
    return 1 + CUTS + FLIPS;
}

static size_t replay_file(const char *directory, const char *name, bool changes)
{
    static uint8_t data[LARGEST];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    return replay(data, size, changes);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void replay_directory(const char *directory, bool changes)
{
    struct dirent **entries = NULL;
    int count = scandir(directory, &entries, is_visible, alphasort);
    if (count <= 0) {
        fprintf(stderr, "%s has no files\n", directory);
        exit(EXIT_FAILURE);
    }
    size_t runs = 0;
    for (int i = 0; i < count; i++) {
        runs += replay_file(directory, entries[i]->d_name, changes);
        free(entries[i]);
    }
    free(entries);
    printf("%zu inputs of the %d files in %s\n", runs, count, directory);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s DIRECTORY FOUND\n", argv[0]);
        return EXIT_FAILURE;
    }
    replay_directory(argv[1], true);
    replay_directory(argv[2], false);
    return EXIT_SUCCESS;
}
