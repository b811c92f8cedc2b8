# SPDX-License-Identifier: MIT
"""
Loops with a known trip count have no counter inside: loop_cost.py BUILD

What each function of bench/overhead/loops.c executes with counters, by callgrind, against the plain program: the
difference is a few instructions for a call, whatever the loop's length.
"""
import os
import sys

import callgrind
import oracle

SOURCE = os.path.join(oracle.HERE, "..", "..", "bench", "overhead", "loops.c")
FUNCTIONS = ["sum", "hash", "add_scaled", "reverse"]
REPETITIONS, LENGTH = 50, 1000
LIMIT = 20  # instructions for a call: the entry probe, and one addition before the loop


def executed(shop, mode, level):
    program, out = shop.path(mode or "plain"), shop.path("callgrind")
    shop.compile(mode, program, [SOURCE], [level, "-g"])
    environment = oracle.environment(CINSTR_OUT=shop.path("profile.pb.gz"))
    oracle.run(callgrind.command(out) + [program, str(REPETITIONS)], env=environment)
    costs = callgrind.Costs(program)
    costs.add(out)
    return {name: sum(count for (own, _), count in costs.functions.items() if own == name)
            for name in FUNCTIONS}


def main(build):
    oracle.need(valgrind="valgrind", gcc="gcc")
    shop = oracle.Workshop(build, "loop-cost")
    missed = 0
    for level in ("-O1", "-O2", "-O3"):
        plain, counted = executed(shop, None, level), executed(shop, "count", level)
        for name in FUNCTIONS:
            if plain[name] < REPETITIONS * LENGTH / 8:
                oracle.fail("%s is no loop over all elements" % name)
            added = (counted[name] - plain[name]) / REPETITIONS
            print("%s %-10s %6.1f instructions a call, %5.1f more with counters"
                  % (level, name, plain[name] / REPETITIONS, added))
            missed += added > LIMIT
    if missed:
        oracle.fail("%d functions run more than %d instructions more for a call" % (missed, LIMIT))


if __name__ == "__main__":
    main(*sys.argv[1:])
