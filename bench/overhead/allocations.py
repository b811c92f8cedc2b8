# SPDX-License-Identifier: MIT
"""
What heap profiling costs, cinstr and peers side by side; run by scripts/bench-alloc.

The program is binary-trees (tests/oracle/alloc/trees.c): small blocks, allocated and freed, and
little else. A figure is the processor time of all threads per pair of malloc and free, as the median
of rounds in which all variants take turns, less that of a run without work. Slow tools get less deep
trees, and are compared with the plain program at the same depth.
"""
import argparse
import os
import re
import shutil
import statistics
import tempfile

import overhead

TREES = os.path.join(overhead.TESTS, "alloc", "trees.c")
MTRACE = os.path.join(overhead.HERE, "mtrace.c")
LIBRARIES = "/usr/lib/x86_64-linux-gnu/"
NATIVE, NATIVE_SLOW = "native", "native, less deep trees"
OFF = "cinstr mode=%s, alloc=off"
ALONE = "cinstr calls=off, alloc=%s"
WITH_CALLS = "cinstr mode=%s, alloc=%s"

# What must hold: (variant, over which other, threads, at most so many ns per pair).
TARGETS = [
    (ALONE % "count", NATIVE, 1, 3),
    (ALONE % "live", NATIVE, 1, 25),
    (ALONE % "live", NATIVE, 2, 40),
    (WITH_CALLS % ("count", "count"), OFF % "count", 1, 3),
    (WITH_CALLS % ("count", "live"), OFF % "count", 1, 25),
    (WITH_CALLS % ("count", "live"), OFF % "count", 2, 40),
]


class Variant:
    """A way to build and to run. `sources` are compiled in as well; `writes` is a file that the
    tool must leave, as proof that it worked."""

    def __init__(self, name, options=None, sources=(), prefix=(), slow=False, writes=None, needs=()):
        self.name, self.options, self.sources = name, options, list(sources)
        self.prefix, self.slow, self.writes, self.needs = list(prefix), slow, writes, needs


def ours():
    heap = "trees.heap.pb.gz"
    for alloc in ("count", "live"):
        yield Variant(ALONE % alloc, ["mode=count", "calls=off", "alloc=" + alloc], writes=heap)
    calls = {"count": ["mode=count", "instructions=off"], "time": ["mode=time"]}
    for mode, options in calls.items():
        yield Variant(OFF % mode, options + ["alloc=off"], writes="trees.prof.pb.gz")
        for alloc in ("count", "live"):
            name = WITH_CALLS % (mode, alloc)
            yield Variant(name, options + ["alloc=" + alloc], writes=heap)


def peers():
    def preload(library, *settings):
        return ["env", "LD_PRELOAD=" + LIBRARIES + library, *settings]

    tcmalloc, debug = "libtcmalloc.so.4", "libc_malloc_debug.so.0"
    valgrind = ["valgrind", "-q"]
    yield Variant("tcmalloc, no profile", prefix=preload(tcmalloc), needs=[LIBRARIES + tcmalloc])
    yield Variant(
        "gperftools, HEAPPROFILE",
        prefix=preload(tcmalloc, "HEAPPROFILE=gperf", "HEAP_PROFILE_ALLOCATION_INTERVAL=0"),
        slow=True,
        writes="gperf.0001.heap",
        needs=[LIBRARIES + tcmalloc],
    )
    yield Variant(
        "mtrace",
        sources=[MTRACE],
        prefix=preload(debug, "MALLOC_TRACE=mtrace.out"),
        slow=True,
        writes="mtrace.out",
        needs=[LIBRARIES + debug],
    )
    yield Variant(
        "heaptrack",
        prefix=["heaptrack", "-o", "heaptrack.out"],
        slow=True,
        writes="heaptrack.out.zst",
        needs=["heaptrack"],
    )
    for tool in ("dhat", "massif"):
        out = tool + ".out"
        yield Variant(
            "valgrind --tool=" + tool,
            prefix=valgrind + ["--tool=" + tool, "--%s-out-file=%s" % (tool, out)],
            slow=True,
            writes=out,
            needs=["valgrind"],
        )


class Bench:
    def __init__(self, options):
        self.cinstr = os.path.join(os.path.abspath(options.build), "bin", "cinstr-gcc")
        self.rounds = options.rounds
        self.directory = tempfile.mkdtemp(prefix="cinstr-bench-")
        self.depths = {False: "15" if options.quick else "17", True: "10"}
        self.variants = [Variant(NATIVE), *ours()]
        if not options.quick:
            self.variants += [Variant(NATIVE_SLOW, slow=True), *peers()]
        only = re.compile(options.only)
        bases = (NATIVE, NATIVE_SLOW)
        self.variants = [v for v in self.variants if v.name in bases or only.search(v.name)]
        self.per_pair = {}

    def build(self):
        for number, variant in enumerate(self.variants):
            for tool in variant.needs:
                if not shutil.which(tool) and not os.path.exists(tool):
                    overhead.fail("%s is missing: scripts/bench-alloc installs it" % tool)
            variant.place = os.path.join(self.directory, str(number))
            os.makedirs(variant.place)
            compiler = ["gcc"]
            if variant.options:
                compiler = [self.cinstr]
                compiler += ["-fplugin-arg-cinstr-" + option for option in variant.options]
            flags = ["-O2", "-g", "-pthread", "-o", os.path.join(variant.place, "trees")]
            overhead.measure(compiler + flags + [TREES, *variant.sources], self.directory)

    def run(self, variant, depth, threads):
        """Returns (processor seconds, pairs)."""
        command = variant.prefix + [os.path.join(variant.place, "trees"), depth, str(threads)]
        seconds, said = overhead.measure(command, variant.place)
        if variant.writes:
            path = os.path.join(variant.place, variant.writes)
            if not os.path.exists(path):
                overhead.fail("%s left no %s" % (variant.name, variant.writes))
            os.remove(path)
        pairs = re.search(r"^(\d+) pairs", said, re.M)
        if not pairs:
            overhead.fail("%s: the program's output is lost: %s" % (variant.name, said[-500:]))
        return seconds, int(pairs.group(1))

    def measure(self, threads):
        samples = {variant.name: [] for variant in self.variants}
        few = max(3, self.rounds // 3)
        for number in range(self.rounds):
            for variant in self.variants:
                if variant.slow and number >= few:
                    continue
                empty, none = self.run(variant, "0", threads)
                full, pairs = self.run(variant, self.depths[variant.slow], threads)
                samples[variant.name].append((full - empty) / (pairs - none) * 1e9)
        for name, times in samples.items():
            self.per_pair[name, threads] = statistics.median(times)

    def print_table(self):
        print("| | added per pair | | 2 threads | |")
        print("|---|---:|---:|---:|---:|")
        for variant in self.variants:
            cells = []
            for threads in (1, 2):
                base = self.per_pair[NATIVE_SLOW if variant.slow else NATIVE, threads]
                own = self.per_pair[variant.name, threads]
                cells += ["%.1f ns" % (own - base), "%.2fx" % (own / base)]
            print("| %s | %s |" % (variant.name, " | ".join(cells)))
        print()
        for threads in (1, 2):
            bases = [n for n in (NATIVE, NATIVE_SLOW) if (n, threads) in self.per_pair]
            texts = ["%s %.1f ns" % (name, self.per_pair[name, threads]) for name in bases]
            print("A pair with %d thread%s: %s." % (threads, "s" * (threads > 1), "; ".join(texts)))

    def figures(self):
        """What each target's variant adds; those that were not measured are left out."""
        found = {}
        for target in TARGETS:
            name, base, threads, _ = target
            if (name, threads) in self.per_pair and (base, threads) in self.per_pair:
                found[target] = self.per_pair[name, threads] - self.per_pair[base, threads]
        return found

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)


def report(figures):
    """Prints the targets; returns how many were missed."""
    missed = 0
    for target, figure in figures.items():
        name, base, threads, bound = target
        missed += figure > bound
        verdict = "MISSED" if figure > bound else "ok"
        text = "%s over %s, %d thread%s" % (name, base, threads, "s" * (threads > 1))
        print("%-75s %6.2f ns per pair (at most %g): %s" % (text, figure, bound, verdict))
    return missed


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench-alloc", allow_abbrev=False)
    parser.add_argument("--check", action="store_true", help="fail when a target is missed")
    parser.add_argument("--rounds", type=int, default=9, help="default 9; slow peers get a third")
    parser.add_argument("--quick", action="store_true", help="cinstr alone, less work, 3 attempts")
    parser.add_argument("--only", default="", help="variants whose names match, beside native")
    parser.add_argument("--build", required=True, help="cinstr's build directory")
    options = parser.parse_args()
    # A busy machine can only make figures worse, so the quick check takes its best attempt.
    best, missed = {}, 0
    for attempt in range(3 if options.quick and options.check else 1):
        bench = Bench(options)
        try:
            bench.build()
            for threads in (1, 2):
                bench.measure(threads)
            bench.print_table()
        finally:
            bench.close()
        for target, figure in bench.figures().items():
            best[target] = min(figure, best.get(target, figure))
        print()
        missed = report(best)
        if not missed:
            break
    if options.check and (missed or not best):
        overhead.fail("FAILED: %d targets missed" % missed if best else "no target was measured")


if __name__ == "__main__":
    main()
