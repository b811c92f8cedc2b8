# SPDX-License-Identifier: MIT
"""
Programs that nobody tuned for against callgrind: programs.py BUILD NAME [FLAGS]

NAME is an entry of programs.toml, FLAGS a set of flags beside -O2. Calls must be equal for all
functions, the total within 1 %, 95 % of the functions above 0.1 % of the total within 2 %, and none
outside the bounds that the profile tells. The last line is the program's row of the table in
docs/accuracy.md.
"""
import os
import shutil
import sys
import tomllib

import callgrind
import instructions
import oracle
import parity

SHARE = 0.001


def shell(command, directory, **variables):
    env = oracle.environment(**variables)
    return oracle.run(oracle.NO_ASLR + ["bash", "-c", command], cwd=directory, env=env,
                      stderr=None)


def build(shop, entry, which, flags, option=""):
    """Builds one variant in a directory of its own, with a further option of the plugin where it has
    probes; returns the binary. All names are of one length:
    some programs keep paths, and allocate for them."""
    directory = shop.path(which)
    shutil.copytree(shop.source(entry["package"]), directory, symlinks=True)
    tools = {"CC": "gcc", "CXX": "g++"}
    if which == "count":
        tools = {name: os.path.join(shop.build, "bin", "cinstr-" + tool) + " " + oracle.COUNT + " " + option
                 for name, tool in tools.items()}
    shell(entry["build"] + " >&2", directory, CFLAGS="-g " + flags, **tools,
          SCRIPTS=os.path.join(oracle.HERE, "programs"))
    return os.path.realpath(os.path.join(directory, entry["binary"]))  # callgrind names no link


def launcher(shop, name, command):
    """A script that runs a command with the arguments it gets: several runs of the program in one
    shell command each write a file of their own."""
    path = shop.path(name)
    with open(path, "w") as file:
        file.write("#!/bin/sh\nexec %s \"$@\"\n" % command)
    os.chmod(path, 0o755)
    return path


def run_all(shop, entry, variable, wrapper):
    """The output of all commands of an entry, the program run by `wrapper`."""
    text = shop.path("text")
    if not os.path.exists(text):
        parity.text_file(text, 300000)
    said = b""
    for number, command in enumerate(entry["run"]):
        scratch = shop.path("d%d" % number)
        shutil.rmtree(scratch, ignore_errors=True)
        os.makedirs(scratch)
        said += shell(command, shop.source(entry["package"]), BINARY=wrapper, TEXT=text, DIR=scratch,
                      SCRIPTS=os.path.join(oracle.HERE, "programs"), **variable)
    return said


def files(shop, prefix, suffix):
    names = sorted(os.listdir(shop.directory))
    return [shop.path(name) for name in names if name.startswith(prefix) and name.endswith(suffix)]


def names_of_code(program):
    """{name: the first name of the same code}: a constructor has two, of which callgrind and cinstr
    may take one each. Names of several functions are left out."""
    listed = oracle.run(["nm", program]).decode().split("\n")
    places = {}
    for place, kind, name in (line.split() for line in listed if len(line.split()) == 3):
        if kind in "tTwWuVi":
            places.setdefault(name, set()).add(place)
    first, result = {}, {}
    for name in sorted(places):
        if len(places[name]) == 1:
            result[name] = first.setdefault(min(places[name]), name)
    return result


def renamed(table, names):
    result = {}
    for (name, file), count in table.items():
        key = (names.get(name, name), file)
        result[key] = result.get(key, 0) + count
    return result


def check_calls(judge, shop, plain, names):
    theirs, ours = {}, {}
    for path in files(shop, "callgrind.", ""):
        parity.add(theirs, renamed(parity.callgrind_calls(path, plain), names))
    for path in files(shop, "ours.", ".prof"):
        parity.add(ours, renamed(parity.cinstr_calls(path), names))
    judge.check(parity.compare(theirs, ours), "calls of all functions equal")


def check_instructions(judge, theirs, ours):
    functions = instructions.joined(theirs.functions, ours.functions)
    told = {name: pair for name, pair in functions.items() if pair[1]}
    whole, own = (sum(column) for column in zip(*told.values()))
    big = sorted((n for n in told if told[n][0] > whole * SHARE), key=lambda n: -told[n][0])
    close = 0
    for name in big:
        ratio = told[name][1] / told[name][0]
        close += abs(ratio - 1) <= 0.02
        if abs(ratio - 1) > 0.02:
            print("        %-40s %12d %12d %7.3f" % (name, *told[name], ratio))
    judge.check(abs(own / whole - 1) <= 0.01, "total: %.4f of callgrind's" % (own / whole))
    with_stubs = own / (whole + theirs.stubs)
    print("        with the stubs of the procedure linkage table: %.4f" % with_stubs)
    judge.check(close >= 0.95 * len(big), "within 2 %%: %d of %d functions" % (close, len(big)))
    outside = instructions.check_bounds(judge, big, ours.bounds(theirs.functions))
    lines = sum(max(0, ours.lines[at] - theirs.lines.get(at, 0)) for at in ours.lines)
    judge.check(lines <= 0.03 * own, "on another line: %.2f %%" % (100 * lines / own))
    return "%.4f | %.4f | %d of %d | %d | %.1f %%" % (own / whole, with_stubs, close, len(big), outside,
                                                       100 * lines / own)


def main(directory, name, flags="-O2"):
    oracle.need(valgrind="valgrind", gcc="gcc", setarch="util-linux", make="make")
    with open(os.path.join(oracle.HERE, "programs.toml"), "rb") as file:
        entry = tomllib.load(file)[name]
    shop = oracle.Workshop(directory, "programs-" + name + flags.replace(" ", ""))
    plain, count = build(shop, entry, "plain", flags), build(shop, entry, "count", flags)
    valgrind = " ".join(callgrind.command(shop.path("callgrind.%p"), "--demangle=no", plain))
    expected = run_all(shop, entry, {}, launcher(shop, "run.plain", valgrind))
    said = run_all(shop, entry, {"CINSTR_OUT": shop.path("ours.%p.%t")},
                   launcher(shop, "run.count", count))
    judge = instructions.Judge()
    judge.check(said == expected, "output of the instrumented program equal")
    theirs, ours = callgrind.Costs(plain), instructions.Profile()
    for path in files(shop, "callgrind.", ""):
        theirs.add(path)
    for path in files(shop, "ours.", ".prof"):
        ours.add(path)
    names = names_of_code(plain)
    theirs.functions = renamed(theirs.functions, names)
    for table in ("functions", "least", "most"):
        setattr(ours, table, renamed(getattr(ours, table), names))
    check_calls(judge, shop, plain, names)
    print("\n| %s | %s |" % (name, check_instructions(judge, theirs, ours)))
    shutil.rmtree(shop.directory)
    if judge.failed:
        oracle.fail("%d bounds missed" % judge.failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
