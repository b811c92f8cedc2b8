# SPDX-License-Identifier: MIT
"""
Executions of inlined bodies: inlined.py BUILD lua|minigzip|bzip2|bodies [-v] [-O3...]

At -O0 nothing is inlined, so every execution of a call is counted by a probe. At -O2 each call that
was inlined (caller, line, callee), wherever GCC has put it, must have been executed as often, or have
no number: the figure that is missing is said aloud, one that is wrong is worse.
"""
import collections
import functools
import os
import re
import sys

import oracle
import parity
import records

sys.path[:0] = [os.path.join(oracle.HERE, ".."), os.path.join(oracle.HERE, "..", "e2e")]
import pprof_reader  # noqa: E402: tells the line of every frame
import versions  # noqa: E402



# The least share of bodies that must have a number at -O2, or a test would pass without any.
LEAST = {"lua": versions.of_gcc().inlined_lua, "minigzip": 0.8, "bzip2": 0.7, "bodies": 0.3}


def base(name):
    """A clone runs in the name of its function."""
    return re.sub(r"(\.(part|constprop|isra|cold|localalias)(\.\d+)?)+$", "", name)


def add_calls(path, calls):
    """Adds to {(caller, file, line of the call, callee): executions}."""
    profile = pprof_reader.read(path)
    index = profile.index("calls")
    for sample in profile.samples:
        if not sample.values[index]:
            continue
        callee, caller = (sample.stack + [None])[:2]
        if not caller:
            calls["", "", 0, base(callee.system_name)] += sample.values[index]
        else:
            key = (base(caller.system_name), os.path.basename(caller.file), caller.line,
                   base(callee.system_name))
            if key[0] == key[3] and ".part" in callee.system_name:
                continue  # a part of the function, not a call of it
            calls[key] += sample.values[index]


class Bodies:
    """What the static records say: {call: [its body has a number] for each place it was inlined}, and
    the calls of which no copy of the caller lacks the body."""

    def __init__(self, program, truth):
        # Not of functions that the other build has from the library, such as tolower.
        probed, written = set(), collections.Counter()
        for function in records.functions(truth):
            probed.add(function.name)
            for site in function.sites:
                written[function.name, os.path.basename(site.file), site.line, site.callee] += 1
        self.calls = collections.defaultdict(list)
        copies = collections.Counter()
        for function in records.functions(program):
            names = [base(function.name)] + [base(scope.name) for scope in function.scopes]
            copies.update(names)
            for scope in function.scopes:
                key = (names[scope.parent], os.path.basename(scope.call_file), scope.call_line,
                       base(scope.name))
                if key[3] in probed:
                    self.calls[key].append(scope.entries > 0)
        self.everywhere = {key for key, numbered in self.calls.items()
                           if len(numbered) == written[key] * copies[key[0]]}


def executions(calls):
    """{function: how often it ran}"""
    result = collections.Counter()
    for key, count in calls.items():
        result[key[3]] += count
    return result


def judge(truth, found, bodies, verbose):
    """Returns the number of wrong figures, and the share of bodies that have one."""
    known = sum(sum(numbered) for numbered in bodies.calls.values())
    total = sum(len(numbered) for numbered in bodies.calls.values())
    runs = {"truth": executions(truth), "found": executions(found)}
    wrong = judged = 0
    for key in sorted(bodies.calls):
        numbered = bodies.calls[key]
        if not any(numbered):
            continue
        # Where bodies of a call have no number, or copies of its caller have no trace of the call or
        # of themselves, what is there must not be more than the truth.
        complete = (all(numbered) and key in bodies.everywhere
                    and runs["found"][key[0]] == runs["truth"][key[0]])
        good = found[key] == truth[key] if complete else found[key] <= truth[key]
        judged += complete and truth[key] > 0
        wrong += not good
        if not good or verbose:
            print("%-5s %s:%d: %s calls %s: %d, is %d%s; numbers: %s" % (
                "ok" if good else "WRONG", key[1], key[2], key[0], key[3], found[key], truth[key],
                "" if complete else " in more places", "".join("ny"[one] for one in numbered)))
    print("%d of %d inlined bodies have a number (%.1f %%); of %d inlined calls %d ran and have all "
          "their numbers; %d wrong" % (
              known, total, 100 * known / max(total, 1), len(bodies.calls), judged, wrong))
    return wrong, known / total


def make_bodies(shop, mode, output, flags):
    return shop.compile(mode, output, [os.path.join(oracle.HERE, "bodies.c")], flags)


def main(build, program, *options):
    shop = oracle.Workshop(build, "inlined-" + program)
    make = getattr(shop, program, None) or functools.partial(make_bodies, shop)
    verbose, flags = "-v" in options, [option for option in options if option != "-v"]
    make("calls", shop.path("truth"), ["-O0", "-g"])
    make(None, shop.path("plain"), ["-O2", "-g"])
    make("count", shop.path("count"), ["-O2", "-g", *flags])
    calls = {"truth": collections.Counter(), "count": collections.Counter()}
    jobs = [([], None)] if program == "bodies" else parity.jobs(shop, program)
    for number, (arguments, data) in enumerate(jobs):
        given = {"input": data} if data is not None else {}
        said = set()
        for name, total in calls.items():
            out = shop.path("%s.%d.pb.gz" % (name, number))
            command = oracle.NO_ASLR + [shop.path(name)] + arguments
            said.add(oracle.run(command, env=oracle.environment(CINSTR_OUT=out), **given))
            add_calls(out, total)
        if len(said) > 1:
            oracle.fail("the two builds say different things")
    bodies = Bodies(shop.path("count"), shop.path("truth"))
    wrong, share = judge(calls["truth"], calls["count"], bodies, verbose)
    if wrong:
        oracle.fail("wrong numbers of executions")
    if not flags and share < LEAST[program]:
        oracle.fail("bodies with a number: %.3f, at least %g" % (share, LEAST[program]))


if __name__ == "__main__":
    main(*sys.argv[1:])
