# SPDX-License-Identifier: MIT
"""
What profiling costs, cinstr and peers side by side; run by scripts/bench.

Every figure is the median of rounds in which all variants take turns, so that a machine that is
slower for a while is slower for all. Time is the processor time (user and system) that wait4 tells
of a program and its children. What a tool needs to start and to end is measured on the program
without work and taken off, except where it is the subject.
"""
import argparse
import glob
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "tests", "oracle")
sys.dont_write_bytecode = True
sys.path.insert(0, TESTS)
import pprof  # noqa: E402: the tests' own reader

SMALL = {
    "fib": ["-O2", "-g", "-fno-inline", "-fno-optimize-sibling-calls"],
    "loops": ["-O2", "-g"],
}
LUA_FLAGS = ["-O2", "-g"]
COMPRESSORS = {
    "bzip2": ("bzip2", "*.c", ["-D_FILE_OFFSET_BITS=64"], ["-kc"]),
    "minigzip": ("zlib", "*.c", ["-D_LARGEFILE64_SOURCE=1", "-DHAVE_UNISTD_H"], ["-c"]),
}
# What stands in their packages beside the programs: mains of other programs.
NOT_OURS = {"bzip2recover.c", "dlltest.c", "mk251.c", "spewG.c", "unzcrash.c"}

# The variants that targets are about.
NATIVE, CALLS, TIME = "native", "cinstr mode=count, calls alone", "cinstr mode=time"
INSTRUCTIONS = "cinstr mode=count, instructions too"
SAMPLED = "cinstr mode=time, clock=sampled"

# What must hold: (name, bound, unit), in the order of the report.
TARGETS = {
    "count: added per call of fib": (2.2, "ns"),
    "count: Lua": (1.35, "x native"),
    "instructions: Lua": (1.6, "x native"),
    "instructions: loops": (1.1, "x native"),
    "instructions: bzip2": (1.8, "x native"),
    "instructions: minigzip": (1.8, "x native"),
    "time: added per call of fib": (1.2, "x two clock reads"),
    "clock=sampled: Lua": (3.0, "x native"),
    "compile time, mode=time": (1.3, "x plain"),
    "compile time, calls alone": (1.3, "x plain"),
    "code and read-only data of Lua, mode=time": (2.7, "x plain"),
    "code and read-only data of Lua, instructions": (3.2, "x plain"),
    "writing 1.1 M contexts": (3, "s"),
}


def fail(text):
    print("scripts/bench: " + text)
    sys.exit(1)


def measure(command, cwd):
    """Runs quietly; returns (processor seconds, stdout)."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("CINSTR_")}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said = out.read().decode(errors="replace")
        if process.returncode:
            why = (said + err.read().decode(errors="replace"))[-2000:]
            fail("%s: exit status %d\n%s" % (" ".join(command), process.returncode, why))
    return usage.ru_utime + usage.ru_stime, said


class Variant:
    """A way to build and to run. `part` is the share of the work it gets: slow tools get less.
    `binaries_of` names the variant whose programs it runs, if not its own."""

    def __init__(
        self, name, compiler, flags=(), extra=(), prefix=(), part=1.0, tool=None, binaries_of=None
    ):
        self.name, self.compiler, self.flags, self.extra = name, compiler, list(flags), list(extra)
        self.prefix, self.part, self.tool, self.binaries_of = list(prefix), part, tool, binaries_of
        self.slow = part < 1


def variants(cinstr, hooks, quick):
    def ours(*options):
        return [cinstr] + ["-fplugin-arg-cinstr-" + option for option in options]

    gcc = ["gcc"]
    own = [
        Variant(NATIVE, gcc),
        Variant(CALLS, ours("mode=count", "instructions=off")),
        Variant(TIME, ours("mode=time")),
        Variant(SAMPLED, ours("mode=time", "clock=sampled")),
        Variant(INSTRUCTIONS, ours("mode=count")),
    ]
    if quick:
        return own
    return own + [
        Variant("gcov (--coverage)", gcc, ["--coverage"]),
        Variant("-fprofile-generate", gcc, ["-fprofile-generate"]),
        Variant("-finstrument-functions, empty hooks", gcc, ["-finstrument-functions"], [hooks]),
        Variant("gprof", gcc, ["-pg"], tool="gprof"),
        Variant(
            "uftrace record",
            gcc,
            ["-pg"],
            prefix=["uftrace", "record", "--no-libcall", "--no-pager", "-d", "uftrace.data"],
            part=0.05,
            tool="uftrace",
            binaries_of="gprof",
        ),
        Variant(
            "callgrind",
            gcc,
            prefix=["valgrind", "-q", "--tool=callgrind", "--callgrind-out-file=callgrind.out"],
            part=0.05,
            tool="valgrind",
            binaries_of=NATIVE,
        ),
    ]


def fib_number(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


class Bench:
    def __init__(self, build, quick, rounds):
        self.build, self.quick, self.rounds = build, quick, rounds
        self.directory = tempfile.mkdtemp(prefix="cinstr-bench-")
        self.cinstr = os.path.join(build, "bin", "cinstr-gcc")
        self.lua_source = os.path.join(build, "sources", "lua5.4", "src")
        for path, how in ((self.cinstr, "build cinstr"), (self.lua_source, "run scripts/sources")):
            if not os.path.exists(path):
                fail("%s is missing: %s first" % (path, how))
        hooks = self.path("hooks.o")
        self.run(["gcc", "-O2", "-c", os.path.join(HERE, "hooks.c"), "-o", hooks])
        self.variants = variants(self.cinstr, hooks, quick)
        for variant in self.variants:
            if variant.tool and not shutil.which(variant.tool):
                fail("%s is missing: scripts/packages installs it" % variant.tool)
        self.figures = {}

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def run(self, command, cwd=None):
        return measure(command, cwd or self.directory)

    def lua_files(self):
        files = sorted(glob.glob(os.path.join(self.lua_source, "*.c")))
        return [f for f in files if not f.endswith("luac.c")]

    def lua_options(self):
        # As the tests build it: a fixed seed, and no header of Debian's build.
        include = os.path.join(TESTS, "lua", "include")
        return ["-DLUA_USE_POSIX", "-Dluai_makeseed(L)=42", "-I" + include]

    def prepare(self):
        """Builds the small programs and, with Lua, takes the times of the compiler: a call per file,
        as make does it, in which the variants take turns file by file."""
        samples, built = {}, [v for v in self.variants if not v.binaries_of]
        for number, variant in enumerate(self.variants):
            variant.place = self.path(str(number))
            os.makedirs(variant.place)
        for variant in built:
            for name, flags in SMALL.items():
                command = variant.compiler + variant.flags + flags
                output = ["-o", os.path.join(variant.place, name)]
                self.run(command + output + [os.path.join(HERE, name + ".c")] + variant.extra)
        for _ in range(1 if self.quick else 3):
            for file in self.lua_files():
                for variant in built:
                    output = os.path.join(variant.place, os.path.basename(file) + ".o")
                    command = variant.compiler + variant.flags + LUA_FLAGS + self.lua_options()
                    seconds, _ = self.run(command + ["-c", file, "-o", output])
                    samples.setdefault((variant.name, file), []).append(seconds)
        for variant in built:
            objects = sorted(glob.glob(os.path.join(variant.place, "*.c.o")))
            link = variant.compiler + variant.flags + ["-o", os.path.join(variant.place, "lua")]
            self.run(link + objects + variant.extra + ["-lm", "-ldl"])
        for variant in self.variants:
            variant.binaries = variant.place
            if variant.binaries_of:
                variant.binaries = next(v.place for v in built if v.name == variant.binaries_of)
        total = {variant.name: 0 for variant in built}
        for (name, _), times in samples.items():
            total[name] += statistics.median(times)
        self.compile_ratio = {name: time / total[NATIVE] for name, time in total.items()}
        sizes = {v.name: self.text_size(os.path.join(v.place, "lua")) for v in built}
        self.size_ratio = {name: size / sizes[NATIVE] for name, size in sizes.items()}

    def text_size(self, binary):
        """Bytes that are loaded and not written to, as size (binutils) counts them."""
        return int(self.run(["size", binary])[1].splitlines()[1].split()[0])

    def text(self, size):
        """What a compressor is given: C sources, as they are."""
        data = b""
        while len(data) < size:
            for path in self.lua_files():
                with open(path, "rb") as file:
                    data += file.read()
        return data[:size]

    def compressor(self, program):
        """Builds a program that compresses a file; the same turns for it as for Lua."""
        package, pattern, flags, arguments = COMPRESSORS[program]
        source = os.path.join(self.build, "sources", package)
        files = [f for f in sorted(glob.glob(os.path.join(source, pattern)))
                 if os.path.basename(f) not in NOT_OURS]
        if program == "minigzip":
            files.append(os.path.join(source, "test", "minigzip.c"))
        for variant in self.variants:
            if not variant.binaries_of:
                output = os.path.join(variant.place, program)
                command = variant.compiler + variant.flags + ["-O2", "-g"] + flags + ["-I" + source]
                self.run(command + ["-o", output] + files + variant.extra, variant.place)
        whole = {"bzip2": 4000000, "minigzip": 6000000}[program] // (2 if self.quick else 1)
        texts = {}
        for part in {0} | {variant.part for variant in self.variants}:
            texts[part] = self.path("%s-%g" % (program, part))
            with open(texts[part], "wb") as file:
                file.write(self.text(max(100, round(whole * part))))
        found = self.take_turns(
            program, lambda part: arguments + [texts[part]], self.variants, self.rounds
        )
        return {v.name: found[v.name] / (found[NATIVE] * v.part) for v in self.variants}

    def take_turns(self, program, work, variants, rounds):
        """{name: what the work takes beyond a run without work}. work(part) gives the arguments,
        work(0) those without work."""
        slow_rounds = max(3, rounds // 3)
        for variant in variants:
            variant.samples = {}
        for number in range(rounds):
            for variant in variants:
                if variant.slow and number >= slow_rounds:
                    continue
                for part in (0, variant.part):
                    binary = [os.path.join(variant.binaries, program)]
                    seconds, _ = self.run(variant.prefix + binary + work(part), variant.place)
                    variant.samples.setdefault(part, []).append(seconds)
                    shutil.rmtree(os.path.join(variant.place, "uftrace.data"), ignore_errors=True)
        result = {}
        for variant in variants:
            empty, full = (statistics.median(variant.samples[p]) for p in (0, variant.part))
            result[variant.name] = full - empty
        return result

    def fib(self):
        size = {0: 1, 1.0: 32 if self.quick else 35, 0.05: 28}
        found = self.take_turns(
            "fib", lambda part: [str(size[part])], self.variants, self.rounds
        )
        per_call = {}
        for variant in self.variants:
            calls = 2 * fib_number(size[variant.part] + 1) - 1
            per_call[variant.name] = found[variant.name] / calls * 1e9
        self.check_calls(size[1.0])
        self.fib_per_call = per_call

    def loops(self):
        whole = 100000 if self.quick else 200000
        found = self.take_turns(
            "loops", lambda part: [str(round(whole * part))], self.variants, self.rounds
        )
        self.loops_ratio = {v.name: found[v.name] / (found[NATIVE] * v.part) for v in self.variants}

    def check_calls(self, n):
        """The profile must have the calls of fib that there are, or their cost means nothing."""
        for variant in self.variants[1:4]:
            self.run([os.path.join(variant.place, "fib"), str(n)], variant.place)
            profile = pprof.Profile(os.path.join(variant.place, "fib.prof.pb.gz"))
            calls = {f.name: count for f, count in profile.calls().items()}
            if calls.get("fib") != 2 * fib_number(n + 1) - 1:
                fail("%s counted %s calls of fib" % (variant.name, calls.get("fib")))

    def lua(self):
        script = os.path.join(HERE, "work.lua")
        # No target is about mode=time here, whose run is the longest: the quick run leaves it out.
        chosen = [v for v in self.variants if not self.quick or v.name != TIME]
        whole, rounds = (40, 5) if self.quick else (100, self.rounds)
        found = self.take_turns(
            "lua", lambda part: [script, str(round(whole * part))], chosen, rounds
        )
        plain = found[NATIVE]
        self.lua_ratio = {v.name: found[v.name] / (plain * v.part) for v in chosen}

    def clock(self):
        binary = self.path("clock")
        self.run(["gcc", "-O2", os.path.join(HERE, "clock.c"), "-o", binary])
        self.two_reads = statistics.median(float(self.run([binary])[1]) for _ in range(self.rounds))

    def contexts(self):
        binary = self.path("contexts")
        flags = ["-fplugin-arg-cinstr-mode=time", "-O2", "-g"]
        self.run([self.cinstr] + flags + [os.path.join(HERE, "contexts.c"), "-o", binary])
        output, times = self.path("contexts.pb.gz"), []
        for _ in range(3):
            count, seconds = self.run([binary, output])[1].split()
            times.append(float(seconds))
        self.context_count, self.context_time = int(count), statistics.median(times)
        self.context_bytes = os.path.getsize(output)
        if not self.quick and len(pprof.Profile(output).samples) < self.context_count:
            fail("the profile of %s lacks contexts" % count)

    def measure_all(self):
        self.prepare()
        self.clock()
        self.fib()
        self.loops()
        self.lua()
        self.compressors = {program: self.compressor(program) for program in COMPRESSORS}
        self.contexts()
        base = self.fib_per_call[NATIVE]
        self.figures = {
            "count: added per call of fib": self.fib_per_call[CALLS] - base,
            "count: Lua": self.lua_ratio[CALLS],
            "instructions: Lua": self.lua_ratio[INSTRUCTIONS],
            "instructions: loops": self.loops_ratio[INSTRUCTIONS],
            "instructions: bzip2": self.compressors["bzip2"][INSTRUCTIONS],
            "instructions: minigzip": self.compressors["minigzip"][INSTRUCTIONS],
            "time: added per call of fib": (self.fib_per_call[TIME] - base) / self.two_reads,
            "clock=sampled: Lua": self.lua_ratio[SAMPLED],
            "compile time, mode=time": self.compile_ratio[TIME],
            "compile time, calls alone": self.compile_ratio[CALLS],
            "code and read-only data of Lua, mode=time": self.size_ratio[TIME],
            "code and read-only data of Lua, instructions": self.size_ratio[INSTRUCTIONS],
            "writing 1.1 M contexts": self.context_time,
        }

    def print_table(self):
        base = self.fib_per_call[NATIVE]
        print("| | fib, added per call | fib | loops | Lua | bzip2 | minigzip | compile time |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        for variant in self.variants:
            per_call = self.fib_per_call[variant.name]
            ratios = [
                "%.2fx" % ratio if ratio else ""
                for ratio in (
                    per_call / base,
                    self.loops_ratio[variant.name],
                    self.lua_ratio.get(variant.name),
                    self.compressors["bzip2"][variant.name],
                    self.compressors["minigzip"][variant.name],
                    self.compile_ratio.get(variant.name),
                )
            ]
            print("| %s | %.1f ns | %s |" % (variant.name, per_call - base, " | ".join(ratios)))
        print()
        print("Two clock reads: %.1f ns. A call of fib: %.2f ns native." % (self.two_reads, base))
        print(
            "Profile of %d contexts: %.2f s to write, %.1f MB."
            % (self.context_count, self.context_time, self.context_bytes / 1e6)
        )

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)


def report(best):
    missed = [name for name, (bound, _) in TARGETS.items() if best[name] > bound]
    for name, (bound, unit) in TARGETS.items():
        verdict = "MISSED" if name in missed else "ok"
        print("%-46s %6.2f %s (at most %g): %s" % (name, best[name], unit, bound, verdict))
    return missed


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", allow_abbrev=False)
    parser.add_argument("--check", action="store_true", help="fail when a target is missed")
    parser.add_argument("--rounds", type=int, default=9, help="default 9; slow peers get a third")
    parser.add_argument("--quick", action="store_true", help="cinstr alone, less work, 3 attempts")
    parser.add_argument("--build", required=True, help="cinstr's build directory")
    options = parser.parse_args()
    # A busy machine can only make figures worse, so the quick check takes the best of its attempts.
    best = {}
    for attempt in range(3 if options.quick and options.check else 1):
        bench = Bench(os.path.abspath(options.build), options.quick, options.rounds)
        try:
            bench.measure_all()
            bench.print_table()
        finally:
            bench.close()
        for name, figure in bench.figures.items():
            best[name] = min(figure, best.get(name, figure))
        print()
        missed = report(best)
        if not missed:
            break
    if missed and options.check:
        fail("FAILED: %d targets missed" % len(missed))


if __name__ == "__main__":
    main()
