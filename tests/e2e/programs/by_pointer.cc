// SPDX-License-Identifier: MIT
// Calls through pointers and virtual ones, into libraries and of the program's own functions in
// turn.
#include "e2e.h"

#include <stdexcept>
#include <unistd.h>

typedef int (*sleeper)(unsigned);
typedef int (*worker)(unsigned);

static volatile unsigned sink;

PROBED static int own(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        sink = sink + i;
    return 1;
}

PROBED static int sleep_by(sleeper sleep, unsigned micros)
{
    return sleep(micros) + 1;
}

PROBED static int either(worker work, unsigned n)
{
    return work(n) + 1;
}

PROBED static unsigned read_what(const std::exception &error)
{
    return error.what()[0] + 1u;
}

struct Own : std::exception {
    PROBED const char *what() const noexcept override
    {
        return "own";
    }
};

int main()
{
    std::runtime_error error("of the library");
    Own mine;
    for (int i = 0; i < 5; i++)
        sink = sink + sleep_by(usleep, 10000);
    for (int i = 0; i < 40; i++)
        sink = sink + either(i % 2 ? own : (worker)(sleeper)usleep, 500);
    for (int i = 0; i < 300; i++)
        sink = sink + read_what(i % 3 ? (const std::exception &)mine : error);
    expect_edge("sleep_by(int (*)(unsigned int), unsigned int)", "usleep", 5);
    expect_edge("either(int (*)(unsigned int), unsigned int)", "usleep", 20);
    expect_edge("either(int (*)(unsigned int), unsigned int)", "own(unsigned int)", 20);
    expect_edge("read_what(std::exception const&)", "Own::what() const", 200);
    return 0;
}
