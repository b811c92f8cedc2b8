/* SPDX-License-Identifier: MIT */
/*
 * place.h - where a path leads: a name in a directory, or something that is written in place.
 *
 * The directory is held by a descriptor, and what stands under the name is looked at without
 * following it, so that nobody can exchange one thing for another in between. Links are followed
 * one by one, and only those of this user and of root.
 */
#ifndef CINSTR_RUNTIME_PLACE_H
#define CINSTR_RUNTIME_PLACE_H

#include <limits.h>
#include <stdbool.h>

/*
 * Invariant: either `stream` is a descriptor to write to, or `directory` is one of the directory in
 * which `name` is a regular file or nothing yet. The other one is -1.
 */
struct ci_place {
    int directory;
    int stream;
    char name[NAME_MAX + 1];
};

/* Whether the path leads to a descriptor of this process, a device or a pipe. Opens nothing. */
bool ci_place_is_stream(const char *path);

/* Finds the place; NULL, or the reason why nothing may be written there. A pipe without a reader is
 * waited for. */
const char *ci_place_enter(struct ci_place *place, const char *path);

/* Closes the directory; the stream is the caller's to close. */
void ci_place_leave(struct ci_place *place);

/* The descriptor, or one like it above the standard streams: a program that has closed one of them
 * must not find the profile in its place. Keeps errno. */
int ci_place_lift(int fd);

#endif
