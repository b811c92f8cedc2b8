# SPDX-License-Identifier: MIT
"""
Costs other than run time: the end of a program, its memory, threads, live blocks, readers of profiles.
scripts/bench runs it; CTest runs the figures that do not depend on a quiet machine (--steady): memory,
and instructions as callgrind counts them.

A figure is what a program with probes has above the same one without, or above one that writes nothing.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(os.path.dirname(os.path.dirname(HERE)), "include")
COUNT = ["-fplugin-arg-cinstr-mode=count"]
CALLS = COUNT + ["-fplugin-arg-cinstr-instructions=off"]
LIVE = CALLS + ["-fplugin-arg-cinstr-calls=off", "-fplugin-arg-cinstr-alloc=live"]
BLOCKS, ALIVE, BRIEF = 200000, 5000, 200000
HELLO = "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n"

# (name, unit, bound or None, how it is printed), in the order of the report.
FIGURES = {
    "writing 1.1 M contexts, processor time": ("s", 0.25),
    "writing: instructions for each context, calls alone": ("", 1500),
    "writing: instructions for each context": ("", 2400),
    "writing: memory beside that of the trees": ("x", 1.2),
    "cinstr top of 1.1 M contexts, processor time": ("s", 0.5),
    "cinstr merge of 1,000 files of 11,110 contexts, processor time": ("s", 10),
    "live blocks: memory for each of 32 bytes": ("bytes", 16),
    "live blocks: memory for each of 4,000 bytes": ("bytes", 120),
    "live blocks: instructions added to a pair": ("", 390),
    "live blocks: a pair of 50,000 blocks in instructions of a pair of 500": ("x", 1.05),
    "live blocks: added to a pair, 500 blocks": ("ns", 25),
    "live blocks: added to a pair, 500,000 blocks": ("ns", 25),
    "live blocks: added to a pair, 500,000 blocks in random order": ("ns", None),
    "threads: memory for each of 5,000 alive": ("KiB", 64),
    "threads: growth over 200,000 short ones": ("KiB", 512),
    "hello, world: memory added, mode=count": ("KiB", 1024),
    "hello, world: memory added, mode=time": ("KiB", 1024),
}


def fail(text):
    print("weight: " + text)
    sys.exit(1)


class Run:
    """A run to success: processor seconds, greatest resident size in KiB, what it said."""

    launcher = None  # usage.c, compiled

    def __init__(self, *command, out="none", **environment):
        env = {k: v for k, v in os.environ.items() if not k.startswith("CINSTR_")}
        env.update(environment, CINSTR_OUT=out)
        usage = self.launcher + ".txt"
        done = subprocess.run([self.launcher, usage, *command], env=env, text=True, errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.said = done.stdout
        if done.returncode:
            fail("%s: exit status %d\n%s" % (" ".join(command), done.returncode, self.said[-2000:]))
        with open(usage) as file:
            seconds, resident = file.read().split()
        self.seconds, self.resident = float(seconds), int(resident)


class Bench:
    def __init__(self, build, rounds):
        self.cinstr = os.path.join(build, "bin", "cinstr-gcc")
        self.tool = os.path.join(build, "bin", "cinstr")
        self.rounds = rounds
        self.directory = tempfile.mkdtemp(prefix="cinstr-bench-")
        self.figures = {}
        Run.launcher = self.path("usage")
        subprocess.run(["gcc", "-O2", "-o", Run.launcher, os.path.join(HERE, "usage.c")], check=True)

    def path(self, name):
        return os.path.join(self.directory, name)

    def build(self, name, source, flags=(), plain=False):
        binary = self.path(name)
        compiler = ["gcc"] if plain else [self.cinstr, *flags]
        Run(*compiler, "-O2", "-g", "-pthread", "-I" + INCLUDE, "-o", binary, *source)
        return binary

    def pair(self, name, flags):
        """A program without probes and with them."""
        source = [os.path.join(HERE, name + ".c")]
        return (self.build(name + "-plain", source, plain=True),
                self.build(name + "-probed", source, flags))

    def least(self, measure):
        """Of several rounds: other work on the machine can only add."""
        return min(measure() for _ in range(self.rounds))

    def instructions(self, *command, out="none"):
        counts = self.path("callgrind.out")
        Run("valgrind", "--tool=callgrind", "--callgrind-out-file=" + counts, *command, out=out)
        with open(counts) as file:
            return int(re.search(r"^(?:totals|summary): (\d+)", file.read(), re.M).group(1))

    def contexts(self, flags, top):
        return self.build("contexts-%d" % top, [os.path.join(HERE, "contexts.c"), "-DTOP=%d" % top], flags)

    def writing(self, steady):
        out = self.path("contexts.pb.gz")
        for name, flags in ((", calls alone", CALLS), ("", COUNT)):
            added = []
            for top in (2, 3):
                binary = self.contexts(flags, top)
                added.append(self.instructions(binary, out=out) - self.instructions(binary))
            self.figures["writing: instructions for each context" + name] = (added[0] - added[1]) / 100000
        binary = self.contexts(CALLS, 1)
        quiet, written = Run(binary), Run(binary, out=out)
        base = Run(self.contexts(CALLS, 6)).resident
        self.figures["writing: memory beside that of the trees"] = (
            (written.resident - quiet.resident) / (quiet.resident - base))
        if steady:
            return
        self.figures["writing 1.1 M contexts, processor time"] = (
            self.least(lambda: Run(binary, out=out).seconds) - self.least(lambda: Run(binary).seconds))
        self.figures["cinstr top of 1.1 M contexts, processor time"] = self.least(
            lambda: Run(self.tool, "top", out).seconds)

    def merging(self):
        folder = self.path("many")
        os.makedirs(folder)
        first = os.path.join(folder, "0.pb.gz")
        Run(self.contexts(COUNT, 3), out=first)
        for number in range(1, 1000):
            shutil.copy(first, os.path.join(folder, "%d.pb.gz" % number))
        name = "cinstr merge of 1,000 files of 11,110 contexts, processor time"
        self.figures[name] = Run(self.tool, "merge", "-o", self.path("sum.pb.gz"), folder).seconds

    def blocks(self, steady):
        plain, probed = self.pair("blocks", LIVE)

        def taken(binary, size):
            runs = [Run(binary, str(count), "0", size).resident for count in (0, BLOCKS)]
            return runs[1] - runs[0]

        for size, name in (("32", "32"), ("4000", "4,000")):
            self.figures["live blocks: memory for each of %s bytes" % name] = (
                (taken(probed, size) - taken(plain, size)) * 1024 / BLOCKS)

        def per_pair(binary, blocks):
            many, few = (self.instructions(binary, blocks, pairs) for pairs in ("100000", "50000"))
            return (many - few) / 50000

        few, many = (per_pair(probed, blocks) - per_pair(plain, blocks) for blocks in ("500", "50000"))
        self.figures["live blocks: instructions added to a pair"] = few
        self.figures["live blocks: a pair of 50,000 blocks in instructions of a pair of 500"] = many / few
        for name, arguments in () if steady else (
            ("500 blocks", ["500", "4000000"]),
            ("500,000 blocks", ["500000", "4000000"]),
            ("500,000 blocks in random order", ["500000", "4000000", "32", "random"]),
        ):
            times = [self.least(lambda: float(Run(binary, *arguments).said)) for binary in (probed, plain)]
            self.figures["live blocks: added to a pair, " + name] = times[0] - times[1]

    def threads(self):
        plain, probed = self.pair("threads", COUNT)
        alive = [[int(text) for text in Run(binary, str(ALIVE)).said.split()][0] -
                 int(Run(binary, "0").said.split()[0]) for binary in (probed, plain)]
        self.figures["threads: memory for each of 5,000 alive"] = (alive[0] - alive[1]) / ALIVE
        before, after = [int(text) for text in Run(probed, "0", str(BRIEF)).said.split()][1:]
        self.figures["threads: growth over 200,000 short ones"] = after - before

    def hello(self):
        source = self.path("hello.c")
        with open(source, "w") as file:
            file.write(HELLO)
        plain = self.build("hello-plain", [source], plain=True)

        def resident(binary):
            return statistics.median(
                Run(binary, out=self.path("hello.%t.pb.gz")).resident for _ in range(5))

        for mode in ("count", "time"):
            probed = self.build("hello-" + mode, [source], ["-fplugin-arg-cinstr-mode=" + mode])
            self.figures["hello, world: memory added, mode=" + mode] = resident(probed) - resident(plain)


def report(figures):
    """Prints the table; returns how many bounds were missed."""
    missed = 0
    print("| beside the run | | at most |\n|---|---:|---:|")
    for name, (unit, bound) in FIGURES.items():
        if name not in figures:
            continue
        over = bound is not None and figures[name] > bound
        missed += over
        text = "%.3g" % figures[name] if figures[name] < 100 else "%.0f" % figures[name]
        print("| %s | %s %s | %s |" % (
            name, text, unit, "-" if bound is None else "%g %s" % (bound, "MISSED" if over else "")))
    return missed


def main():
    parser = argparse.ArgumentParser(prog="weight", allow_abbrev=False)
    parser.add_argument("--check", action="store_true", help="fail when a bound is missed")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="without the merging of a thousand files")
    parser.add_argument("--steady", action="store_true", help="what needs no quiet machine, alone")
    parser.add_argument("--build", required=True, help="cinstr's build directory")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        fail("valgrind is missing: apt-get install valgrind")
    bench = Bench(os.path.abspath(options.build), options.rounds)
    try:
        bench.writing(options.steady)
        bench.blocks(options.steady)
        bench.threads()
        bench.hello()
        if not options.steady and not options.quick:
            bench.merging()
    finally:
        shutil.rmtree(bench.directory, ignore_errors=True)
    missed = report(bench.figures)
    if options.check and missed:
        fail("FAILED: %d bounds missed" % missed)


if __name__ == "__main__":
    main()
