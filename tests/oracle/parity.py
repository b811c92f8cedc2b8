# SPDX-License-Identifier: MIT
"""
Call-count parity: parity.py BUILD lua|minigzip|bzip2

callgrind counts the calls of the program as plain GCC builds it, cinstr those of its own build. The
two must agree for every function, since probes are to change nothing of what is inlined, cloned or
tail-called.
"""
import functools
import os
import re
import sys

import oracle
import pprof


def compressed(names, text):
    """callgrind writes a name once, "(3) name", and "(3)" from then on."""
    number, _, name = text.partition(" ")
    if name:
        names[number] = name
    return number, names[number]


def callgrind_edges(path):
    """Where the functions in a file of callgrind's are, {number: (name, file, object)}, and their
    calls, [(caller's number, callee's number, calls)]. Numbers tell functions apart, names do not:
    statics of two files may share one."""
    names = {"ob": {}, "fl": {}, "fn": {}}
    place, edges, current, callee = {}, [], None, None
    file = object_ = None
    with open(path) as lines:
        for line in lines:
            key, found, value = line.rstrip("\n").partition("=")
            if not found:
                continue
            if key == "ob":
                object_ = compressed(names["ob"], value)[1]
            elif key == "fl":
                file = compressed(names["fl"], value)[1]
            elif key in ("fi", "fe", "cfi", "cfl"):
                compressed(names["fl"], value)
            elif key == "cob":
                compressed(names["ob"], value)
            elif key == "fn":
                current, name = compressed(names["fn"], value)
                place[current] = (name.split("'")[0], file, object_)
            elif key == "cfn":
                callee = compressed(names["fn"], value)[0]
            elif key == "calls":
                edges.append((current, callee, int(value.split()[0])))
    return place, edges


@functools.cache
def looping_to_entry(program):
    """Functions in which a jump leads to their own first instruction and no call may. callgrind takes it for a call."""
    text = oracle.run(["objdump", "-d", "--no-show-raw-insn", program]).decode()
    jumping, calling, here = set(), set(), None
    for line in text.splitlines():
        heading = re.match(r"[0-9a-f]+ <(.*)>:$", line)
        here = heading[1] if heading else here
        branch = re.match(r" *[0-9a-f]+:\t(?:\w+ )?(call|j\w+) +(\S+)(?: <(.*)>)?", line)
        if branch and branch[1] == "call" and (branch[2].startswith("*") or branch[3] == here):
            calling.add(here)
        elif branch and branch[1] != "call" and branch[3] == here:
            jumping.add(here)
    return jumping - calling


def callgrind_calls(path, program):
    """{(name, file): calls} of the functions in the object `program`."""
    looping = looping_to_entry(program)
    place, edges = callgrind_edges(path)
    calls = {}
    for caller, callee, count in edges:
        add(calls.setdefault(callee, {}), {caller: count})
    result = {}
    for callee, callers in calls.items():
        name, file, object_ = place[callee]
        # "(below main)" is _start. Without a name in the symbol table it is a stub of the linker's.
        if object_ != program or name.endswith(".cold") or name.startswith(("(below", "0x")):
            continue
        # To callgrind a jump back from a function's cold part is a call, and so is a loop's jump to its entry.
        jumps = {name + ".cold"} | ({name} & looping)
        total = sum(n for caller, n in callers.items() if place[caller][0] not in jumps)
        key = (name, os.path.basename(file))
        result[key] = result.get(key, 0) + total
    return result


def cinstr_calls(path):
    result = {}
    for function, count in pprof.Profile(path).calls().items():
        key = (function.system_name, os.path.basename(function.file))
        result[key] = result.get(key, 0) + count
    return result


def by_name(calls, ambiguous):
    """Files tell apart only what names do not: callgrind's file is where the first line is from,
    which may be a header's inlined function."""
    result = {}
    for (name, file), count in calls.items():
        key = "%s (%s)" % (name, file) if name in ambiguous else name
        result[key] = result.get(key, 0) + count
    return result


def compare(theirs, ours):
    files = {}
    for name, file in ours:
        files.setdefault(name, set()).add(file)
    ambiguous = {name for name, where in files.items() if len(where) > 1}
    theirs, ours = by_name(theirs, ambiguous), by_name(ours, ambiguous)
    names = sorted(set(theirs) | set(ours))
    bad = [n for n in names if theirs.get(n, 0) != ours.get(n, 0)]
    if bad:
        print("\n%-40s %14s %14s" % ("function", "callgrind", "cinstr"))
        for name in bad[:60]:
            print("%-40s %14d %14d" % (name, theirs.get(name, 0), ours.get(name, 0)))
    print(
        "%d of %d functions equal; calls: callgrind %d, cinstr %d"
        % (len(names) - len(bad), len(names), sum(theirs.values()), sum(ours.values()))
    )
    return not bad


def text_file(path, size):
    """English enough for a compressor, and always the same."""
    words = "the of profile exact call counts are what a compiler plugin can see and samplers cannot"
    words = words.split()
    state, out = 7, []
    length = 0
    while length < size:
        state = (state * 1103515245 + 12345) % 2147483648
        word = words[state // 65536 % len(words)] + ("\n" if state % 11 == 0 else " ")
        out.append(word + (str(state) if state // 4096 % 5 == 0 else ""))
        length += len(out[-1])
    with open(path, "w") as file:
        file.write("".join(out)[:size])


def jobs(shop, name):
    """[(arguments, input, output)]: the runs that make up one program's workload."""
    if name == "lua":
        return [([os.path.join(oracle.HERE, "lua", "work.lua")], None)]
    text = shop.path("text")
    text_file(text, 3000000 if name == "minigzip" else 1200000)
    with open(text, "rb") as file:
        data = file.read()
    if name == "minigzip":
        plain = oracle.run([shop.path("plain"), "-9"], input=data)
        return [(["-9"], data), (["-1"], data), (["-d"], plain)]
    packed = oracle.run([shop.path("plain"), "-9c"], input=data)
    return [(["-9c"], data), (["-1c"], data), (["-dc"], packed), (["-tv"], packed)]


def add(total, part):
    for key, count in part.items():
        total[key] = total.get(key, 0) + count


def main(build, name):
    oracle.need(valgrind="valgrind", gcc="gcc", setarch="util-linux")
    shop = oracle.Workshop(build, "parity-" + name)
    # Paths of one length: Lua keeps its own in a string, whose size shifts the garbage collector.
    for mode in ("plain", "count", "calls"):
        getattr(shop, name)(None if mode == "plain" else mode, shop.path(mode))
    theirs, ours = {}, {"count": {}, "calls": {}}
    for number, (arguments, data) in enumerate(jobs(shop, name)):
        given = {"input": data} if data is not None else {}
        out = shop.path("callgrind.%d" % number)
        command = ["valgrind", "-q", "--tool=callgrind", "--callgrind-out-file=" + out]
        expected = oracle.run(oracle.NO_ASLR + command + [shop.path("plain")] + arguments, **given)
        add(theirs, callgrind_calls(out, shop.path("plain")))
        for mode, total in ours.items():
            prof = shop.path("%s.%d.pb.gz" % (mode, number))
            env = oracle.environment(CINSTR_OUT=prof)
            command = oracle.NO_ASLR + [shop.path(mode)] + arguments
            if oracle.run(command, env=env, **given) != expected:
                oracle.fail("output of the instrumented program differs")
            add(total, cinstr_calls(prof))
    if sum(theirs.values()) < 1000000:
        oracle.fail("the workload made next to no calls")
    good = True
    for mode, total in ours.items():
        print("mode=count" if mode == "count" else "mode=count instructions=off", end=": ")
        good &= compare(theirs, total)
    if not good:
        oracle.fail("counts differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
