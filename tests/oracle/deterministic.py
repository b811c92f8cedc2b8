# SPDX-License-Identifier: MIT
"""
Equal runs make equal bytes: deterministic.py BUILD lua|threads

mode=count with ASLR off, twenty runs; every other one with another environment and from another
directory, neither of which is the program's business.
"""
import hashlib
import os
import sys

import oracle
import pprof

RUNS = 20


def main(build, name):
    oracle.need(setarch="util-linux", gcc="gcc")
    shop = oracle.Workshop(build, "deterministic-" + name)
    program, elsewhere = shop.path("program"), shop.path("else", "where")
    os.makedirs(elsewhere)
    if name == "lua":
        shop.lua("count", program)
        command = [program, os.path.join(oracle.HERE, "lua", "work.lua"), "10"]
    else:
        source = os.path.join(oracle.HERE, "threads.c")
        shop.compile("count", program, [source], ["-O2", "-g", "-pthread"])
        command = [program]
    seen = {}
    for number in range(RUNS):
        out = shop.path("%d.prof.pb.gz" % number)
        env = oracle.environment(CINSTR_OUT=out)
        directory = shop.directory
        if number % 2:
            env["PADDING"] = "x" * (97 * number)
            directory = elsewhere
        oracle.run(oracle.NO_ASLR + command, env=env, cwd=directory)
        with open(out, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        seen.setdefault(digest, []).append(out)
    calls = sum(pprof.Profile(shop.path("0.prof.pb.gz")).calls().values())
    print("%d runs, %d calls each, %d different profiles" % (RUNS, calls, len(seen)))
    if calls < 100000:
        oracle.fail("the workload made next to no calls")
    if len(seen) > 1:
        for digest, paths in seen.items():
            print(digest[:16], " ".join(os.path.basename(path) for path in paths))
        first, second = [pprof.Profile(paths[0]) for paths in list(seen.values())[:2]]
        a, b = ({f.system_name: n for f, n in p.calls().items()} for p in (first, second))
        for function in sorted(set(a) | set(b)):
            if a.get(function) != b.get(function):
                print("%-40s %14s %14s" % (function, a.get(function), b.get(function)))
        oracle.fail("profiles of equal runs differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
