/* SPDX-License-Identifier: MIT */
/* A data file takes the number of standard error. */
#include "e2e.h"

#include <fcntl.h>

PROBED int work(int x)
{
    return x + 1;
}

int main(void)
{
    close(STDERR_FILENO);
    int fd = open("data.bin", O_CREAT | O_WRONLY | O_TRUNC, 0644);
    return write(fd, "DATA", 4) == 4 ? work(-1) : 1;
}
