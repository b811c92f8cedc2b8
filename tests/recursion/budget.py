# SPDX-License-Identifier: MIT
"""
Recursion that no budget holds: budget.py BUILD

A made program of 60 functions that call each other at random, to a depth of 2,000. Its contexts do not
fit into memory; so folding gets coarser, in steps. At each budget: the trees keep it, every function's
calls are exact, the profile says from where on cum is a lower bound, and the program takes at most twice
the processor time of CINSTR_RECURSION=nearest.
"""
import os
import re
import resource
import subprocess
import sys

import programs
import oracle

FUNCTIONS, SITES, DEPTH, CALLS = 60, 3, 2000, 3000000
BUDGETS = (512, 64, 8)  # MiB
PRESSED = (64, 8)  # of which, those that cannot be enough
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


def coarser(profile):
    """The profile's comment on it, or nothing."""
    return next((line for line in profile.comments if line.startswith("cum is a lower bound")), "")


def judge(path, directory, mib, base):
    budget = {"CINSTR_MAX_MEMORY": "%dM" % mib}
    times = {"exact": [], "nearest": []}
    for _ in range(ROUNDS):
        for rule in times:
            out = os.path.join(directory, "%s.%d.pb.gz" % (rule, mib))
            run = Run([path], out, CINSTR_RECURSION=rule, **budget)
            times[rule].append(run.seconds)
            if rule == "exact":
                exact = run
    size = os.path.getsize(os.path.join(directory, "exact.%d.pb.gz" % mib))
    profile = programs.pprof_reader.read(os.path.join(directory, "exact.%d.pb.gz" % mib))
    taken = (exact.resident - base.resident) / 2**20
    ratio = min(times["exact"]) / min(times["nearest"])
    print("%d MiB: %.1f MiB taken, %.2f s, %.2f of nearest, %d samples, %.1f MB; %s" % (
        mib, taken, min(times["exact"]), ratio, len(profile.samples), size / 1e6,
        coarser(profile) or "nothing coarser"))
    have = profile.flat()
    bad = [name for name, number in exact.calls.items() if have[name] != number]
    if bad or exact.calls != base.calls:
        print("  calls are wrong: %s" % ", ".join(bad))
    if taken > mib + SLACK_MIB:
        print("  more memory than the budget")
    if ratio > 2:
        print("  more than twice the time of nearest")
    told = re.search(r"[1-9]\d* calls|in [1-9]", coarser(profile))
    if mib in PRESSED and not told:
        print("  the profile does not say what became coarser")
    return not bad and taken <= mib + SLACK_MIB and ratio <= 2 and (mib not in PRESSED or told)


def main(build):
    shop = oracle.Workshop(build, "recursion-budget")
    source = shop.path("random.c")
    make(source)
    oracle.run(["gcc", "-O2", "-g", "-o", shop.path("plain"), source])
    oracle.run([shop.cinstr, oracle.COUNT, "-O2", "-g", "-o", shop.path("random"), source])
    base = Run([shop.path("plain")], "none")
    print("%d calls, plain %.2f s" % (sum(base.calls.values()), base.seconds))
    good = [judge(shop.path("random"), shop.directory, mib, base) for mib in BUDGETS]
    if not all(good):
        oracle.fail("recursion does not keep to its budget")


if __name__ == "__main__":
    main(*sys.argv[1:])
