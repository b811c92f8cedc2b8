# SPDX-License-Identifier: MIT
"""
What frames of functions without probes cost: external_cost.py BUILD

mode=count: not one instruction. mode=time: two reads of the clock for each such call, with Lua at most a fifth of
what the run costs without them; by processor time, in turns, the least of many.
"""
import glob
import os
import re
import resource
import subprocess
import sys

import oracle

ROUNDS, LIMIT = 5, 1.2
WORK = os.path.join(oracle.HERE, "..", "..", "bench", "overhead", "work.lua")
OFF = "-fplugin-arg-cinstr-external=off"


def code(shop, file, *options):
    """The assembly without the records, and without what tells them apart."""
    text = oracle.run([shop.cinstr, oracle.COUNT, *options, "-O2", "-DLUA_USE_POSIX",
                       "-I" + os.path.join(oracle.HERE, "lua", "include"), "-S", "-o", "-", file],
                      stderr=subprocess.DEVNULL).decode()
    return re.sub(r"\t\.section\tcinstr_records.*?(?=\n\t\.section|\Z)", "", text, flags=re.S)


def check_count(shop):
    files = sorted(glob.glob(os.path.join(shop.source("lua5.4", "src"), "l*.c")))
    for file in files:
        if code(shop, file) != code(shop, file, OFF):
            oracle.fail("mode=count: external=off changes the code of " + file)
    print("mode=count: the code of %d files is the same" % len(files))


def seconds(program, shop):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    oracle.run([program, WORK, "4"], env=oracle.environment(CINSTR_OUT=shop.path("profile.pb.gz")))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check_time(shop):
    programs = [shop.lua("time", shop.path("on")),
                shop.lua("time", shop.path("off"), flags=("-O2", "-g", OFF))]
    least = [min(times) for times in
             zip(*([seconds(program, shop) for program in programs] for _ in range(ROUNDS)))]
    ratio = least[0] / least[1]
    print("mode=time: %.3f s of processor time, %.3f s with external=off: %.3f x (bound %.1f)"
          % (*least, ratio, LIMIT))
    if ratio > LIMIT:
        oracle.fail("frames of functions without probes cost too much")


def main(build):
    shop = oracle.Workshop(build, "external-cost")
    check_count(shop)
    check_time(shop)


if __name__ == "__main__":
    main(*sys.argv[1:])
