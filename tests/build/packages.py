#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Packages that were not written for cinstr, configured, built and tested with gcc and with cinstr-gcc.

  packages.py --list                         "TIER KIND NAME" of all tests
  packages.py BUILD --table                  what the last run of each said, as docs/build-systems.md has it
  packages.py BUILD configure NAME [MODE...] the answers of the package's configure: equal
  packages.py BUILD package NAME [MODE...]   it builds, and its own tests say the same

packages.ini says how, or the file that --from=FILE names in front. Modes are time, count and guard;
without one: all. Sources come from Debian by scripts/sources, into BUILD/sources.
"""

import configparser
import difflib
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "..", "..", "scripts", "sources")
MODES = ("time", "count", "guard")
COMPILERS = {"gcc": ("gcc", "CC"), "cc": ("gcc", "CC"), "g++": ("g++", "CXX"), "c++": ("g++", "CXX")}
# Where a configure leaves its answers. Of logs only the answers are compared: the rest has times,
# names of processes and the commands of the compiler's.
ANSWERS = re.compile(r"(\.h|\.cache|\.mak|\.pm|\.mk|CMakeCache\.txt|Makefile|config\.status)$")
LANGUAGE = re.compile(r"\.(c|h|cc|cpp|cxx|hh|hpp|inc|l|y)$")
LOGS = {"config.log": r"^configure:\d+: (?:result|checking).*$", "meson-log.txt": r"^.*: (?:YES|NO)\b.*$"}


class Failed(Exception):
    """A check that did not hold."""


def read_list(path):
    parser = configparser.ConfigParser(interpolation=None)
    with open(path, encoding="utf-8") as file:
        parser.read_file(file)
    return parser


class Package:
    """A package's unpacked source; each compiler gets a copy of it at the same place."""

    def __init__(self, build, kind, name, steps):
        self.build, self.steps = os.path.abspath(build), steps
        self.place = os.path.join(self.build, "tests", "build", f"{kind}-{name}")
        shutil.rmtree(self.place, ignore_errors=True)
        os.makedirs(os.path.join(self.place, "shims"))
        sources = os.path.join(self.build, "sources")
        if subprocess.run([SOURCES, "--whole", sources, name], check=False).returncode:
            raise Failed("gcc: its source cannot be had")
        self.tree, self.prepared = self.path("tree"), self.path("prepared")
        shutil.copytree(os.path.join(sources, name), self.prepared, symlinks=True)
        if "prepare" in self.steps:
            self.run("prepare", None, self.prepared)

    def path(self, *names):
        return os.path.join(self.place, *names)

    def use(self, mode):
        """The compiler that `gcc` and its other names are, and a new copy of the source."""
        for name, (compiler, variable) in COMPILERS.items():
            real = shutil.which(compiler)
            wrapper = os.path.join(self.build, "bin", f"cinstr-{compiler}")
            with open(self.path("shims", name), "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\n")
                if mode:
                    file.write(f"export CINSTR_{variable}={real}\n"
                               f"exec {wrapper} -fplugin-arg-cinstr-mode={mode} \"$@\"\n")
                else:
                    file.write(f"exec {real} \"$@\"\n")
            os.chmod(self.path("shims", name), 0o755)
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(self.prepared, self.tree, symlinks=True)

    def run(self, step, mode, tree=None, must=True):
        """What the step said; its status is the first line when it need not be 0."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("CINSTR_", "CC", "CXX"))}
        # Perl and Python shuffle their tables otherwise.
        env.update(PATH=f"{self.path('shims')}:{env['PATH']}", LC_ALL="C", PERL_HASH_SEED="0",
                   PYTHONHASHSEED="0",
                   CINSTR_OUT=os.path.join(self.place, "profiles", "%e.%t.pb.gz"))
        os.makedirs(self.path("profiles"), exist_ok=True)
        done = subprocess.run(self.steps[step], shell=True, cwd=tree or self.tree, env=env, text=True,
                              errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if must and done.returncode:
            raise Failed(f"{mode or 'gcc'}: {step}: status {done.returncode}\n{done.stdout[-3000:]}")
        return done.stdout if must else f"status {done.returncode}\n{done.stdout}"


def answers(package, said):
    """name -> text of what configure found out."""
    out = {"standard output": said}
    before = {}
    for top, _, files in os.walk(package.tree):
        for file in files:
            path = os.path.join(top, file)
            name = os.path.relpath(path, package.tree)
            original = os.path.join(package.prepared, name)
            if not (ANSWERS.search(file) or file in LOGS) or os.path.islink(path):
                continue
            with open(path, encoding="utf-8", errors="replace") as stream:
                text = stream.read()
            if os.path.exists(original):
                with open(original, encoding="utf-8", errors="replace") as stream:
                    before[name] = stream.read()
            if before.get(name) == text:
                continue
            if file in LOGS:
                text = "\n".join(re.findall(LOGS[file], text, re.M))
            out[name] = text
    return out


def settle(text):
    """Without what differs between two runs of one compiler: times, dates, random names."""
    text = re.sub(r"\b\d{8}T\d{6}Z\b|\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*|\d\d:\d\d:\d\d\S*|\b\d+\.\d+ ?s(?:ec)?\b|\(\d+\.\d+s\)",
                  "TIME", text)
    text = re.sub(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]* .*\d{4}\b", "DATE", text)
    return re.sub(r"(conf|cmTC_|tmp|meson-private/tmp)\w{5,8}", r"\1X", text)


def configure(package, modes):
    """Counts a line of a file once: curl's configure writes the same rules for each object into
    each Makefile, 1.5 million lines of them into one, which say no more than 20,000 do."""
    wanted, count = None, 0
    for mode in (None, *modes):
        package.use(mode)
        have = answers(package, package.run("configure", mode))
        if wanted is None:
            wanted = have
            continue
        if sorted(wanted) != sorted(have):
            raise Failed(f"{mode}: other files: {sorted(set(wanted) ^ set(have))[:20]}")
        for name, text in wanted.items():
            count += len(set(text.split("\n")))
            if have[name] == text:
                continue
            ours, theirs = settle(have[name]).splitlines(), settle(text).splitlines()
            if ours != theirs:
                raise Failed(f"{mode}: {name} differs\n" + "\n".join(
                    list(difflib.unified_diff(theirs, ours, "gcc", "cinstr-gcc", "", "", 0))[:40]))
    return f"equal, {len(wanted)} files, {count // len(modes)} lines that differ from each other"


def package_tests(package, modes):
    wanted, pattern = None, package.steps.get("verdicts", r"(?!)")
    for mode in (None, *modes):
        package.use(mode)
        for step in ("configure", "build"):
            if step in package.steps:
                package.run(step, mode)
        said = package.run("test", mode, must=False) if "test" in package.steps else ""
        status = said.split("\n", 1)[0]
        have = [status] + [match.group(0) for match in re.finditer(pattern, said, re.M)]
        have = settle("\n".join(have)).splitlines()
        if wanted is None:
            wanted = have
            if "test" in package.steps and len(have) < 2:
                raise Failed(f"gcc: no verdicts in {said[-1500:]}")
            # Tests that fail before they begin fail alike with every compiler.
            if "test" in package.steps and status != "status 0":
                raise Failed(f"gcc: its own tests: {status}\n{said[-3000:]}")
        elif have != wanted:
            status = "" if status == wanted[0] else f", {status} for {wanted[0].split()[1]}"
            raise Failed(f"{mode}: {equal(wanted, have)} verdicts equal{status}\n" + "\n".join(
                list(difflib.unified_diff(wanted, have, "gcc", "cinstr-gcc", "", "", 0))[:40])
                + f"\n{said[-1500:]}")
        print(f"{mode or 'gcc'}: {len(have) - 1} verdicts, {status}", flush=True)
    if "test" not in package.steps:
        return "builds, has no tests here"
    return f"{equal(wanted, wanted)} verdicts equal, {wanted[0]}"


def equal(wanted, have):
    """How many verdicts of those with gcc were seen, in their order; the first line is the status."""
    blocks = difflib.SequenceMatcher(None, wanted[1:], have[1:], autojunk=False).get_matching_blocks()
    return f"{sum(block.size for block in blocks)} of {len(wanted) - 1}"


def size(source):
    """Its version, and thousands of lines of C and C++ that are not blank; nothing of what could not be had."""
    if not os.path.isdir(source):
        return "", ""
    with open(os.path.join(source, "debian", "changelog"), encoding="utf-8") as log:
        version = re.match(r"\S+ \((\S+)\)", log.readline()).group(1)
    lines = 0
    for top, directories, files in os.walk(source):
        directories[:] = [d for d in directories if d != ".pc"]  # originals of what Debian patches
        for path in (os.path.join(top, file) for file in files if LANGUAGE.search(file)):
            if not os.path.islink(path):
                with open(path, "rb") as stream:
                    lines += sum(1 for line in stream if line.strip())
    return version, f"{lines / 1000:.1f}"


def note(build, kind, name, modes, said):
    """Keeps what a run said, for the table."""
    with open(os.path.join(build, "packages.log"), "a", encoding="utf-8") as log:
        log.write(f"{kind}\t{name}\t{','.join(modes)}\t{said}\n")


def table(build, packages):
    last = {}
    with open(os.path.join(build, "packages.log"), encoding="utf-8") as log:
        for line in log:
            kind, name, modes, said = line.rstrip("\n").split("\t")
            last[kind, name] = said if modes == ",".join(MODES) else f"{said} ({modes})"
    print("| package | version | kLOC | what configure says | its build and its own tests |")
    print("|---|---|--:|---|---|")
    for name in packages.sections():
        said = [last.get((kind, name), "") for kind in ("configure", "package")]
        if any(said):
            print("|", " | ".join((name, *size(os.path.join(build, "sources", name)), *said)), "|")


def main(arguments):
    path = os.path.join(HERE, "packages.ini")
    if arguments and arguments[0].startswith("--from="):
        path = arguments.pop(0)[len("--from="):]
    packages = read_list(path)
    if arguments == ["--list"]:
        for name in packages.sections():
            if "configure" in packages[name]:
                print(packages[name].get("tier", "long"), "configure", name)
            if "build" in packages[name]:
                print("long package", name)
        return 0
    if len(arguments) == 2 and arguments[1] == "--table":
        table(arguments[0], packages)
        return 0
    if len(arguments) < 3 or arguments[1] not in ("configure", "package") or \
            arguments[2] not in packages or set(arguments[3:]) - set(MODES):
        print(__doc__, file=sys.stderr)
        return 2
    build, kind, name, *modes = arguments
    modes = modes or MODES
    try:
        package = Package(build, kind, name, packages[name])
        said = (configure if kind == "configure" else package_tests)(package, modes)
    except Failed as error:
        reason = str(error).split("\n", 1)[0]
        note(build, kind, name, modes, "not judged" if reason.startswith("gcc:") else f"**differs** ({reason})")
        print(f"{kind} {name}: FAILED: {error}")
        return 1
    note(build, kind, name, modes, said)
    print(f"{kind} {name}: ok, {said}")
    shutil.rmtree(package.place)
    return 0


sys.exit(main(sys.argv[1:]))
