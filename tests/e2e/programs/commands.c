/* SPDX-License-Identifier: MIT */
/* vfork with exec, system and popen do not change the counts of this process. */
#include "e2e.h"

#include <sys/wait.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

PROBED int by_vfork(void)
{
    int status;
    pid_t child = vfork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "exit 4", (char *)NULL);
        _exit(127);
    }
    leaf();
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

PROBED int by_popen(void)
{
    char line[64] = "";
    FILE *pipe = popen("echo from the pipe", "r");
    leaf();
    if (!pipe || !fgets(line, sizeof line, pipe))
        return -1;
    printf("%s", line);
    return pclose(pipe);
}

int main(void)
{
    for (int i = 0; i < 20; i++) {
        printf("%d\n", by_vfork());
        printf("%d\n", WEXITSTATUS(system("exit 3")));
        leaf();
        printf("%d\n", by_popen());
        fflush(stdout);
    }
    expect_edge("main", "by_vfork", 20);
    expect_edge("by_vfork", "leaf", 20);
    expect_edge("main", "by_popen", 20);
    expect_edge("by_popen", "leaf", 20);
    expect_edge("main", "leaf", 20);
    return 0;
}
