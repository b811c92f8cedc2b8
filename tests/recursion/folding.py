# SPDX-License-Identifier: MIT
"""
Folding loses nothing: folding.py BUILD NAME...

CINSTR_RECURSION=full folds no call, so its stacks are the real ones. exact, the default, must come to the
same: calls, instructions and allocated bytes, by function and by line, each counted once for every stack
that it stands on. Built as anybody would: -O2, with GCC's inlining.

A line's instructions in one context are fractions where GCC merged code, and rounded; so a sum of n of
them may be off by n halves.
"""
import sys

import programs
import oracle
import pprof_reader


def complete(profile):
    """Whether the profile claims that nothing was lost."""
    return not [line for line in profile.comments
                if line.startswith(("cum is a lower bound", "truncated", "lost"))]


def compare(name, types, exact, full):
    """Both are profiles of one run each."""
    good = True
    for value_type, wanted, have in zip(types, programs.cums(full, types),
                                        programs.cums(exact, types)):
        halves = wanted.rounded + have.rounded if value_type == "instructions" else {}
        for what in ("flat", "functions", "lines"):
            good &= programs.differences("%s: %s, %s" % (name, value_type, what),
                                         getattr(wanted, what), getattr(have, what),
                                         lambda one, halves=halves: halves.get(one, 0) / 2)
        good &= wanted.total > 100
    for word, profile in (("exact", exact), ("full", full)):
        if not complete(profile):
            print("%s, %s: %s" % (name, word, profile.comments))
            good = False
    print("%s: %s; samples: exact %d, full %d" % (
        name, " and ".join(types), len(exact.samples), len(full.samples)))
    return good and len(exact.samples) <= len(full.samples)


def judge(build, name):
    shop = oracle.Workshop(build, "folding-" + name)
    path = shop.path("program")
    options = ["-fplugin-arg-cinstr-alloc=count"] if name in programs.LARGE else []
    programs.build(shop, name, path, programs.probed(shop, options), ["-O2"])
    profiles = {}
    for rule in ("exact", "full"):
        _, calls = programs.run([path] + programs.arguments(name), shop.path(rule + ".%t.pb.gz"),
                                CINSTR_RECURSION=rule)
        heap = pprof_reader.read(shop.path(rule + ".heap.pb.gz")) if options else None
        profiles[rule] = calls, heap
    good = compare(name, programs.TYPES, profiles["exact"][0], profiles["full"][0])
    if options:
        good &= compare(name, ["alloc_space"], profiles["exact"][1], profiles["full"][1])
    return good


def main(build, *names):
    oracle.need(setarch="util-linux")
    bad = [name for name in names if not judge(build, name)]
    if bad:
        oracle.fail("folding lost something in " + ", ".join(bad))


if __name__ == "__main__":
    main(*sys.argv[1:])
