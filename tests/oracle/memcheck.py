# SPDX-License-Identifier: MIT
"""
Every object and byte is there: memcheck.py BUILD corners|corners-cxx|trees|lua|lua-wrapper|bzip2

valgrind's memcheck runs the plain program and tells how often it allocated, how many bytes, and what
was in use at its end; the heap profiles of the instrumented one must say the same. Allocations
that libraries make for themselves have no site in the program; where they cannot be avoided, those
of a run that does nothing are taken off, and printed.
"""
import os
import re
import sys

import oracle
import pprof

HERE = os.path.join(oracle.HERE, "alloc")
BUFFERS = os.path.join(HERE, "static_buffers.c")
COUNT, TIME = ["mode=count"], ["mode=time"]
# How to build, and whether the profile has live blocks.
VARIANTS = {
    "count, alloc=count": (COUNT + ["instructions=off", "alloc=count"], False),
    "count, alloc=live": (COUNT + ["alloc=live"], True),
    "time, alloc=count": (TIME + ["alloc=count"], False),
    "time, alloc=live": (TIME + ["alloc=live"], True),
    "calls=off, alloc=count": (COUNT + ["calls=off", "alloc=count"], False),
    "calls=off, alloc=live": (COUNT + ["calls=off", "alloc=live"], True),
}
# lua_Alloc is the type of the pointers to l_alloc, through which all of Lua's allocations go.
WRAPPERS = ["allocator=l_alloc:4/2", "allocator=lua_Alloc:4/2"]


class Heap:
    """Objects and bytes, allocated and in use at the end."""

    def __init__(self, objects, space, live_objects=None, live_space=None):
        self.values = [objects, space, live_objects, live_space]

    def minus(self, other):
        return Heap(*(a - b for a, b in zip(self.values, other.values)))

    def same(self, other):
        """What one of them does not know is no difference."""
        return all(None in pair or pair[0] == pair[1] for pair in zip(self.values, other.values))

    def __str__(self):
        known = ["?" if value is None else str(value) for value in self.values]
        return "%s objects, %s bytes; at the end %s, %s" % tuple(known)


def number(text, pattern):
    found = re.search(pattern, text)
    if not found:
        oracle.fail("memcheck does not say %r:\n%s" % (pattern, text[-1500:]))
    return [int(part.replace(",", "")) for part in found.groups()]


def judge(shop, command, **options):
    """What memcheck says of the command, without what libraries free at exit just for it."""
    log = shop.path("memcheck.log")
    valgrind = ["valgrind", "--tool=memcheck", "--leak-check=no", "--undef-value-errors=no",
                "--run-libc-freeres=no", "--run-cxx-freeres=no", "--log-file=" + log]
    oracle.run(valgrind + command, env=oracle.environment(), **options)
    with open(log) as file:
        said = file.read()
    space, blocks = number(said, r"in use at exit: ([\d,]+) bytes in ([\d,]+) blocks")
    objects, total = number(said, r"usage: ([\d,]+) allocs, [\d,]+ frees, ([\d,]+) bytes")
    return Heap(objects, total, blocks, space)


def ours(shop, command, live, **options):
    """What the heap profile says, and what the program printed."""
    path = shop.path("heap.pb.gz")
    if os.path.exists(path):
        os.remove(path)
    env = oracle.environment(CINSTR_OUT=shop.path("%t.pb.gz"))
    said = oracle.run(command, env=env, **options)
    if not os.path.exists(path):
        oracle.fail("%s wrote no heap profile" % " ".join(command))
    profile = pprof.Profile(path)
    names = ["alloc_objects", "alloc_space"]
    if live:
        names += ["inuse_objects", "inuse_space"]
    if profile.types[:4] != names if live else profile.types != names:
        oracle.fail("sample types are %s" % profile.types)
    return Heap(*(profile.total(name) for name in names)), said


class Check:
    """Builds a program plain and in the variants, and counts differences."""

    def __init__(self, shop, build, options=(), wanted=""):
        self.shop, self.wrong, self.variants = shop, 0, {}
        # Paths of one length: a program may keep its own.
        self.plain = build(None, shop.path("program-0"))
        chosen = [item for item in VARIANTS.items() if wanted in item[0]]
        for number, (label, (words, live)) in enumerate(chosen, 1):
            oracle.MODES[label] = ["-fplugin-arg-cinstr-" + word for word in [*words, *options]]
            self.variants[label] = build(label, shop.path("program-%d" % number)), live

    def compare(self, what, label, expected, found):
        if not found.same(expected):
            self.wrong += 1
            print("%s, %s:\n  expected %s\n  found    %s" % (what, label, expected, found))

    def finish(self):
        if self.wrong:
            oracle.fail("%d heap profiles do not agree with memcheck" % self.wrong)
        print("the heap profiles of all %d variants agree with memcheck" % len(self.variants))


def check_program(shop, build, arguments, text=None, options=()):
    """A program whose every allocation is at a site of its own. `text` is its standard input."""
    # With a wrapper named, what differs is which calls count: the modes have been judged without.
    check = Check(shop, build, options, "calls=off" if options else "")
    expected = judge(shop, [check.plain] + arguments, input=text)
    plain = oracle.run([check.plain] + arguments, input=text)
    print("memcheck: %s" % expected)
    if expected.values[0] < 5 or expected.values[1] < 10000:
        oracle.fail("the program allocates next to nothing")
    for label, (path, live) in check.variants.items():
        found, said = ours(shop, [path] + arguments, live, input=text)
        check.compare("the program", label, expected, found)
        if said != plain:
            oracle.fail("%s: the output differs from the plain program's" % label)
    check.finish()


def check_corners(shop, build):
    """Each case of a corners program alone."""
    check = Check(shop, build)
    listing = oracle.run([check.plain]).decode().split()
    cases = list(zip(listing[::2], listing[1::2]))
    # The C++ runtime sets memory aside, and libc's own blocks are in the totals of all its cases.
    base = judge(shop, [check.plain, "nothing"])
    print("%d cases; taken off each: %s" % (len(cases), base))
    for case, kind in cases:
        expected = judge(shop, [check.plain, case]).minus(base)
        if kind == "none":
            expected = Heap(0, 0, 0, 0)
        for label, (path, live) in check.variants.items():
            found, said = ours(shop, [path, case], live)
            if kind == "inside":
                expected.values[:2] = [int(word) for word in said.split()]
            check.compare(case, label, expected, found)
    check.finish()


def main(build, name):
    oracle.need(valgrind="valgrind", gcc="gcc", **{"g++": "g++"})
    shop = oracle.Workshop(build, "memcheck-" + name)
    flags = ["-O2", "-g", "-D_GNU_SOURCE"]
    if name == "corners":
        source = os.path.join(HERE, "corners.c")
        check_corners(shop, lambda mode, path: shop.compile(mode, path, [source], flags))
    elif name == "corners-cxx":
        source = os.path.join(HERE, "corners.cc")
        cxx = ["-std=c++17", *flags]
        check_corners(shop, lambda mode, path: shop.compile(mode, path, [source], cxx, ["-lstdc++"]))
    elif name == "trees":
        source = os.path.join(HERE, "trees.c")
        build = lambda mode, path: shop.compile(mode, path, [source], flags + ["-pthread"])
        check_program(shop, build, ["10"])
    elif name in ("lua", "lua-wrapper"):
        with open(os.path.join(HERE, "work.lua"), "rb") as file:
            text = file.read()
        options = WRAPPERS if name == "lua-wrapper" else []
        build = lambda mode, path: shop.lua(mode, path, [*flags, BUFFERS])
        check_program(shop, build, ["-"], text, options)
    else:
        build = lambda mode, path: shop.bzip2(mode, path, [*flags, BUFFERS])
        check_program(shop, build, ["-c"], bytes(range(256)) * 4000)


if __name__ == "__main__":
    main(*sys.argv[1:])
