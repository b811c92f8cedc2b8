# SPDX-License-Identifier: MIT
"""
Time is right: time_truth.py BUILD

time.c tells how long its functions take; the profile must say the same, within bounds that no
other tool comes near to: 1 % of functions of a microsecond and more, 1.5 ns a call for ten million
calls of a leaf, 0.1 % of a thread's run time. The machine may be busy with other work: builds take
turns, and the median counts of those rounds in which the kernel took the processor away least often.
"""
import os
import re
import statistics
import sys

import oracle
import pprof

ROUNDS, KEPT = 15, 9


def run_once(shop, mode, section):
    """({name: (calls, ns)} as the program saw it, its profile or None)."""
    out = shop.path("prof.pb.gz")
    env = oracle.environment(CINSTR_OUT=out)
    text = oracle.run([shop.path(mode), section], env=env).decode()
    truth = {}
    for line in text.splitlines():
        name, calls, nanos = line.split()
        truth[name] = (int(calls), float(nanos))
    return truth, pprof.Profile(out) if mode == "time" else None


def rounds(shop, section):
    """Pairs of runs, plain and probed next to each other; the least disturbed ones."""
    pairs = []
    for _ in range(ROUNDS):
        pairs.append((run_once(shop, "plain", section), run_once(shop, "time", section)))
    pairs.sort(key=lambda pair: sum(truth["preempted"][0] for truth, _ in pair))
    return pairs[:KEPT]


class Judge:
    def __init__(self):
        self.failed = 0

    def check(self, what, values, bound, unit):
        """The median of `values` must lie within the bound on either side of zero."""
        median = statistics.median(values)
        good = abs(median) <= bound
        self.failed += not good
        print(
            "%-38s %+8.3f %s (bound %.3g; runs %+.3f .. %+.3f)%s"
            % (what, median, unit, bound, min(values), max(values), "" if good else "  MISSED")
        )


def beside(plain, name):
    """What a spin's call takes beside the spin itself, in the plain program, ns."""
    spins, whole = plain["batch_" + name]
    return (whole - plain["spins_" + name][1]) / spins


def check_spins(judge, shop):
    errors = {}
    for (plain, _), (truth, profile) in rounds(shop, "spins"):

        def compare(what, got, name, batch):
            spins, spent = truth[name]
            expected = spent + spins * beside(plain, batch)
            errors.setdefault(what, []).append(100 * (got / expected - 1))

        for name in ("spin_1us", "spin_10us", "spin_100us", "spin_1ms"):
            flat = profile.flat("time", name, "batch_" + name)
            compare("flat " + name, flat, "spins_" + name, name)
            cum = profile.cum("time", "batch_" + name)
            compare("cum batch_" + name, cum, "spins_" + name, name)
        for name in ("call_inner", "call_middle", "call_outer"):
            compare("cum " + name, profile.cum("time", name), name, "call_outer")
    for what, values in errors.items():
        judge.check(what, values, 1, "%")


def comment(profile, pattern, default=None):
    for line in profile.comments:
        match = re.search(pattern, line)
        if match:
            return float(match.group(1)) * 1e6
    if default is None:
        oracle.fail("no comment line has '%s': %s" % (pattern, profile.comments))
    return default


def accounted(profile):
    """Time of the thread by its profile: in functions and outside of them."""
    return profile.total("time") + comment(profile, r"outside probed functions: ([\d.]+) ms")


def check_sum(judge, shop):
    runs = rounds(shop, "long")
    errors = [100 * (accounted(p) / truth["main"][1] - 1) for _, (truth, p) in runs]
    judge.check("sum of flat, no probe cost to speak of", errors, 0.1, "%")


def check_leaf(judge, shop):
    runs = rounds(shop, "leaf")
    fast, slow, leaf, sums = [], [], [], []
    for (plain, _), (truth, profile) in runs:
        calls, native = plain["fast_parent"]
        fast.append((profile.cum("time", "fast_parent") - native) / calls)
        slow.append(100 * (profile.cum("time", "slow_parent") / truth["slow_parent"][1] - 1))
        in_slow = profile.cum("time", "slow_parent", "leaf")
        leaf.append(100 * (in_slow / truth["slow_parent"][1] - 1))
        # Here probes cost most of the run; what was taken out of the times must make up the rest.
        taken = comment(profile, r"out of the times: ([\d.]+) ms")
        over = comment(profile, r"below resolution: ([\d.]+) ms", 0)
        sums.append(100 * ((accounted(profile) + taken - over) / truth["main"][1] - 1))
    native = statistics.median(plain["fast_parent"][1] for (plain, _), _ in runs) / 1e7
    print("a call of the leaf in the plain program: %.2f ns" % native)
    judge.check("cum of the cheap parent, per call", fast, 1.5, "ns")
    judge.check("cum of the expensive parent", slow, 2, "%")
    judge.check("leaf below the expensive parent", leaf, 2, "%")
    judge.check("sum of flat and probe cost", sums, 0.1, "%")
    print("last run: " + "; ".join(runs[-1][1][1].comments))


def main(build):
    oracle.need(gcc="gcc")
    shop = oracle.Workshop(build, "time")
    source = [os.path.join(oracle.HERE, "time.c")]
    shop.compile(None, shop.path("plain"), source)
    # Of the program's own functions: the spins call clock_gettime all the time.
    own = ["-O2", "-g", "-fplugin-arg-cinstr-external=off"]
    shop.compile("time", shop.path("time"), source, own)
    judge = Judge()
    check_spins(judge, shop)
    check_sum(judge, shop)
    check_leaf(judge, shop)
    if judge.failed:
        oracle.fail("%d bounds missed" % judge.failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
