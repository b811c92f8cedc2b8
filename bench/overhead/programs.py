# SPDX-License-Identifier: MIT
"""
What is felt with two real programs, each of one large source: tcc, which compiles itself in a tenth of a
second, and duktape, 100,000 lines in one file. How long GCC takes for them and how large its largest process gets,
how large they become, and what a short run takes with its profile. scripts/bench runs it.

Every figure is a ratio to the plain program's. Times are processor times, the least of rounds in which all variants
take turns: other work on the machine can only add.
"""
import argparse
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import weight  # noqa: E402
from weight import Run  # noqa: E402

# Mode, and what the run is given: calls that recurse make most of tcc's contexts.
VARIANTS = {
    "plain": (None, {}),
    "mode=time": ("time", {}),
    "mode=count": ("count", {}),
    "mode=count, CINSTR_RECURSION=nearest": ("count", {"CINSTR_RECURSION": "nearest"}),
}
COLUMNS = ("compile time", "compiler's memory", "code and read-only data", "short run")
# The most that a column may be, as measured and some more: (program, mode) -> bounds.
BOUNDS = {
    ("tcc", "mode=time"): (1.6, 1.6, 3.2, None),
    ("tcc", "mode=count"): (2.3, 1.6, 3.7, None),
    ("tcc", "mode=count, CINSTR_RECURSION=nearest"): (None, None, None, 4),
    ("duktape", "mode=time"): (1.6, 1.6, 3.2, None),
    ("duktape", "mode=count"): (2.3, 1.6, 3.7, 2),
}


def fail(text):
    print("programs: " + text)
    sys.exit(1)


class Program:
    """A source, how it becomes a program, and what the program is to do."""

    def __init__(self, name, source, link, work):
        self.name, self.source, self.link, self.work = name, source, link, work


def tcc(sources):
    root = os.path.join(sources, "tcc")
    if not os.path.exists(os.path.join(root, "config.h")):
        subprocess.run(["./configure"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    headers = subprocess.run(["gcc", "-print-multiarch"], check=True, text=True, capture_output=True).stdout.strip()
    itself = ["-DONE_SOURCE=1", "-I" + root, os.path.join(root, "tcc.c")]
    work = ["-B" + root, "-I" + os.path.join(root, "include"), "-I/usr/include/" + headers, "-c", *itself,
            "-o", "tcc.o"]
    return Program("tcc", itself, ["-lm", "-ldl", "-lpthread"], work)


def duktape(sources):
    root = os.path.join(sources, "duktape")
    include = "-I" + os.path.join(root, "src")
    line, printing = os.path.join(root, "examples", "cmdline"), os.path.join(root, "extras", "print-alert")
    main = ["-DDUK_CMDLINE_PRINTALERT_SUPPORT", include, "-I" + line, "-I" + printing,
            os.path.join(line, "duk_cmdline.c"), os.path.join(printing, "duk_print_alert.c"), "-lm"]
    return Program("duktape", [include, os.path.join(root, "src", "duktape.c")], main,
                   [os.path.join(HERE, "work.js")])


class Bench(weight.Bench):
    def command(self, mode):
        return [self.cinstr, "-fplugin-arg-cinstr-mode=" + mode] if mode else ["gcc"]

    def in_turns(self, variants, measure):
        """{variant: (least seconds, greatest resident size)}"""
        least = {}
        for _ in range(self.rounds):
            for name in variants:
                run = measure(name)
                seconds, resident = least.get(name, (run.seconds, 0))
                least[name] = min(seconds, run.seconds), max(resident, run.resident)
        return least

    def size(self, binary):
        """Bytes that are loaded and not written to, as size (binutils) counts them."""
        return int(Run("size", binary).said.splitlines()[1].split()[0])

    def measure(self, program):
        """{variant: figures as COLUMNS has them, None where they are another's}"""
        modes = {mode: name for name, (mode, _) in reversed(VARIANTS.items())}
        objects = {name: self.path(f"{program.name}-{mode}.o") for mode, name in modes.items()}
        compiled = self.in_turns(modes.values(), lambda name: Run(
            *self.command(VARIANTS[name][0]), "-O2", "-g", "-w", "-c", *program.source, "-o", objects[name]))
        binaries = {}
        for mode, name in modes.items():
            binaries[mode] = self.path(f"{program.name}-{mode}")
            Run(*self.command(mode), "-O2", "-w", "-o", binaries[mode], objects[name], *program.link)
        sizes = {name: self.size(binaries[mode]) for mode, name in modes.items()}
        os.chdir(self.directory)
        ran = self.in_turns(VARIANTS, lambda name: Run(
            binaries[VARIANTS[name][0]], *program.work, out=self.path("run.pb.gz"), **VARIANTS[name][1]))
        base = (*compiled["plain"], sizes["plain"], ran["plain"][0])
        return {name: [value and value / first for value, first in zip(
            (*compiled.get(name, (None, None)), sizes.get(name), ran[name][0]), base)] for name in VARIANTS}


def report(program, figures):
    """Prints the table; returns how many bounds were missed."""
    missed = 0
    print(f"| {program} | " + " | ".join(COLUMNS) + " |\n|---|" + "---:|" * len(COLUMNS))
    for name, values in figures.items():
        cells = []
        for value, bound in zip(values, BOUNDS.get((program, name), (None,) * len(COLUMNS))):
            over = value is not None and bound is not None and value > bound
            missed += over
            cells.append("" if value is None else f"{value:.2f}x" + (f" MISSED (at most {bound}x)" if over else ""))
        print(f"| {name} | " + " | ".join(cells) + " |")
    print()
    return missed


def main():
    parser = argparse.ArgumentParser(prog="programs", allow_abbrev=False)
    parser.add_argument("--check", action="store_true", help="fail when a bound is missed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--build", required=True, help="cinstr's build directory")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    sources = os.path.join(build, "sources")
    for name in ("tcc", "duktape"):
        if not os.path.exists(os.path.join(sources, name)):
            fail(f"{sources}/{name} is missing: scripts/sources --whole {sources} tcc duktape")
    bench = Bench(build, options.rounds)
    try:
        missed = sum(report(program.name, bench.measure(program)) for program in (tcc(sources), duktape(sources)))
    finally:
        shutil.rmtree(bench.directory, ignore_errors=True)
    if options.check and missed:
        fail("FAILED: %d bounds missed" % missed)


if __name__ == "__main__":
    main()
