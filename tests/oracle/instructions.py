# SPDX-License-Identifier: MIT
"""
Instructions against callgrind: instructions.py BUILD lua|minigzip|bzip2

callgrind counts the instructions of the program as plain GCC builds it; cinstr, with probes in it,
must say about the same for every function and find the same hottest lines. The bounds are those of
the project's goal and stay as they are.
"""
import math
import os
import re
import sys

import callgrind
import oracle
import parity
import pprof

SHARE = 0.001  # of the total: smaller functions do not count
INSTRUMENTED = ("-O2", "-g", "-fplugin-arg-cinstr-costs=instrumented")

# Functions that may be off by more than a quarter, and why: {(program, function): cause}.
CAUSES = {
    ("lua", "addstr2buff"): "GCC 16 copies a string of up to 200 bytes inline, by branches on its length",
}


DOUBT = re.compile(r"# instructions of (\S+) \((.*)\): (\d+), (-?\d+) to (\d+|unknown)$")


class Profile:
    """What cinstr tells of functions and lines, and what of the former it says is certain: the
    instructions that functions have at least and at most."""

    def __init__(self, measure="instructions"):
        self.measure = measure
        self.functions, self.lines, self.least, self.most = {}, {}, {}, {}

    def add(self, path):
        profile = pprof.Profile(path)
        index = profile.types.index(self.measure)
        told = {}
        for leaf, line, (_, values) in zip(profile.leaves, profile.leaf_lines, profile.samples):
            outer, inner = leaf[-1], leaf[0]
            for table, key in (
                (self.functions, (outer.system_name, os.path.basename(outer.file))),
                (self.lines, (os.path.basename(inner.file), line)),
            ):
                table[key] = table.get(key, 0) + values[index]
            key = (outer.system_name, os.path.basename(outer.file))
            told[key] = told.get(key, 0) + values[index]
        self.add_bounds(told, profile.comments)

    def add_bounds(self, told, comments):
        doubts = {}
        for name, file, _, least, most in (m.groups() for m in map(DOUBT.match, comments) if m):
            bounds = (int(least), math.inf if most == "unknown" else int(most))
            doubts[name, os.path.basename(file)] = bounds
        for key, value in told.items():
            least, most = doubts.get(key, (value, value))
            self.least[key] = self.least.get(key, 0) + least
            self.most[key] = self.most.get(key, 0) + most

    def bounds(self, theirs):
        """{function: (least, callgrind's, most)}"""
        low, high = joined(theirs, self.least), joined(theirs, self.most)
        return {name: (low[name][1], low[name][0], high[name][1]) for name in low}


def joined(theirs, ours):
    """{function: (callgrind's, cinstr's)}"""
    files = {}
    for name, file in ours:
        files.setdefault(name, set()).add(file)
    ambiguous = {name for name, where in files.items() if len(where) > 1}
    theirs, ours = parity.by_name(theirs, ambiguous), parity.by_name(ours, ambiguous)
    return {name: (theirs.get(name, 0), ours.get(name, 0)) for name in set(theirs) | set(ours)}


def ranks(values):
    order = sorted(range(len(values)), key=lambda i: values[i])
    result, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for i in order[at:end]:
            result[i] = (at + end - 1) / 2
        at = end
    return result


def spearman(pairs):
    a, b = (ranks(column) for column in zip(*pairs))
    mean = (len(a) - 1) / 2
    covariance = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    return covariance / (sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)) ** 0.5


class Judge:
    def __init__(self):
        self.failed = 0

    def check(self, good, text):
        print(("ok      " if good else "MISSED  ") + text)
        self.failed += not good


def totals(functions):
    return [sum(column) for column in zip(*functions.values())]


# What is told leaves out what happens between a call and a jump out of it, and lua_error jumps.
JUMPS = 0.02


def check_bounds(judge, big, bounds):
    """None is outside the bounds that the profile tells."""
    outside = []
    for name in big:
        least, expected, most = bounds[name]
        if not least - expected * JUMPS <= expected <= most + expected / 1000:
            outside.append(name)
            print("        not in %d to %s: %s, %d" % (least, most, name, expected))
    judge.check(not outside, "outside the bounds that the profile tells: %d" % len(outside))
    return len(outside)


def check_functions(judge, program, functions, bounds):
    theirs, ours = totals(functions)
    big = [name for name, pair in functions.items() if pair[0] > theirs * SHARE]
    big.sort(key=lambda name: -functions[name][0])
    print("\n%-36s %14s %14s %8s" % ("function", "callgrind", "cinstr", "ratio"))
    close, far = 0, []
    for name in big:
        pair = functions[name]
        ratio = pair[1] / pair[0]
        close += abs(ratio - 1) <= 0.05
        if abs(ratio - 1) > 0.25:
            far.append(name)
        print("%-36s %14d %14d %8.3f" % (name, *pair, ratio))
    print("%-36s %14d %14d %8.4f\n" % ("total", theirs, ours, ours / theirs))
    judge.check(abs(ours / theirs - 1) <= 0.02, "total: %.4f of callgrind's, bound 2 %%" % (ours / theirs))
    judge.check(
        close >= 0.9 * len(big),
        "within 5 %%: %d of %d functions (%.1f %%), bound 90 %%" % (close, len(big), 100 * close / len(big)),
    )
    unexplained = [name for name in far if (program, name) not in CAUSES]
    for name in far:
        print("        beyond 25 %%: %s: %s" % (name, CAUSES.get((program, name), "no known cause")))
    check_bounds(judge, big, bounds)
    judge.check(not unexplained, "beyond 25 %% without a known cause: %d" % len(unexplained))


def hottest(lines):
    return sorted(lines, key=lambda place: (-lines[place], place))[:10]


def check_lines(judge, theirs, ours):
    expected, got = hottest(theirs), hottest(ours)
    print("\n%-30s %14s %14s" % ("callgrind's hottest lines", "callgrind", "cinstr"))
    for place in expected:
        missing = "" if place in got else "  not among cinstr's"
        print("%-30s %14d %14d%s" % ("%s:%d" % place, theirs[place], ours.get(place, 0), missing))
    both = len(set(expected) & set(got))
    judge.check(both >= 8, "hottest lines: %d of callgrind's ten among cinstr's ten, bound 8" % both)


def check_instrumented(judge, functions):
    theirs, ours = totals(functions)
    big = [pair for pair in functions.values() if pair[0] > theirs * SHARE]
    rank = spearman(big)
    print("\ncosts=instrumented:")
    judge.check(abs(ours / theirs - 1) <= 0.08, "total: %.4f of callgrind's, bound 8 %%" % (ours / theirs))
    judge.check(rank >= 0.98, "rank correlation: %.4f, bound 0.98" % rank)


def main(build, program):
    oracle.need(valgrind="valgrind", gcc="gcc", setarch="util-linux")
    shop = oracle.Workshop(build, "instructions-" + program)
    make = getattr(shop, program)
    # Paths of one length, see parity.py.
    make(None, shop.path("plain"))
    make("count", shop.path("count"))
    make("count", shop.path("costs"), INSTRUMENTED)
    theirs = callgrind.Costs(shop.path("plain"))
    ours = {"count": Profile(), "costs": Profile()}
    for number, (arguments, data) in enumerate(parity.jobs(shop, program)):
        given = {"input": data} if data is not None else {}
        out = shop.path("callgrind.%d" % number)
        command = callgrind.command(out)
        expected = oracle.run(oracle.NO_ASLR + command + [shop.path("plain")] + arguments, **given)
        theirs.add(out)
        for name, total in ours.items():
            prof = shop.path("%s.%d.pb.gz" % (name, number))
            env = oracle.environment(CINSTR_OUT=prof)
            command = oracle.NO_ASLR + [shop.path(name)] + arguments
            if oracle.run(command, env=env, **given) != expected:
                oracle.fail("output of the instrumented program differs")
            total.add(prof)
    judge = Judge()
    check_functions(judge, program, joined(theirs.functions, ours["count"].functions),
                    ours["count"].bounds(theirs.functions))
    check_lines(judge, theirs.lines, ours["count"].lines)
    check_instrumented(judge, joined(theirs.functions, ours["costs"].functions))
    if judge.failed:
        oracle.fail("%d bounds missed" % judge.failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
