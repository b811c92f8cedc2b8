# SPDX-License-Identifier: MIT
"""
Equal runs make equal bytes: deterministic.py BUILD lua|threads|thread|bzip2|minigzip

mode=count, with instructions, twenty runs; every other one with another environment, every third from
another directory, neither of which is the program's business. Addresses are random in half of the
runs where the program does not depend on them: Lua does.
"""
import hashlib
import os
import sys

import oracle
import parity
import pprof

RUNS = 20


def build_program(shop, name):
    """Returns the command, the input, and whether its course depends on addresses."""
    program = shop.path("program")
    if name == "lua":
        shop.lua("count", program)
        return [program, os.path.join(oracle.HERE, "lua", "work.lua"), "10"], None, True
    if name in ("threads", "thread"):
        source = os.path.join(oracle.HERE, "threads.c")
        shop.compile("count", program, [source], ["-O2", "-g", "-pthread"])
        return [program, "4" if name == "threads" else "1"], None, False
    getattr(shop, name)("count", program)
    parity.text_file(shop.path("text"), 300000)
    with open(shop.path("text"), "rb") as file:
        return [program, "-9"], file.read(), False


def differences(seen):
    for digest, paths in seen.items():
        print(digest[:16], " ".join(os.path.basename(path) for path in paths))
    first, second = [pprof.Profile(paths[0]) for paths in list(seen.values())[:2]]
    a, b = ({f.system_name: n for f, n in p.calls().items()} for p in (first, second))
    for function in sorted(set(a) | set(b)):
        if a.get(function) != b.get(function):
            print("%-40s %14s %14s" % (function, a.get(function), b.get(function)))


def main(build, name):
    oracle.need(setarch="util-linux", gcc="gcc")
    shop = oracle.Workshop(build, "deterministic-" + name)
    elsewhere = shop.path("else", "where")
    os.makedirs(elsewhere)
    command, data, by_address = build_program(shop, name)
    given = {"input": data} if data is not None else {}
    seen = {}
    for number in range(RUNS):
        out = shop.path("%d.prof.pb.gz" % number)
        env = oracle.environment(CINSTR_OUT=out)
        if number % 2:
            env["PADDING"] = "x" * (97 * number)
        fixed = oracle.NO_ASLR if by_address or number % 4 < 2 else []
        directory = elsewhere if number % 3 else shop.directory
        oracle.run(fixed + command, env=env, cwd=directory, **given)
        with open(out, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        seen.setdefault(digest, []).append(out)
    profile = pprof.Profile(shop.path("0.prof.pb.gz"))
    calls, instructions = sum(profile.calls().values()), profile.total("instructions")
    print("%d runs, %d calls and %d instructions each, %d different profiles" % (
        RUNS, calls, instructions, len(seen)))
    if calls < 1000 or instructions < 1000000:
        oracle.fail("the workload did next to nothing")
    if len(seen) > 1:
        differences(seen)
        oracle.fail("profiles of equal runs differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
