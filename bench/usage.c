/* SPDX-License-Identifier: MIT */
/* usage.c - getrusage, the scheduler's statistics of a thread, the steal time of /proc/stat. */
#include "usage.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Reads the start of a file. */
static bool read_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t got = read(fd, text, size - 1);
    close(fd);
    text[got > 0 ? got : 0] = '\0';
    return got > 0;
}

/* "RUN DELAY SLICES" of the calling thread. */
int64_t ci_usage_delayed(void)
{
    char text[96];
    long long delay;
    if (!read_text("/proc/thread-self/schedstat", text, sizeof text) ||
        sscanf(text, "%*s %lld", &delay) != 1)
        return -1;
    return delay;
}

/* The eighth number of "cpu  USER NICE SYSTEM ...", in clock ticks. */
static int64_t read_stolen(void)
{
    char text[256];
    long long ticks;
    long rate = sysconf(_SC_CLK_TCK);
    if (rate <= 0 || !read_text("/proc/stat", text, sizeof text) ||
        sscanf(text, "cpu %*s %*s %*s %*s %*s %*s %*s %lld", &ticks) != 1)
        return -1;
    return ticks * (INT64_C(1000000000) / rate);
}

void ci_usage_read(struct ci_usage *usage, int with_stolen)
{
    struct rusage counted = {0};
    getrusage(RUSAGE_SELF, &counted);
    *usage = (struct ci_usage){
        .voluntary = counted.ru_nvcsw,
        .involuntary = counted.ru_nivcsw,
        .delayed = ci_usage_delayed(),
        .stolen = with_stolen ? read_stolen() : -1,
    };
}

struct ci_usage ci_usage_between(const struct ci_usage *from, const struct ci_usage *to)
{
    return (struct ci_usage){
        .voluntary = to->voluntary - from->voluntary,
        .involuntary = to->involuntary - from->involuntary,
        .delayed = from->delayed < 0 || to->delayed < 0 ? -1 : to->delayed - from->delayed,
        .stolen = from->stolen < 0 || to->stolen < 0 ? -1 : to->stolen - from->stolen,
    };
}

void ci_usage_add_delay(struct ci_usage *usage, int64_t delayed)
{
    usage->delayed = usage->delayed < 0 || delayed < 0 ? -1 : usage->delayed + delayed;
}

int64_t ci_usage_delay(const struct ci_usage *usage, int64_t nanos, int64_t cpu)
{
    int64_t missing = nanos > cpu ? nanos - cpu : 0;
    if (usage->delayed >= 0) /* which may have been outside the timed part, too */
        return usage->delayed < missing ? usage->delayed : missing;
    return usage->voluntary > usage->involuntary ? 0 : missing;
}
