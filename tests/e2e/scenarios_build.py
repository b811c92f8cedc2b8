# SPDX-License-Identifier: MIT
"""Builds of programs that were not written for cinstr: the wrapper is to be as gcc is."""

import os

from harness import scenario

# Every way to compile that puts other code into a program.
WAYS = {
    "time": ["mode=time"],
    "count": ["mode=count"],
    "guard": ["mode=guard"],
    "live": ["mode=count", "alloc=live"],
    "flat": ["calls=off"],
}


def way(case, name, sources, options, flags, **more):
    flags = [*flags, *(f"-fplugin-arg-cinstr-{option}" for option in options)]
    return case.compile(f"{name}/prog", sources, flags, "time", **more)


@scenario
def own_names(case):
    flags = ["-std=c99", "-w"]
    for level in ("-O0", "-O2"):
        plain = case.compile(f"plain{level}/prog", ["own_names.c"], [level, *flags])
        wanted = case.run(plain)
        for name, options in WAYS.items():
            label = f"{name}{level}"
            program = way(case, label, ["own_names.c"], options, [level, *flags])
            case.same_behaviour(wanted, case.run(program), label)
            case.check(not os.path.exists(program + ".heap.pb.gz"), f"{label}: counts allocations")
            if name in ("time", "count"):
                calls = case.profile(program).flat()
                for function in ("strdup", "valloc", "posix_memalign"):
                    case.equal(calls[function], 1000, f"{label}: {function}")
                case.equal(calls["getline"], 1, f"{label}: getline")
