# SPDX-License-Identifier: MIT
"""
Cum judged by a shadow stack: shadow.py BUILD NAME...

Builds a program twice from the same sources: with probes, and with GCC's -finstrument-functions, whose
hooks keep a shadow stack (judge/judge.c). Each call counts once for every distinct function on the
stack, and once for every distinct (function, line of the call) of its callers. The profile must say the
same: calls of every function, cum of every function, cum of every line that calls.
"""
import collections
import os
import subprocess
import sys

import programs
import oracle

# GCC makes the same functions of both only if it neither inlines, clones and merges them nor leaves
# out calls whose results are known or not used.
ALIKE = ["-O2", "-fno-inline", "-fno-partial-inlining", "-fno-ipa-cp", "-fno-ipa-sra", "-fno-ipa-icf",
         "-fno-ipa-pure-const", "-fno-ipa-modref", "-fno-crossjumping", "-fno-tree-tail-merge"]

# Programs that call longjmp.
JUMP = ["jumps", "lua"]
# What the C library itself goes on to by a jump, and second names of one function.
SAME = {"qsort_r": "qsort", "gsignal": "raise"}


class Truth:
    """What the judge counted: `calls`, `functions` and `callers` as in programs.Cum, `between` by the
    name of what called back."""

    def __init__(self, total):
        self.total = total
        self.calls, self.functions = collections.Counter(), collections.Counter()
        self.callers, self.between = collections.Counter(), collections.Counter()


def hooked(shop, name):
    """The compiler whose code calls the hooks, and the hooks."""
    hooks = shop.path("judge.o")
    oracle.run(["gcc", "-O2", "-g", "-Wall", "-Werror", "-c", "-o", hooks,
                os.path.join(programs.HERE, "judge", "judge.c")])
    options = ["-finstrument-functions", "-no-pie", hooks]
    if name in JUMP:
        options += ["-include", os.path.join(programs.HERE, "judge", "jumps.h")]
    return {"c": ["gcc"] + options, "cc": ["g++"] + options}


def run_judge(command, out, **environment):
    said = oracle.run(oracle.NO_ASLR + command, stderr=None,
                      env=oracle.environment(JUDGE_OUT=out, **environment))
    with open(out) as file:
        return said, [line.split() for line in file]


def addr2line(path, addresses):
    """The "file:line" of each address."""
    text = "".join("%#x\n" % address for address in addresses)
    said = subprocess.run(["addr2line", "-e", path], input=text, stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    return [line.split(" ")[0] for line in said.splitlines()]


def symbols(path):
    """{address: [names]}"""
    names = {}
    for line in oracle.run(["nm", path]).decode().splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[1] in "tTwW":
            names.setdefault(int(fields[0], 16), []).append(fields[2])
    return names


def find_truth(shop, path, arguments, known):
    """Runs the judge's build: for the places of calls, then, with their lines known, for the counts.
    `known`: the names that the profile uses, of those that one function may have (C++'s C1, C2)."""
    said, lines = run_judge([path] + arguments, shop.path("places"))
    places = sorted({int(fields[2]) for fields in lines if fields[0] == "frame"})
    texts = addr2line(path, places)
    number = {text: i + 1 for i, text in enumerate(sorted(set(texts)))}
    text_of = {i: text for text, i in number.items()}
    with open(shop.path("places.lines"), "w") as file:
        for address, text in zip(places, texts):
            file.write("%x %d\n" % (address, number[text]))
    again, lines = run_judge([path] + arguments, shop.path("truth"),
                             JUDGE_PLACES=shop.path("places.lines"))
    if again != said:
        oracle.fail("two runs of the judge differ")
    names = symbols(path)
    addresses = sorted({int(fields[1], 16) for fields in lines if fields[0] == "function"})
    key_of = {}
    for address, text in zip(addresses, addr2line(path, addresses)):
        file = os.path.basename(text.rpartition(":")[0])
        keys = [(name, file) for name in names[address]]
        key_of[address] = next((key for key in keys if key in known), keys[0])
    truth = Truth(int(lines[0][1]))
    for kind, *fields in lines[1:]:
        if kind == "between":
            name = os.path.basename(fields[0])
            truth.between[SAME.get(name, name)] += int(fields[1])
        elif kind == "function":
            key = key_of[int(fields[0], 16)]
            truth.calls[key], truth.functions[key] = int(fields[1]), int(fields[2])
        else:
            line = text_of[int(fields[1])].rpartition(":")[2]
            line = 0 if line == "?" else int(line)
            truth.callers[(*key_of[int(fields[0], 16)], line)] = int(fields[2])
    return said, truth


def split(cum, functions):
    """The profile's cum of the program's functions and lines, and of what stands between."""
    ours = collections.Counter({k: v for k, v in cum.functions.items() if k in functions})
    lines = collections.Counter({k: v for k, v in cum.callers.items() if k[:2] in functions})
    between = collections.Counter()
    for (name, _), value in cum.functions.items():
        if (name, _) not in functions:
            between[name.strip("[]")] += value
    return ours, lines, between


def judge(build, name):
    shop = oracle.Workshop(build, "recursion-" + name)
    # Paths of one length, since Lua keeps its own in a string.
    programs.build(shop, name, shop.path("judge"), hooked(shop, name), ALIKE)
    programs.build(shop, name, shop.path("probe"), programs.probed(shop), ALIKE)
    arguments = programs.arguments(name)
    said, profile = programs.run([shop.path("probe")] + arguments, shop.path("profile.pb.gz"))
    cum, = programs.cums(profile, ["calls"])
    wanted, truth = find_truth(shop, shop.path("judge"), arguments, set(cum.flat))
    if said != wanted:
        oracle.fail("%s: the two builds print different things" % name)
    functions, lines, between = split(cum, set(truth.calls))
    print("%s: %d calls of %d functions, %d lines that call, %d names between, %d samples" % (
        name, truth.total, len(truth.calls), len(truth.callers), len(truth.between),
        len(profile.samples)))
    good = programs.differences("calls by function", truth.calls, cum.flat)
    good &= programs.differences("cum by function", truth.functions, functions)
    good &= programs.differences("cum by line", truth.callers, lines)
    good &= programs.differences("cum of what calls back", truth.between, between)
    return good and truth.total > 500


def main(build, *names):
    oracle.need(addr2line="binutils", setarch="util-linux")
    bad = [name for name in names if not judge(build, name)]
    if bad:
        oracle.fail("cum is not the truth in " + ", ".join(bad))


if __name__ == "__main__":
    main(*sys.argv[1:])
