# SPDX-License-Identifier: MIT
"""What scenarios share: compile plain and instrumented, run both, compare, judge the profile."""

import glob
import os
import re
import shutil
import subprocess
import time

import pprof_reader

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "programs")
SCENARIOS = {}  # name -> function(Case)


class Failed(Exception):
    """A check that did not hold."""


class Variant:
    """One way to build: flags, the probes' mode, and which of the installed GCCs."""

    def __init__(self, label, flags, mode, oldest=False):
        self.label, self.flags, self.mode, self.oldest = label, flags, mode, oldest


O2 = [
    Variant("O2-count", ["-O2"], "count"),
    Variant("O2-time", ["-O2"], "time"),
    Variant("O2-instructions", ["-O2"], "instructions"),
]
# The plugin's option for a mode, and what its profiles contain.
MODES = {
    "time": (["mode=time"], ["calls", "time", "wait", "cpu"]),
    "time-own": (["mode=time", "external=off"], ["calls", "time"]),
    "lines": (["mode=time", "lines=on"], ["calls", "time", "wait", "cpu"]),
    "count": (["mode=count", "instructions=off"], ["calls"]),
    "instructions": (["mode=count"], ["calls", "instructions"]),
    "instructions-own": (["mode=count", "external=off"], ["calls", "instructions"]),
}
O0 = [Variant("O0-count", ["-O0"], "count", oldest=True)]
OLD = [Variant("O2-time-old", ["-O2"], "time", oldest=True)]


OF_AARCH64 = {
    "-march=NATIVE": "-march=armv8.2-a+sve",
    "-march=haswell": "-march=armv8.2-a+sve",
    "-mprefer-vector-width=256": None,
    "-fcf-protection": "-mbranch-protection=standard",
    "-masm=intel": None,
}


def go_pprof():
    """Go's own tool. From 1.25 on Go compiles it when it is first asked for it, and keeps it."""
    found = subprocess.run(["go", "tool", "-n", "pprof"], capture_output=True, text=True, check=True)
    return found.stdout.strip()


def emulator(target):
    """What runs a program of the target: Debian has its libraries in /usr/TARGET."""
    return ["qemu-" + target.split("-")[0], "-L", "/usr/" + target]


class Result:
    def __init__(self, process, stdout, stderr, seconds):
        self.pid, self.status = process.pid, process.returncode
        self.stdout, self.stderr, self.seconds = stdout, stderr, seconds


class Case:
    """One scenario's scratch directory and tools. `target`: of a cross compiler, whose programs
    run in qemu's emulator."""

    def __init__(self, name, build, target=None):
        self.name, self.build, self.target = name, os.path.abspath(build), target
        self.dir = os.path.join(self.build, "tests", "e2e", "scratch", target or "", name)
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir)
        majors = glob.glob(os.path.join(self.build, "lib", "cinstr", target or "", "gcc-*"))
        self.majors = sorted(int(path.rsplit("-", 1)[1]) for path in majors)
        self.check(self.majors, "no plugin in the build tree")

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def check(self, condition, message):
        if not condition:
            raise Failed(message)

    def equal(self, have, want, what):
        if have != want:
            raise Failed(f"{what}: have {have!r}, want {want!r}")

    def libraries(self):
        """The directory of the runtime's libraries."""
        place = ["cinstr", self.target, "lib"] if self.target else []
        return os.path.join(self.build, "lib", *place)

    # -- building

    def compiler(self, cxx, oldest=False):
        name = "g++" if cxx else "gcc"
        if self.target:
            return f"{self.target}-{name}-{self.majors[-1]}"
        return f"{name}-{self.majors[0]}" if oldest else name

    def compile_command(self, output, sources, flags=(), mode=None, cxx=False, oldest=False):
        """mode None: the plain compiler."""
        sources = [
            source if os.path.isabs(source) or source.startswith("-") else self.source(source)
            for source in sources
        ]
        cxx = cxx or any(source.endswith(".cc") for source in sources)
        compiler = self.compiler(cxx, oldest)
        command = [compiler]
        if mode:
            wrapper = "cinstr-g++" if cxx else "cinstr-gcc"
            command = ["env", f"CINSTR_{'CXX' if cxx else 'CC'}={compiler}"]
            command += [os.path.join(self.build, "bin", wrapper)]
            command += [f"-fplugin-arg-cinstr-{option}" for option in MODES[mode][0]]
        # The tests' own header, and their counts, are the same in every build.
        command += ["-g", "-Wall", "-Werror", f"-I{PROGRAMS}", "-pthread", "-o", output]
        if cxx:
            command.append("-Wno-volatile")  # C++20, GCC 16's default, deprecates ++ of a volatile
        return command + self.flags(flags) + sources

    def flags(self, flags):
        """-march=NATIVE: what the programs can run on. Options of x86-64 are others of the target, or none."""
        if not self.target:
            return [flag.replace("-march=NATIVE", "-march=native") for flag in flags]
        return [OF_AARCH64.get(flag, flag) for flag in flags if OF_AARCH64.get(flag, flag)]

    def source(self, name):
        local = self.path(name)
        return local if os.path.exists(local) else os.path.join(PROGRAMS, name)

    def compile(self, output, sources, flags=(), mode=None, **options):
        command = self.compile_command(self.path(output), sources, flags, mode, **options)
        os.makedirs(os.path.dirname(self.path(output)), exist_ok=True)
        done = subprocess.run(command, cwd=self.dir, capture_output=True, text=True)
        # libcinstr.a may load libdwarf at run time, of which ld warns in a static program.
        noise = r"(.*: in function `lines_load':|.*Using 'dlopen' in statically linked.*)\n"
        if done.returncode or (re.sub(noise, "", done.stderr) if any(f.startswith("-static") for f in flags) else done.stderr):
            raise Failed(f"{' '.join(command)}\nstatus {done.returncode}\n{done.stderr[-4000:]}")
        return self.path(output)

    # -- running

    def run(self, program, args=(), env=None, cwd=None, before=None, timeout=100, prefix=()):
        """Runs in a new directory of its own unless `cwd` is given."""
        if self.target:
            prefix = [*emulator(self.target), *prefix]
        cwd = cwd or os.path.dirname(program)
        everything = {k: v for k, v in os.environ.items() if not k.startswith("CINSTR_")}
        everything["E2E_EXPECT"] = program + ".expect"
        everything.update(env or {})
        if os.path.exists(program + ".expect"):
            os.unlink(program + ".expect")
        started = time.monotonic()
        process = subprocess.Popen(
            [*prefix, program, *args], cwd=cwd, env=everything, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
        )
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failed(f"{program}: still running after {timeout} s") from None
        seconds = time.monotonic() - started
        return Result(process, stdout, stderr.decode(errors="replace"), seconds)

    def same_behaviour(self, plain, have, label, stderr=True):
        self.equal(have.status, plain.status, f"{label}: exit status; stderr {have.stderr!r}")
        self.equal(have.stdout, plain.stdout, f"{label}: stdout")
        if stderr:
            self.equal(have.stderr, plain.stderr, f"{label}: stderr")

    # -- judging

    def expectations(self, program, main_pid):
        """[(pid or 0 for the process that was started, kind, names, number)]"""
        out = []
        if os.path.exists(program + ".expect"):
            with open(program + ".expect", encoding="utf-8") as file:
                for line in file:
                    pid, kind, *names, number = line.rstrip("\n").split("|")
                    pid = 0 if int(pid) == main_pid else int(pid)
                    out.append((pid, kind, tuple(names), int(number)))
        return out

    def profile(self, program, pid=0):
        name = program + (f".prof.{pid}.pb.gz" if pid else ".prof.pb.gz")
        self.check(os.path.exists(name), f"no profile {os.path.basename(name)}")
        profile = pprof_reader.read(name)
        for sample in profile.samples:
            self.check(sample.stack, "a sample without a stack")
            self.check(min(sample.values) >= 0, f"negative value: {sample}")
        return profile

    def judge(self, program, main_pid, label):
        """Compares the profiles with what the program says of itself. Returns the main one."""
        profiles, wrong, expectations = {}, [], self.expectations(program, main_pid)
        self.check(expectations, f"{label}: the program expects nothing: {program}")
        for pid, kind, names, number in expectations:
            if pid not in profiles:
                profiles[pid] = self.profile(program, pid)
            have = self.answer(profiles[pid], kind, names)
            if have != number:
                wrong.append(f"  {'child ' if pid else ''}{kind} {names}: {have}, not {number}")
        if wrong:
            edges = "\n".join(
                f"  {pid or 'main'}: {k} {v}" for pid, p in profiles.items()
                for k, v in sorted(p.edges().items())[:60]
            )
            raise Failed(f"{label}:\n" + "\n".join(wrong[:40]) + "\nedges are:\n" + edges)
        return profiles.get(0)

    @staticmethod
    def answer(profile, kind, names):
        if kind == "calls":
            return profile.flat()[names[0]]
        if kind == "cum":
            return profile.cum()[names[0]]
        if kind == "edge":
            return profile.edges()[names]
        if kind == "stack":
            return profile.stacks()[names[0]]
        if kind == "named":  # functions whose name contains the text
            return sum(v for k, v in profile.flat().items() if names[0] in k)
        raise Failed(f"unknown kind of expectation {kind}")

    def compare(self, sources, variants=None, flags=(), plain_flags=("-O2",), libraries=(),
                args=(), varies=False, env=None, before=None, timeout=100):
        """The usual scenario: returns {label: (result, profile)}. `varies`: the program's own
        counts differ from run to run."""
        plain = self.compile("plain/prog", [*sources, *libraries], [*plain_flags, *flags])
        wanted = self.run(plain, args, env, before=before, timeout=timeout)
        self.check(wanted.status >= 0, f"the plain program died of signal {-wanted.status}")
        own = [e[1:] for e in self.expectations(plain, wanted.pid)]
        self.check(own, "the plain program expects nothing")
        out = {}
        for variant in variants or O2 + O0:
            program = self.compile(f"{variant.label}/prog", [*sources, *libraries],
                                   [*variant.flags, *flags], variant.mode,
                                   oldest=variant.oldest)
            have = self.run(program, args, env, before=before, timeout=timeout)
            self.same_behaviour(wanted, have, variant.label)
            if not varies:
                mine = [e[1:] for e in self.expectations(program, have.pid)]
                self.equal(mine, own, f"{variant.label}: the program's own counts")
            profile = self.judge(program, have.pid, variant.label)
            if profile:
                self.equal([name for name, _ in profile.types], MODES[variant.mode][1],
                           "sample types")
            out[variant.label] = have, profile
        return out


def scenario(function):
    SCENARIOS[function.__name__] = function
    return function


def simple(name, source=None, **options):
    """A scenario that is one program."""
    SCENARIOS[name] = lambda case: case.compare([source or name + ".c"], **options)


def comment(profile, pattern):
    """The first comment line that matches, or None."""
    return next((line for line in profile.comments if re.search(pattern, line)), None)
