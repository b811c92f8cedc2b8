/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copy.cc - a copy of the compiler without a trace; see copy.h. */
#include "base/copy.h"

#include <dirent.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* Dumps, which are opened by name for each function. */
static void forget_dumps(const char *own_dump)
{
    gcc::dump_manager *dumps = g->get_dumps();
    dump_file_info *own = own_dump ? dumps->get_dump_file_info_by_switch(own_dump) : NULL;
    for (int phase = TDI_none + 1; dump_file_info *dump = dumps->get_dump_file_info(phase); phase++)
        if (dump != own)
            dump->pstate = dump->alt_state = 0;
    flag_dump_final_insns = NULL; /* what -fcompare-debug compares */
}

/* Makes /dev/null of every file that the parent has open for writing: -fstack-usage, -fopt-info and
 * what else GCC has or will have. Nothing is left in their buffers. */
static bool forget_streams(FILE *told)
{
    int null = open("/dev/null", O_WRONLY);
    DIR *descriptors = opendir("/proc/self/fd");
    if (null < 0 || !descriptors)
        return false;
    bool good = true;
    while (dirent *entry = readdir(descriptors)) {
        int fd = atoi(entry->d_name), flags = fcntl(fd, F_GETFL);
        if (*entry->d_name != '.' && flags >= 0 && (flags & O_ACCMODE) != O_RDONLY &&
            fd != fileno(told) && fd != null)
            good &= dup2(null, fd) >= 0;
    }
    closedir(descriptors);
    return good;
}

pid_t copy_start(FILE *told, const char *own_dump)
{
    fflush(NULL);
    pid_t parent = getpid(), copy = fork();
    if (copy != 0)
        return copy;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent || !forget_streams(told))
        _exit(1);
    forget_dumps(own_dump);
    flag_var_tracking = 0; /* debug information of a program that nobody will see */
    return 0;
}

bool copy_wait(pid_t copy)
{
    int status;
    while (waitpid(copy, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
