# SPDX-License-Identifier: MIT
"""clock=sampled: all that is exact with clock=every, and times that are about as right."""

import re
import statistics

import harness
from harness import Variant, scenario
from scenarios_waits import judge_once

FLAG = "-fplugin-arg-cinstr-clock=sampled"
SAMPLED = [Variant("O2-sampled", ["-O2", FLAG], "time"), Variant("O0-sampled", ["-O0", FLAG], "time")]


@scenario
def sampled_calls(case):
    """Every call is counted, by call site and context, and no register changes."""
    for source in ("longjmps.c", "threads.c", "short_threads.c", "registers.c", "exceptions.cc",
                   "methods.cc", "cancel.c", "coroutines.c"):
        case.compare([source], SAMPLED)
    for source in ("signals.c", "stepped.c", "jumping_handler.c"):
        case.compare([source], SAMPLED, varies=True)
    case.compare(["recursion.c"], SAMPLED, flags=["-fno-optimize-sibling-calls"])
    plain = case.compile("plain.o", ["plain.c"], ["-O2", "-c"])
    case.compare(["callbacks.c"], SAMPLED, libraries=[plain])


@scenario
def sampled_waits(case):
    """The clock is read around each call that can block: waits are as exact as with clock=every."""
    judge_once(case, case.compile("prog", ["waits.c"], ["-O2", FLAG], "time"), 5)


def told(profile):
    """Time by function in ms, and by the comment what is in none, and the share of events with a clock."""
    line = harness.comment(profile, "^clock=sampled: ")
    found = re.search(r"read at ([\d.]+) % .* time: ([\d.]+) ms .* these, ([\d.]+) ms preempted", line)
    share, missed, preempted = (float(number) for number in found.groups())
    return {name: value / 1e6 for name, value in profile.flat("time").items()}, missed + preempted, share


@scenario
def sampled_times(case):
    """Quick calls are timed by a sample; what takes long among them is timed, or is said to be missing."""
    program = case.compile("prog", ["two_kinds.c"], ["-O2", FLAG], "time")
    read, shares = [], []
    for _ in range(9):  # a busy machine disturbs: what it does to a gap looks like something long
        elapsed = int(case.run(program).stdout.split()[0]) / 1e6
        times, missing, share = told(case.profile(program))
        case.check(sum(times.values()) + missing < 1.1 * elapsed, f"{times} and {missing} of {elapsed} ms")
        case.check(share < 50, f"the clock was read at {share} %")
        read.append(share)
        shares.append(times["heavy"] / (times["heavy"] + times["light"]))
    case.check(statistics.median(read) < 20, f"the clock was read at {read} %")
    # It runs as many nops as light does, in half as many calls.
    case.check(abs(statistics.median(shares) - 0.5) < 0.06, f"heavy's share: {shares}")
    want = int(case.run(program, ["400000"]).stdout.split()[1]) / 1e6
    times, missing, _ = told(case.profile(program))
    case.check(times["lengthy"] + missing > 0.9 * want, f"lengthy takes {want} ms; {times} and {missing} ms missing")


@scenario
def sampled_beside_every(case):
    """Objects of both kinds in one program: then all read the clock at every event."""
    one = case.compile("one.o", ["parts_one.c"], ["-O2", "-c", FLAG], "time")
    two = case.compile("two.o", ["parts_two.c"], ["-O2", "-c"], "time")
    program = case.compile("prog", ["parts_main.c", one, two], ["-O2", FLAG], "time")
    profile = case.judge(program, case.run(program).pid, "both")
    case.equal(told(profile)[2], 100.0, "share of the events that read the clock")
