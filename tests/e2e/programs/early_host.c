/* SPDX-License-Identifier: MIT */
/* The program's function runs before the program's own constructors: a library calls it. */
#include "e2e.h"

static long calls;
void host_function(void);
extern long library_calls;

PROBED static void below(void)
{
    calls++;
}

PROBED void host_function(void)
{
    below();
    calls++;
}

int main(void)
{
    host_function();
    printf("%ld %ld\n", calls, library_calls);
    expect_calls("host_function", calls / 2);
    expect_edge("host_function", "below", calls / 2);
    expect_edge("from_library", "host_function", library_calls);
    expect_calls("from_library", library_calls);
    return 0;
}
