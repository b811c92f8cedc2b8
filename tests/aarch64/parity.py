# SPDX-License-Identifier: MIT
"""
Calls and instructions of a real program on AArch64: parity.py BUILD lua|minigzip|bzip2 [FLAG...]

The emulator counts the instructions of the program as plain GCC builds it. Calls must agree for every function,
and instructions within the bounds of tests/oracle.
"""
import re
import sys

import emulated
import oracle
import instructions
import parity

# What the linker and the C library's start files bring.
STARTUP = {"_start", "_init", "_fini", "call_weak_fn", "deregister_tm_clones", "register_tm_clones",
           "__do_global_dtors_aux", "frame_dummy", "_dl_relocate_static_pie"}

# Functions that are a little outside of the bounds that the profile tells, by at most a hundredth:
# {(program, function): cause}.
OUTSIDE = {
    ("lua", "read_line"): "GCC merged two returns, and expects one of them never; told as exact, 0.6 % less than true",
}
SLIGHTLY = 0.01


def without_known(name, bounds):
    """The bounds, wider where a cause is known."""
    for (program, function), cause in OUTSIDE.items():
        if program == name and function in bounds:
            least, expected, most = bounds[function]
            print("        known: %s, %d of %d: %s" % (function, most, expected, cause))
            bounds[function] = (least * (1 - SLIGHTLY), expected, most * (1 + SLIGHTLY))
    return bounds


def without_startup(functions):
    return {key: count for key, count in functions.items()
            if key[0] not in STARTUP and not key[0].startswith("__aarch64_")}


def main(build, name, *flags):
    if not emulated.takes_plugins():
        print("not run: this system's qemu-aarch64 takes no plugins (Debian 13's is static), so nothing here counts instructions")
        sys.exit(77)
    # qemu's options end at a comma and have one "=".
    shop = emulated.Workshop(build, re.sub(r"[^\w-]", "-", "".join(["aarch64-", name, *flags])), flags)
    for mode in ("plain", "count", "calls"):
        getattr(shop, name)(None if mode == "plain" else mode, shop.path(mode))
    theirs = emulated.Counts(shop.path("plain"))
    told, calls = instructions.Profile(), {"count": {}, "calls": {}}
    for number, (arguments, data) in enumerate(jobs(shop, name)):
        given = {"input": data} if data is not None else {}
        out = shop.path("counts.%d" % number)
        expected = oracle.run(shop.command(shop.path("plain"), out) + arguments, **given)
        theirs.add(out)
        for mode, total in calls.items():
            prof = shop.path("%s.%d.pb.gz" % (mode, number))
            env = oracle.environment(CINSTR_OUT=prof)
            if oracle.run(shop.command(shop.path(mode)) + arguments, env=env, **given) != expected:
                oracle.fail("output of the instrumented program differs")
            parity.add(total, parity.cinstr_calls(prof))
            if mode == "count":
                told.add(prof)
    good = sum(theirs.calls.values()) > 1000000
    for mode, total in calls.items():
        print("mode=count" if mode == "count" else "mode=count instructions=off", end=": ")
        good &= parity.compare(without_startup(theirs.calls), total)
    judge = instructions.Judge()
    plain = without_startup(theirs.instructions)
    instructions.check_functions(judge, name, instructions.joined(plain, told.functions),
                                 without_known(name, told.bounds(plain)))
    if judge.failed or not good:
        oracle.fail("%d bounds of instructions missed; calls %s" % (judge.failed, "equal" if good else "differ"))


def jobs(shop, name):
    """As tests/oracle has them; what prepares one runs in the emulator."""
    run = oracle.run
    try:
        oracle.run = lambda command, **given: run(shop.command(command[0]) + command[1:], **given)
        return parity.jobs(shop, name)
    finally:
        oracle.run = run


if __name__ == "__main__":
    main(*sys.argv[1:])
