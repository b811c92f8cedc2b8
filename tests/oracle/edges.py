# SPDX-License-Identifier: MIT
"""
Calls into libraries against callgrind: edges.py BUILD lua|minigzip|bzip2|NAME

In mode=count calls of functions without probes follow from the counters of blocks. callgrind counts,
for each function of the plain program, the calls into other objects. Equal for every caller, all
callees together, and for each callee that both know by the same name: the C library has several
bodies of one function (strlen is __strlen_avx2). NAME is an entry of programs.toml.
"""
import glob
import os
import re
import sys

import mix
import oracle
import parity
import pprof

VARIANT = re.compile(r"^_*([A-Za-z0-9]\w*?)(_(avx|sse|evex|erms|unaligned|fma|c$|nocancel)\w*)?$")


def plain_name(name):
    name = VARIANT.sub(r"\1", name)
    return {"memmove": "memcpy"}.get(name, name)  # one body, to which callgrind gives one of the names


def add(table, key, count):
    table[key] = table.get(key, 0) + count


def library_edges(path, program, edges):
    """Adds {(caller, callee): calls} from the object `program` into others."""
    place, calls = parity.callgrind_edges(path)
    for caller, callee, count in calls:
        if place[caller][2] == program and place[callee][2] != program:
            name = mix.body_name(re.sub(r"\.cold(\.\d+)?$", "", place[caller][0]))
            add(edges, (name, plain_name(place[callee][0])), count)


def cinstr_edges(path, edges):
    profile = pprof.Profile(path)
    index = profile.types.index("calls")
    for leaf, line, (_, values), calling in zip(profile.leaves, profile.leaf_lines, profile.samples,
                                                profile.calling):
        if len(leaf) == 1 and not line and values[index]:  # its file is a library
            add(edges, (mix.body_name(calling.system_name), plain_name(leaf[0].system_name)), values[index])


def print_edges(theirs, ours, caller):
    for kind, edges in (("callgrind", theirs), ("cinstr", ours)):
        for edge, count in sorted(edges.items()):
            if edge[0] == caller:
                print("        %-10s %s -> %s: %d" % (kind, *edge, count))


def by_caller(edges):
    result = {}
    for (caller, _), count in edges.items():
        add(result, caller, count)
    return result


def compare(what, theirs, ours, keys):
    bad = [key for key in sorted(keys) if theirs.get(key, 0) != ours.get(key, 0)]
    for key in bad[:40]:
        print("        %-60s %12d %12d" % (key, theirs.get(key, 0), ours.get(key, 0)))
    print("%d of %d %s equal" % (len(keys) - len(bad), len(keys), what))
    return len(bad)


def main(build, program):
    oracle.need(valgrind="valgrind", gcc="gcc", setarch="util-linux")
    shop = oracle.Workshop(build, "edges-" + program)
    os.environ["LD_BIND_NOW"] = "1"  # else each function's first call is one of the resolver
    mix.VALGRIND = mix.VALGRIND.replace("--skip-plt=no", "--skip-plt=yes")  # callees, not stubs
    known = program in ("lua", "minigzip", "bzip2", "nbody")
    plain = (mix.run_known if known else mix.run_listed)(shop, program)
    theirs, ours = {}, {}
    for path in glob.glob(shop.path("callgrind.*")):
        library_edges(path, plain, theirs)
    for path in glob.glob(shop.path("ours.*.prof")):
        cinstr_edges(path, ours)
    # The start of a program is its own, and has no probes.
    theirs = {edge: n for edge, n in theirs.items() if not edge[0].startswith(("(below", "_start", "0x"))}
    callers = {caller for caller, _ in set(theirs) | set(ours)}
    totals = by_caller(theirs), by_caller(ours)
    failed = compare("callers", *totals, callers)
    for caller in sorted(callers):
        if totals[0].get(caller) != totals[1].get(caller):
            print_edges(theirs, ours, caller)
    same = set(theirs) & set(ours)
    failed += compare("edges of the same names", theirs, ours, same)
    if len(same) < len(theirs) / 2:
        oracle.fail("%d of %d edges have a name that both know" % (len(same), len(theirs)))
    print("calls: callgrind %d, cinstr %d; edges %d, %d" %
          (sum(theirs.values()), sum(ours.values()), len(theirs), len(ours)))
    if failed:
        oracle.fail("%d differ" % failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
