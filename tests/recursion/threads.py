# SPDX-License-Identifier: MIT
"""
Folding does not depend on who came first: threads.py BUILD

Sixteen tasks recurse, one after the other and in four threads at a time. Each thread has a tree of its
own, or that of a thread that has ended; the profiles of all runs must be equal, byte for byte, and those
of one thread and of four but for the thread's start.
"""
import hashlib
import sys

import programs
import oracle

RUNS = 10


def main(build):
    oracle.need(setarch="util-linux")
    shop = oracle.Workshop(build, "recursion-threads")
    path = shop.path("threads")
    oracle.run([shop.cinstr, oracle.COUNT, "-O2", "-g", "-pthread", "-fno-optimize-sibling-calls",
                "-o", path, programs.program("threads.c")])
    counts = {}
    for threads in ("1", "4"):
        seen = set()
        for number in range(RUNS):
            out = shop.path("%s.%d.pb.gz" % (threads, number))
            # Addresses are random, as they are for everybody.
            oracle.run([path, threads], env=oracle.environment(CINSTR_OUT=out))
            with open(out, "rb") as file:
                seen.add(hashlib.sha256(file.read()).hexdigest())
        profile = programs.pprof_reader.read(out)
        counts[threads] = programs.cums(profile, programs.TYPES)
        print("%s threads: %d runs, %d samples, %d different profiles" % (
            threads, RUNS, len(profile.samples), len(seen)))
        if len(seen) > 1:
            oracle.fail("profiles of equal runs differ")
        if profile.total() < 50000:
            oracle.fail("the workload did next to nothing")
    good = True
    for value_type, one, four in zip(programs.TYPES, counts["1"], counts["4"]):
        # main itself does other things.
        leave = lambda counter: {k: v for k, v in counter.items() if k[0] != "main"}
        for what in ("flat", "functions", "lines"):
            good &= programs.differences("%s, %s" % (value_type, what),
                                         *(programs.collections.Counter(leave(getattr(cum, what)))
                                           for cum in (one, four)))
    if not good:
        oracle.fail("one thread and four come to different sums")


if __name__ == "__main__":
    main(*sys.argv[1:])
