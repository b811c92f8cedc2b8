# SPDX-License-Identifier: MIT
"""
Small programs under many flags against callgrind: truth.py BUILD GROUP

What each function and each line executes, as callgrind counts it in the plain program. Each group is
a kind of code that was once counted wrongly.
"""
import os
import shutil
import sys

import callgrind
import instructions
import oracle

sys.path.insert(0, os.path.join(oracle.HERE, ".."))
import versions  # noqa: E402

TRUTH = os.path.join(oracle.HERE, "truth")
# Of the whole, what is too small to be judged: a function of a few instructions is off by a nop.
SMALL = 0.002
# Instructions of the first calls into libraries, when the loader finds the functions.
STUBS = 9

# Whether code needs a nop to be aligned is not known, and is not what every group is about.
UNALIGNED = " -fno-align-loops -fno-align-jumps"

# {group: [(source, flags, how far a function may be off, share of instructions on another line)]}
GROUPS = {
    "unrolled": [
        ("unrolled.c", flags.split(), 0.005, 0.02)
        for flags in (
            "-O2 -DBY_PRAGMA",
            "-O2 -funroll-loops",
            "-O2 -funroll-all-loops",
            "-O2 -fpeel-loops -ftracer",
            "-O2 -fmodulo-sched -fmodulo-sched-allow-regmoves",
            "-O3 -march=x86-64-v3 -funroll-loops",
            "-O2 -fprofile-use",
        )
    ],
    "levels": [("unrolled.c", [level], 0.005, 0.02) for level in ("-Os", "-Og", "-O1", "-O2", "-O3")],
    "again": [("again.c", [level], 0.001, 0.01) for level in ("-O0", "-O1", "-O2", "-O3")],
    "cases": [("cases.c", [level], 0.001, 0.005) for level in ("-O0", "-O1", "-O2", "-O3")]
    # Equal ends of cases are merged there, and two comparisons of one condition are two branches.
    + [("cases.c", ["-Os"], 0.012, 0.005)],
    "unoptimised": [("unoptimised.c", ["-O0"], 0, 0), ("lines.c", ["-O0"], 0, 0), ("ways.c", ["-O0"], 0, 0),
                    ("suspended.cc", ["-std=c++20", "-O0"], 0, 0),
                    # A jump to a jump, of which GCC makes one: within the bounds that are told.
                    ("passed.c", ["-O0"], 0.01, 0.01)],
    "lines": [("lines.c", [level], 0.001, 0.005) for level in ("-O1", "-O2", "-O3", "-Os")],
    "joined": [("joined.c", flags.split(), 0.001, 0.005)
               for flags in ("-O1", "-O2", "-O3", "-Os")],
    "merged": [("merged.c", [level], 0.001, 0.02) for level in ("-O1", "-O2", "-O3")]
    + [("merged.c", ["-Os"], 0.012, 0.02)],
    "met": [("met.c", flags.split(), 0.001, 0.005)
            for flags in ("-O1", "-O2", "-O3", "-O3 -march=x86-64-v3", "-Os")],
    "rolled": [("rolled.c", [level], 0.001, 0.005) for level in ("-O1", "-O2", "-O3", "-Os")],
    "expanded": [("expanded.c", [level], 0.0001, 0.005) for level in ("-O2", "-O3")],
    "trips": [("trips.c", flags.split(), 0.0001, 0.005)
              for flags in ("-O1", "-O2", "-O3", "-O3 -march=x86-64-v3", "-Os", "-Og")],
    "exits": [("exits.c", flags.split(), 0.02, 0.02)
              for flags in ("-O2 -funroll-loops", "-O3 -funroll-loops", "-O2 -funroll-all-loops")]
    # Of few turns: an estimate.
    + [("exits.c", "-O2 -funroll-loops -DFEW".split(), 0.12, 0.12)],
    "remainders": [("remainders.c", (flags + UNALIGNED).split(), 0.001, 0.01)
                   for flags in ("-O2 -funroll-loops", "-O3 -funroll-loops", "-O2 -funroll-all-loops")]
    # Which copy a condition in the loop is true in is an estimate.
    + [("remainders.c", ("-O1 -funroll-loops" + UNALIGNED).split(), 0.015, 0.01),
       ("remainders.c", ("-Os -funroll-loops" + UNALIGNED).split(), 0.002, 0.01)],
    "repeats": [("repeats.c", flags.split(), 0.0001, 0.005)
                for flags in ("-Os", "-Os -fno-pie -no-pie", "-O2", "-O1", "-Og", "-O0", "-Os -funroll-loops")],
    "edges": [("edges.c", (level + UNALIGNED).split(), 0.001, 0.01)
              for level in ("-O1", "-O2", "-O3", "-Os", "-Og")],
    "hardened": [("hardened.c", flags.split(), 0, 0.005) for flags in (
        "-O2 -fcf-protection",
        "-O2 -fstack-protector-strong",
        "-O2 -fstack-clash-protection",
        "-O1 -fpatchable-function-entry=3,1",
        "-O0 -fstack-protector-strong -fcf-protection -fstack-clash-protection",
        "-O3 -fstack-protector-all -fcf-protection -fstack-clash-protection",
        "-Os -fstack-protector-strong -fcf-protection")],
    "returns": [("returns.c", [level], 0, 0.005) for level in ("-O0", "-O1", "-O2", "-O3", "-Os")]
    + [("returns.c", ["-O2", "-fcf-protection=branch"], 0, 0.005)],
    "patterns": [("patterns.c", flags.split(), 0, 0.005) for flags in (
        "-O2 -fPIC", "-O0 -fPIC", "-O2 -fPIC -fno-plt", "-O2", "-O2 -mfpmath=387 -fno-math-errno",
        "-Os -mfpmath=387 -fno-math-errno", "-O2 -pg", "-O0 -pg", "-O2 -pg -mfentry",
        "-O2 -fjump-tables -mindirect-branch=thunk-inline", "-O0 -fjump-tables -mindirect-branch=thunk-inline")],
    "rethrown": [("rethrown.cc", [level], 0, 0.005) for level in ("-O0", "-Og", "-O1", "-O2", "-O3", "-Os")],
    # An estimate: only what is told as certain has to be.
    "unguessed": [(name, "-O2 -fno-guess-branch-probability".split(), 1, 1)
                  for name in ("cases.c", "joined.c", "merged.c", "met.c", "unrolled.c")],
    # See ONLY.
    "bypassed": [("bypassed.cc", "-std=c++20 -O2 -flto".split(), 1, 1)],
    "asm": [("asm.c", [level], 1, 1) for level in ("-O0", "-O2", "-Os")],
    "padding": [("padding.c", [level], 0.001, 0.005) for level in ("-O0", "-O1", "-O2")],
    # How many nops there are depends on where the code is: within the bounds that are told.
    "aligned": [(name, ["-O2", *flags.split()], 1, 1) for name in ("padding.c", "joined.c", "unrolled.c")
                for flags in ("-falign-functions=64 -falign-loops=32:1:8", "-falign-loops=64",
                              "-falign-loops=64:8:32 -falign-jumps=32:20:8 -falign-labels=32")],
}
# {group: the functions that are judged}: the rest is the library's, by names that callgrind has otherwise.
ONLY = {"bypassed": ["matched"]}


def with_profile(shop, source, flags):
    """For -fprofile-use: trains, and leaves the counts where the compiler looks for them, by the program's name."""
    if "-fprofile-use" not in flags:
        return flags
    trained = [flag for flag in flags if flag != "-fprofile-use"] + ["-fprofile-generate"]
    oracle.run(["gcc", *trained, source, "-o", shop.path("plain")])
    oracle.run([shop.path("plain")])
    unit = os.path.splitext(os.path.basename(source))[0]
    shutil.copy(shop.path("plain-%s.gcda" % unit), shop.path("count-%s.gcda" % unit))
    return [*flags, "-Werror=missing-profile"]


def measure(shop, name, flags):
    """(callgrind's, cinstr's) functions and lines."""
    source = os.path.join(TRUTH, name)
    flags = ["-g", *with_profile(shop, source, flags)]
    libraries = ["-lm", "-lstdc++"] if name.endswith(".cc") else ["-lm"]
    shop.compile(None, shop.path("plain"), [source], flags, libraries)
    shop.compile("count", shop.path("count"), [source], flags, libraries)
    out, prof = shop.path("callgrind"), shop.path("prof.pb.gz")
    command = callgrind.command(out, "--demangle=no")
    oracle.run(oracle.NO_ASLR + command + [shop.path("plain")])
    env = oracle.environment(CINSTR_OUT=prof)
    oracle.run(oracle.NO_ASLR + [shop.path("count")], env=env)
    theirs, ours = callgrind.Costs(shop.path("plain")), instructions.Profile()
    theirs.add(out)
    ours.add(prof)
    return theirs, ours


def judge_bounds(bounds):
    missed = 0
    for name, (least, theirs, most) in sorted(bounds.items()):
        if most > 0 and not least - STUBS <= theirs <= most + STUBS:
            print("MISSED  %-28s %10d by callgrind, not in %d to %s" % (name, theirs, least, most))
            missed += 1
    return missed


def judge_functions(functions, bound):
    whole = sum(ours for _, ours in functions.values())
    missed = 0
    for name, (theirs, ours) in sorted(functions.items()):
        if ours == 0 or max(theirs, ours) < SMALL * whole:
            continue
        if abs(ours - theirs) > max(bound * theirs, STUBS):
            print("MISSED  %-28s %10d by callgrind, %10d by cinstr" % (name, theirs, ours))
            missed += 1
    return missed


def judge_lines(theirs, ours, name, bound):
    """Instructions that callgrind has on another line; stubs of calls into libraries it alone has."""
    places = [place for place in set(theirs) | set(ours) if place[0] == name]
    surplus = {place: ours.get(place, 0) - theirs.get(place, 0) for place in places}
    off = sum(max(0, value) for value in surplus.values())
    whole = sum(ours.values())
    print("        lines: %.2f %% on another" % (100 * off / whole))
    if off <= bound * whole:
        return 0
    for place in sorted(surplus, key=lambda place: -abs(surplus[place]))[:6]:
        print("MISSED  %s:%d: %d by callgrind, %d by cinstr"
              % (*place, theirs.get(place, 0), ours.get(place, 0)))
    return 1


def main(build, group):
    oracle.need(valgrind="valgrind", gcc="gcc", setarch="util-linux")
    shop = oracle.Workshop(build, "truth-" + group)
    missed = 0
    for name, flags, bound, line_bound in GROUPS[group]:
        theirs, ours = measure(shop, name, flags)
        print("%s %s" % (name, " ".join(flags)))
        if "-O0" not in flags:
            of_gcc = versions.of_gcc()
            bound = max(bound, of_gcc.rolled if name == "rolled.c" else of_gcc.short_loops)
            line_bound = max(line_bound, of_gcc.short_loops)
        functions, bounds = instructions.joined(theirs.functions, ours.functions), ours.bounds(theirs.functions)
        if group in ONLY:
            functions, bounds = ({function: every[function] for function in ONLY[group]} for every in (functions, bounds))
        missed += judge_functions(functions, bound)
        missed += judge_bounds(bounds)
        missed += judge_lines(theirs.lines, ours.lines, name, line_bound)
    if missed:
        oracle.fail("%d bounds missed" % missed)


if __name__ == "__main__":
    main(*sys.argv[1:])
