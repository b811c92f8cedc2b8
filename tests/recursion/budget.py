# SPDX-License-Identifier: MIT
"""
Recursion that no budget holds: budget.py BUILD MIB...

A made program of 60 functions that call each other at random, to a depth of 2,000. Its contexts do not
fit into memory; so folding gets coarser, in steps. At each budget: the trees keep it, every function's
calls are exact, the profile and the header of `cinstr top` say from which step on cum is a lower bound,
and the program takes at most twice the processor time of CINSTR_RECURSION=nearest.
"""
import os
import re
import resource
import subprocess
import sys

import programs  # noqa: F401 (it says where oracle is)
import oracle

FUNCTIONS, SITES, DEPTH, CALLS = 60, 3, 2000, 3000000
ROUNDS = 3
# The runtime's own: chunks that are being filled, the records, and what libc takes.
SLACK_MIB = 8

HEAD = """/* Made by tests/recursion/budget.py. */
#include <stdio.h>
#include <unistd.h>

static unsigned long random_state = 42;
static long left = %(calls)d, calls[%(functions)d];
typedef void function(int depth);
static function *const table[%(functions)d];

static inline unsigned dice(unsigned sides)
{
    random_state = random_state * 6364136223846793005ul + 1442695040888963407ul;
    return (unsigned)(random_state >> 33) %% sides;
}
"""

# It calls on until it is deep, and then goes up and down at random; a third of the calls are direct.
BODY = """
static __attribute__((noipa)) void f%(number)d(int depth)
{
    calls[%(number)d]++;
    left--;
    if (depth >= %(depth)d)
        return;
    while (left > 0 && dice(1000) < 505) {
        switch (dice(%(sites)d)) {
        case 0:
            table[%(callee)d](depth + 1);
            break;
        case 1:
            table[dice(%(functions)d)](depth + 1);
            break;
        default:
            table[dice(%(functions)d)](depth + 1);
        }
    }
}
"""

MAIN = """
int main(void)
{
    while (left > 0)
        table[dice(%(functions)d)](1);
    for (int i = 0; i < %(functions)d; i++)
        printf("f%%d %%ld\\n", i, calls[i]);
    FILE *statm = fopen("/proc/self/statm", "r");
    long size, resident;
    if (!statm || fscanf(statm, "%%ld %%ld", &size, &resident) != 2)
        return 1;
    printf("resident %%ld\\n", resident * sysconf(_SC_PAGESIZE));
    return 0;
}
"""


def make(path):
    numbers = {"functions": FUNCTIONS, "sites": SITES, "depth": DEPTH, "calls": CALLS}
    text = [HEAD % numbers]
    for number in range(FUNCTIONS):
        text.append(BODY % {**numbers, "number": number, "callee": (number * 7 + 3) % FUNCTIONS})
    names = ", ".join("f%d" % number for number in range(FUNCTIONS))
    text.append("\nstatic function *const table[%d] = {%s};\n" % (FUNCTIONS, names))
    text.append(MAIN % numbers)
    with open(path, "w") as file:
        file.write("".join(text))


class Run:
    """One run: `calls` and `resident` as the program says, processor time, the profile if any."""

    def __init__(self, command, out, **environment):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True,
                              env=oracle.environment(CINSTR_OUT=out, **environment))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        said = dict(line.split() for line in done.stdout.splitlines())
        self.resident = int(said.pop("resident"))
        self.calls = {name: int(number) for name, number in said.items()}


def top(tool, path):
    """The header of `cinstr top`, and the calls of every function as it tells them."""
    lines = oracle.run([tool, "top", "-sample_index=calls", "-nodecount=0", "-nodefraction=0", path],
                       stderr=None).decode().splitlines()
    start = next(i for i, line in enumerate(lines) if line.split()[:2] == ["flat", "flat%"])
    rows = (line.split() for line in lines[start + 1:])
    return lines[:start], {row[5]: int(row[0]) for row in rows}


def coarser(header):
    """What the header says of it, or nothing; the profile's comments are in it."""
    return next((line for line in header if line.startswith("cum is a lower bound")), "")


def judge(path, tool, directory, mib, base):
    times = {"exact": [], "nearest": []}
    for _ in range(ROUNDS):
        for rule in times:
            out = os.path.join(directory, "%s.%d.pb.gz" % (rule, mib))
            run = Run([path], out, CINSTR_RECURSION=rule, CINSTR_MAX_MEMORY="%dM" % mib)
            times[rule].append(run.seconds)
            if rule == "exact":
                exact = run
    written = os.path.join(directory, "exact.%d.pb.gz" % mib)
    header, calls = top(tool, written)
    taken = (exact.resident - base.resident) / 2**20
    ratio = min(times["exact"]) / min(times["nearest"])
    print("%d MiB: %.1f MiB taken; %.2f s, %.2f of nearest's; profile of %.1f MB; %s" % (
        mib, taken, min(times["exact"]), ratio, os.path.getsize(written) / 1e6,
        coarser(header) or "nothing coarser"))
    bad = [name for name, number in base.calls.items() if calls.get(name) != number]
    told = re.search(r"in [1-9]\d* calls|caller in [1-9]|[1-9]\d* calls are", coarser(header))
    checks = [
        ("wrong calls of " + ", ".join(bad), exact.calls == base.calls and not bad),
        ("more memory than the budget", taken <= mib + SLACK_MIB),
        ("more than twice the time of nearest", ratio <= 2),
        ("no word of what became coarser", told),
    ]
    for what, holds in checks:
        if not holds:
            print("  " + what)
    return all(holds for _, holds in checks)


def main(build, *budgets):
    shop = oracle.Workshop(build, "recursion-budget")
    source = shop.path("random.c")
    make(source)
    oracle.run(["gcc", "-O2", "-g", "-o", shop.path("plain"), source])
    oracle.run([shop.cinstr, oracle.COUNT, "-fplugin-arg-cinstr-external=off", "-O2", "-g", "-o", shop.path("random"), source])
    base = Run([shop.path("plain")], "none")
    print("%d calls, plain %.2f s" % (sum(base.calls.values()), base.seconds))
    tool = os.path.join(shop.build, "bin", "cinstr")
    good = [judge(shop.path("random"), tool, shop.directory, int(mib), base) for mib in budgets]
    if not all(good):
        oracle.fail("recursion does not keep to its budget")


if __name__ == "__main__":
    main(*sys.argv[1:])
