# SPDX-License-Identifier: MIT
"""The programs that recurse, how each is built and run, and cum as a profile has it."""
import collections
import glob
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
for room in ("oracle", "e2e"):
    sys.path.insert(0, os.path.join(os.path.dirname(HERE), room))
import oracle  # noqa: E402
import pprof_reader  # noqa: E402

SMALL = ["visit", "parser", "tree", "pointers", "tails", "callbacks", "signals", "jumps"]
LARGE = ["lua", "sql"]
TYPES = ["calls", "instructions"]
# The judges see calls of the program's own functions alone.
OWN = "-fplugin-arg-cinstr-external=off"


def program(name):
    return os.path.join(HERE, "programs", name)


def lua_sources(shop):
    files = sorted(glob.glob(os.path.join(shop.source("lua5.4", "src"), "*.c")))
    return [file for file in files if not file.endswith("luac.c")]


def sources(shop, name):
    if name == "lua":
        return lua_sources(shop)
    if name == "sql":
        return [program("sql.c"), shop.source("fossil", "extsrc", "sqlite3.c")]
    return glob.glob(program(name + ".c*"))


def flags(shop, name):
    # Else GCC makes loops of recursion that ends a function.
    calls = ["-fno-optimize-sibling-calls"] if name not in ("lua", "tails") else []
    if name == "lua":
        return ["-DLUA_USE_POSIX", "-Dluai_makeseed(L)=42", "-DSTRCACHE_N=1", "-DSTRCACHE_M=1",
                "-I" + os.path.join(oracle.HERE, "lua", "include")]
    if name == "sql":
        # No assertions, threads or extensions, and no warnings of code that is not ours.
        return ["-I" + shop.source("fossil", "extsrc"), "-DSQLITE_THREADSAFE=0", "-w",
                "-DSQLITE_OMIT_LOAD_EXTENSION", *calls]
    return calls


def libraries(shop, name):
    """What to link with; the library that calls back is built here, without probes."""
    if name != "callbacks":
        return ["-lm"]
    library = shop.path("libeach.so")
    if not os.path.exists(library):
        oracle.run(["gcc", "-O2", "-g", "-shared", "-fPIC", "-o", library, program("each.c")])
    return [library]


def arguments(name):
    """The script that the program runs, if any."""
    script = {"lua": "work.lua", "sql": "work.sql"}.get(name)
    return [program(script)] if script else []


def build(shop, name, output, compiler, extra):
    """Compiles the program; `compiler` is a command in C and C++, as in {"c": [...], "cc": [...]}."""
    files = sources(shop, name)
    language = "cc" if files[0].endswith(".cc") else "c"
    oracle.run(compiler[language] + ["-g", "-o", output] + extra + flags(shop, name) + files
               + libraries(shop, name))


def probed(shop, options=()):
    """The compiler that counts calls and instructions."""
    options = [oracle.COUNT, OWN, *options]
    return {"c": [shop.cinstr, *options],
            "cc": [shop.cinstr.replace("cinstr-gcc", "cinstr-g++"), *options]}


def run(command, out, **environment):
    """Runs a program with probes; returns what it printed, and its profile."""
    said = oracle.run(oracle.NO_ASLR + command, stderr=None, env=oracle.environment(
        CINSTR_OUT=out, **environment))
    return said, pprof_reader.read(out.replace("%t", "prof"))


def key(frame):
    """Statics of two files may share a name."""
    return frame.system_name, os.path.basename(frame.file)


class Cum:
    """What stands on the stacks of a profile, each function and each (function, line) once for each
    sample: `functions` and `lines`, the leaf among them; `callers`, lines without the leaf; `flat`, by
    the leaf alone. Values are of one type. `rounded`: how many values each function and line has the
    sum of."""

    def __init__(self):
        self.total = 0
        self.rounded = collections.Counter()
        self.flat, self.functions = collections.Counter(), collections.Counter()
        self.lines, self.callers = collections.Counter(), collections.Counter()

    def add(self, value, keys, lines):
        self.total += value
        self.flat[keys[0]] += value
        for counter, what in ((self.functions, keys), (self.lines, lines), (self.callers, lines[1:])):
            for one in set(what):
                counter[one] += value
                self.rounded[one] += 1


def cums(profile, types):
    """A Cum for each type, in one pass: there may be hundreds of thousands of samples."""
    places, result = {}, [(profile.index(one), Cum()) for one in types]
    for sample in profile.samples:
        for frame in sample.stack:  # one object for all stacks that have it
            if id(frame) not in places:
                places[id(frame)] = key(frame), (*key(frame), frame.line)
        keys = [places[id(frame)][0] for frame in sample.stack]
        lines = [places[id(frame)][1] for frame in sample.stack]
        for at, cum in result:
            if sample.values[at]:
                cum.add(sample.values[at], keys, lines)
    return [cum for _, cum in result]


def differences(what, wanted, have, allowed=lambda one: 0, limit=12):
    """Prints where two counters differ by more than is allowed; returns whether they do not."""
    every = sorted(set(wanted) | set(have))
    wrong = [one for one in every if abs(wanted[one] - have[one]) > allowed(one)]
    if wrong:
        print("%s: %d of %d differ; wanted, have:" % (what, len(wrong), len(every)))
        for one in sorted(wrong, key=lambda one: -abs(wanted[one] - have[one]))[:limit]:
            name = " ".join(str(part) for part in one) if isinstance(one, tuple) else one
            print("  %12d %12d  %s" % (wanted[one], have[one], name))
    return not wrong
