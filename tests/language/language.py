#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of languages and options: what a new standard brings compiles with probes and is counted right.

  language.py --list               the names of the cases
  language.py BUILD NAME           the newest GCC that knows the case, in each mode at one level
  language.py BUILD NAME --full    every such GCC, in each mode at each level

A case is cases/NAME.c, cases/NAME.cc or a folder of C++ files. Its first line tells what it needs:
    // std: gnu17  min: 13  flags: -fopenmp
and later lines how often functions are called, `name=number`. Each program must compile with GCC's
own checks on, print what the plain program prints, and have these counts. Status 77: no GCC of this
build is new enough.
"""

import collections
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))
import pprof_reader  # noqa: E402

NOT_RUN = 77
CASES = os.path.join(HERE, "cases")
MODES = {
    "count": ["mode=count"],
    "time": ["mode=time"],
    "guard": ["mode=guard", "guard=."],
    "live": ["mode=count", "alloc=live"],
}
LEVELS = ["-O0", "-O1", "-O2", "-O3"]
# In the quick run; four modes at four levels meet over the cases.
QUICK = {"count": "-O2", "time": "-O1", "guard": "-O2", "live": "-O3"}
# Where a GCC has another name for a standard.
STANDARDS = {("gnu23", 11): "gnu2x", ("gnu23", 12): "gnu2x", ("gnu23", 13): "gnu2x"}

Case = collections.namedtuple("Case", "name sources standard least flags calls")


class Failed(Exception):
    pass


def names():
    found = {os.path.splitext(name)[0] for name in os.listdir(CASES)}
    return sorted(found)


def read(name):
    paths = sorted(glob.glob(os.path.join(CASES, name + ".c*")))
    paths += sorted(glob.glob(os.path.join(CASES, name, "*.cc")))
    text = ""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text += file.read()
    head = re.search(r"// std: (\S+)\s+min: (\d+)(?:\s+flags: (.*))?", text)
    calls = {}
    for line in re.findall(r"^// D?CALLS (.*)$", text, re.M):
        calls.update((word.split("=")[0], int(word.split("=")[1])) for word in line.split())
    if not head or not calls:
        raise Failed(f"{name}: no line '// std:' or none of calls")
    return Case(name, paths, head[1], int(head[2]), (head[3] or "").split(), calls)


def majors(build):
    found = glob.glob(os.path.join(build, "lib", "cinstr", "gcc-*", "cinstr.so"))
    return sorted(int(re.search(r"gcc-(\d+)", path)[1]) for path in found)


def run(command, directory, what, **environment):
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, errors="replace",
                          env={**os.environ, **environment})
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        raise Failed(f"{what}: status {done.returncode}\n{tail}")
    return done


def compile_case(build, case, major, level, mode, directory):
    cxx = case.sources[0].endswith(".cc")
    compiler = f"g++-{major}" if cxx else f"gcc-{major}"
    standard = STANDARDS.get((case.standard, major), case.standard)
    command = [compiler]
    if mode != "plain":
        wrapper = os.path.join(build, "bin", "cinstr-g++" if cxx else "cinstr-gcc")
        command = [wrapper, "-fchecking=2"]
        command += ["-fplugin-arg-cinstr-" + option for option in MODES[mode]]
    command += [f"-std={standard}", level, "-g", "-w", *case.flags, *case.sources, "-o", mode, "-lm"]
    variable = "CINSTR_CXX" if cxx else "CINSTR_CC"
    what = f"GCC {major} {level} {mode}"
    run(command, directory, what + ": compiling", **{variable: compiler})
    done = run([os.path.join(directory, mode)], directory, what + ": running")
    return done.stdout


def base(name):
    """`add` of "int add<int>(int, int)", `copy` of "copy.constprop.0"."""
    if name.startswith("_Z"):  # what the profile's writer had no demangler for
        name = subprocess.run(["c++filt", name], capture_output=True, text=True).stdout.strip()
    name = re.sub(r"\[.*?\]|@\w+", "", name)
    if "thunk to " in name:  # is no function of the program's; GCC 16 calls some by name
        return "{thunk}"
    depth, kept = 0, ""
    for letter in name:
        depth -= letter in ">)"
        kept += letter if depth == 0 and letter != ">" else ""
        depth += letter in "<("
    kept = kept.replace("<", "")
    if ")::{lambda" in kept:
        return "{lambda}"
    kept = re.sub(r"\.(constprop|isra|part|cold|lto_priv)\b|\.\d+\b", "", kept.split("(")[0])
    return re.split(r"::|\s", kept)[-1]


def check_calls(case, what, path):
    have = collections.Counter()
    for name, number in pprof_reader.read(path).flat("calls").items():
        have[base(name)] += number
    wrong = [f"{name} {have[name]}, not {number}" for name, number in case.calls.items()
             if have[name] != number]
    if wrong:
        raise Failed(f"{what}: calls: {', '.join(wrong)}; there are {dict(have)}")


def judge(build, case, major, level, mode):
    with tempfile.TemporaryDirectory(prefix="language-") as directory:
        want = compile_case(build, case, major, level, "plain", directory)
        have = compile_case(build, case, major, level, mode, directory)
        what = f"GCC {major} {level} {mode}"
        if have != want:
            raise Failed(f"{what}: prints {have!r}, and plain {want!r}")
        if mode != "guard":
            check_calls(case, what, os.path.join(directory, mode + ".prof.pb.gz"))


def main(arguments):
    if arguments == ["--list"]:
        print("\n".join(names()))
        return 0
    if len(arguments) not in (2, 3) or arguments[2:] not in ([], ["--full"]):
        sys.exit(__doc__)
    build, case, full = os.path.abspath(arguments[0]), read(arguments[1]), len(arguments) == 3
    known = [major for major in majors(build) if major >= case.least]
    if not known:
        print(f"not run: needs GCC {case.least} or later; this build is for {majors(build)}")
        return NOT_RUN
    pairs = [(mode, level) for mode in MODES for level in LEVELS] if full else QUICK.items()
    wrong = []
    for major in known if full else known[-1:]:
        if not shutil.which(f"g++-{major}") and case.sources[0].endswith(".cc"):
            print(f"not run with GCC {major}: no g++-{major}")
            continue
        for mode, level in pairs:
            try:
                judge(build, case, major, level, mode)
            except Failed as failure:
                wrong.append(str(failure))
    for failure in wrong:
        print(f"{case.name}: FAILED: {failure}")
    print(f"{case.name}: {len(wrong)} failures" if wrong else f"{case.name}: ok")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        sys.exit(str(failure))
