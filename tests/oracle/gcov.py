# SPDX-License-Identifier: MIT
"""
Lines against gcov at -O0: gcov.py BUILD lines|bzip2|lua

A profile tells instructions of a line, not executions; but where all of a line's instructions hang
on one counted block, the records tell how many there are each time, and the quotient is how often
the line ran. That must be what gcov counts. Lines with several blocks (loops on one line, `a && b`,
what follows a call) have no such quotient. Where each of their instructions ran as often as
gcov says of the line, they are equal; else nothing is known. How many there are is printed.
"""
import json
import os
import sys

import oracle
import parity
import pprof
import records


def build(shop, program, mode, output, flags):
    if program == "lines":
        return shop.compile(mode, output, [os.path.join(oracle.HERE, "lines.c")], flags)
    return getattr(shop, program)(mode, output, flags)


def workload(shop, program):
    if program == "lines":
        return [([], None)]
    if program == "lua":
        return [([os.path.join(oracle.HERE, "lua", "work.lua"), "5"], None)]
    return parity.jobs(shop, program)


def gcov_lines(shop, directory):
    """{(function, file, line): executions}"""
    notes = sorted(name for name in os.listdir(directory) if name.endswith(".gcno"))
    result = {}
    for note in notes:
        text = oracle.run(["gcov", "--json-format", "--stdout", note], cwd=directory, stderr=None)
        data = json.loads(text)
        for file in data["files"]:
            path = os.path.normpath(os.path.join(data["current_working_directory"], file["file"]))
            # For a function's first line gcov tells of the block that the function begins with, and a
            # loop may go back to it. parity.py judges how often functions are entered.
            first = {(f["name"], f["start_line"]) for f in file["functions"]}
            for line in file["lines"]:
                place = (line.get("function_name"), path, line["line_number"])
                if (line.get("function_name"), line["line_number"]) not in first:
                    result[place] = result.get(place, 0) + line["count"]
    return result


# Where gcov is wrong, known from the lines around and from the object code: the first `return` of
# luaH_newkey never runs (lines 678 and 680 run equally often), and gcov gives it the runs of the
# second one, whose block it takes for the same.
# Line 682 in the release that Debian 13 has.
GCOV_FAULTS = {("luaH_newkey", "ltable.c", 679), ("luaH_newkey", "ltable.c", 682)}


def add_instructions(path, total):
    profile = pprof.Profile(path)
    index = profile.types.index("instructions")
    for leaf, line, (_, values) in zip(profile.leaves, profile.leaf_lines, profile.samples):
        if len(leaf) == 1:
            place = (leaf[0].system_name, os.path.normpath(leaf[0].file), line)
            total[place] = total.get(place, 0) + values[index]


def main(directory, program):
    oracle.need(gcov="gcc", gcc="gcc", objcopy="binutils", setarch="util-linux")
    shop = oracle.Workshop(directory, "gcov-" + program)
    # jobs() makes input with "plain"; the others have paths of one length, see parity.py.
    build(shop, program, None, shop.path("plain"), ["-O0", "-g"])
    build(shop, program, "count", shop.path("count"), ["-O0", "-g"])
    covered = shop.path("covered")
    os.makedirs(covered)
    flags = ["-O0", "-g", "--coverage", "-dumpdir", covered + "/"]
    build(shop, program, None, shop.path("cover"), flags)
    ours = {}
    for number, (arguments, data) in enumerate(workload(shop, program)):
        given = {"input": data} if data is not None else {}
        prof = shop.path("%d.pb.gz" % number)
        env = oracle.environment(CINSTR_OUT=prof)
        oracle.run(oracle.NO_ASLR + [shop.path("count")] + arguments, env=env, **given)
        oracle.run(oracle.NO_ASLR + [shop.path("cover")] + arguments, **given)
        add_instructions(prof, ours)
    theirs = gcov_lines(shop, covered)
    equal, alike, several, bad = 0, 0, 0, []
    for place, by_variable in sorted(records.line_costs(shop.path("count")).items()):
        place = (place[0], os.path.normpath(place[1]), place[2])
        if place not in theirs or (place[0], os.path.basename(place[1]), place[2]) in GCOV_FAULTS:
            continue
        each = sum(by_variable.values())
        executions = ours.get(place, 0) / each if each else 0
        if len(by_variable) != 1:
            alike += executions == theirs[place]
            several += executions != theirs[place]
        elif executions == theirs[place]:
            equal += 1
        else:
            bad.append((place, theirs[place], executions))
    for (function, file, line), expected, got in bad[:60]:
        print("%-28s %s:%d: gcov %d, cinstr %.2f" % (function, os.path.basename(file), line, expected, got))
    print("%d lines equal, %d not; of those of several blocks %d are, %d may be" % (equal, len(bad), alike, several))
    if bad or equal + alike < 35:
        oracle.fail("lines differ from gcov's")


if __name__ == "__main__":
    main(*sys.argv[1:])
