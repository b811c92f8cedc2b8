/* SPDX-License-Identifier: MIT */
/*
 * e2e.h - for the programs of the end-to-end tests: they print what they expect of their profile.
 *
 * Nothing here is instrumented. Names are those that the profile shows.
 */
#ifndef CINSTR_E2E_H
#define CINSTR_E2E_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BARE   __attribute__((no_instrument_function))
#define PROBED __attribute__((noipa)) /* keeps its body, its name and its calls */
#define HELPER BARE __attribute__((noipa, unused)) static

HELPER void expect_line(const char *kind, const char *names, long number)
{
    const char *path = getenv("E2E_EXPECT");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (!file)
        return;
    fprintf(file, "%d|%s|%s|%ld\n", (int)getpid(), kind, names, number);
    fclose(file);
}

/* `function` was called `number` times. */
HELPER void expect_calls(const char *function, long number)
{
    expect_line("calls", function, number);
}

/* How many calls were made while `function` was on the stack, its own included. */
HELPER void expect_cum(const char *function, long number)
{
    expect_line("cum", function, number);
}

/* All functions whose name contains `text` were called `number` times together. */
HELPER void expect_named(const char *text, long number)
{
    expect_line("named", text, number);
}

/* Of which, from `caller`; "" is code outside any probed function. */
HELPER void expect_edge(const char *caller, const char *callee, long number)
{
    char names[512];
    snprintf(names, sizeof names, "%s|%s", caller, callee);
    expect_line("edge", names, number);
}

/* The context "main;f;g" was entered `number` times. */
HELPER void expect_stack(const char *stack, long number)
{
    expect_line("stack", stack, number);
}

#endif
