# SPDX-License-Identifier: MIT
"""
Equal runs make equal heap profiles: heap_deterministic.py BUILD lua|threads

mode=count with alloc=live and ASLR off, twenty runs, every other one with another environment.
"""
import hashlib
import os
import sys

import oracle
import pprof

RUNS = 20


def main(build, name):
    oracle.need(setarch="util-linux", gcc="gcc")
    shop = oracle.Workshop(build, "heap-deterministic-" + name)
    program = shop.path("program")
    if name == "lua":
        shop.lua("live", program)
        command = [program, os.path.join(oracle.HERE, "alloc", "work.lua")]
    else:
        source = os.path.join(oracle.HERE, "alloc", "trees.c")
        shop.compile("live", program, [source], ["-O2", "-g", "-pthread"])
        command = [program, "12", "4"]
    seen = {}
    for number in range(RUNS):
        env = oracle.environment(CINSTR_OUT=shop.path("%d.%%t.pb.gz" % number))
        if number % 2:
            env["PADDING"] = "x" * (97 * number)
        oracle.run(oracle.NO_ASLR + command, env=env)
        with open(shop.path("%d.heap.pb.gz" % number), "rb") as file:
            seen.setdefault(hashlib.sha256(file.read()).hexdigest(), []).append(number)
    objects = pprof.Profile(shop.path("0.heap.pb.gz")).total("alloc_objects")
    print("%d runs, %d objects each, %d different profiles" % (RUNS, objects, len(seen)))
    if objects < 10000:
        oracle.fail("the workload allocates next to nothing")
    if len(seen) > 1:
        oracle.fail("heap profiles of equal runs differ: %s" % list(seen.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
