/* SPDX-License-Identifier: MIT */
/*
 * usage FILE COMMAND...: runs a command and writes its seconds of processor time and greatest
 * resident size in KiB to the file. The kernel counts what a process was before it became the
 * command, so whoever starts it must be small.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    FILE *file = fopen(argv[1], "w");
    if (child < 0 || !file || wait4(child, &status, 0, &usage) != child)
        return 1;
    fprintf(file, "%.6f %ld\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
    if (fclose(file))
        return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
