# SPDX-License-Identifier: MIT
"""Calls and returns of every kind, and stacks that are left in unusual ways."""

from harness import O0, O2, OLD, Variant, scenario, simple

simple("tail_recursion", variants=O2 + OLD + [Variant("Os-time", ["-Os"], "time"),
                                               Variant("O3-count", ["-O3"], "count")])
simple("longjmps")
simple("exit_deep", variants=O2 + O0 + OLD, flags=["-fno-optimize-sibling-calls"])
simple("targets")
# Else GCC makes loops of some of the recursion.
simple("recursion", variants=O2 + O0 + OLD, flags=["-fno-optimize-sibling-calls"])
# The program counts calls of its own functions, so library functions get no frames.
simple("recursion_storm", variants=[O2[0], Variant("O2-instructions", ["-O2"], "instructions-own"),
                                      Variant("O2-time", ["-O2"], "time-own")] + O0,
       flags=["-fno-optimize-sibling-calls"], varies=True)
simple("destructors", "destructors.cc", variants=O2)
simple("threads", variants=O2)
simple("cancel", variants=O2 + O0)
simple("forks", flags=["-fno-optimize-sibling-calls"])
simple("commands")


@scenario
def exceptions(case):
    case.compare(["exceptions.cc"], O2, flags=["-DTHROWS=50000"] if case.target else [])
    case.compare(["exceptions.cc"], O0 + OLD, flags=["-DTHROWS=50000"])


@scenario
def callbacks(case):
    plain = case.compile("plain.o", ["plain.c"], ["-O2", "-c"])
    case.compare(["callbacks.c"], O2 + O0 + OLD, libraries=[plain])
