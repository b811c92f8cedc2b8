# SPDX-License-Identifier: MIT
"""What may stand in a function, and that probes leave it working."""

from harness import O0, O2, OLD, Variant, comment, scenario, simple

MORE = [Variant("O1-time", ["-O1"], "time"), Variant("Og-count", ["-Og"], "count"),
        Variant("O3-time", ["-O3", "-march=NATIVE"], "time")]
O0_TIME = [Variant("O0-time", ["-O0"], "time")]

simple("registers", variants=O2 + O0 + O0_TIME + OLD + MORE, plain_flags=("-O2", "-Wno-psabi"),
       flags=["-Wno-psabi"])
simple("frames", variants=O2 + O0 + O0_TIME + OLD + MORE, libraries=["-lm"],
       flags=["-Wno-clobbered", "-Wl,-z,execstack"])
simple("through_library", "through_library.cc", variants=O2 + O0 + OLD)
simple("methods", "methods.cc", variants=O2 + O0 + OLD + MORE)
simple("openmp", variants=O2 + O0, flags=["-fopenmp"])


@scenario
def with_others(case):
    """Other tools' instrumentation in the same code."""
    case.compare(["recursion.c"], [
        Variant("address", ["-O1", "-fsanitize=address,undefined", "-fno-sanitize=leak"], "time"),
        Variant("thread", ["-O1", "-fsanitize=thread"], "count"),
        Variant("gcov", ["-O2", "--coverage"], "count"),
        Variant("gprof", ["-O2", "-pg"], "time"),
        Variant("hooks", ["-O2", "-finstrument-functions"], "time"),
    ], flags=["-fno-optimize-sibling-calls"])


@scenario
def thunks(case):
    """They get no probes: the profile says how many there are, and the calls are their functions'."""
    for level in ("-O0", "-O2", "-Os"):
        program = case.compile(level + "/prog", ["thunks.cc"], [level], "count")
        case.equal(case.run(program).stdout, b"9900 2\n", level)
        profile = case.profile(program)
        case.equal(profile.flat()["both::two(int)"], 100, level)
        case.check(comment(profile, "^probes: .* 2 functions there skipped"), f"{level}: {profile.comments}")


def abandoned_times(case, program):
    """One run; what is wrong with its times, or None."""
    have = case.run(program)
    case.equal(have.status, 0, f"status; {have.stderr}")
    profile = case.judge(program, have.pid, "time")
    flat, cum = profile.flat("time"), profile.cum("time")
    for line in have.stderr.splitlines():
        name, spent = line.split()
        # now() is not instrumented, so its time is its caller's.
        error = flat[name] / int(spent) - 1
        if abs(error) >= 0.01:
            return f"{name}: {flat[name]} ns, spun {spent} ns"
    inside = sum(cum[name] for name in ("jumps", "throws", "returns"))
    if cum["around"] < inside:
        return "around has less than its callees"
    if flat["around"] >= inside / 10:
        return f"around took its callees' time: {flat['around']}"
    return None


@scenario
def time_of_abandoned_frames(case):
    # The spins ask the clock all the time, and its frames would be apart.
    program = case.compile("time/prog", ["abandoned.cc"], ["-O2"], "time-own")
    # Another process may get the processor right beside a spin: that is not seen in each of three.
    wrong = [abandoned_times(case, program) for _ in range(3)]
    case.check(None in wrong, "\n".join(str(one) for one in wrong))


CORNER_FLAGS = {
    "O0": ["-O0"],
    "O1": ["-O1"],
    "O2": ["-O2"],
    "O3": ["-O3"],
    "Os": ["-Os"],
    "here": ["-O2", "-fplugin-arg-cinstr-costs=instrumented"],
    "partition": ["-O2", "-freorder-blocks-and-partition", "-freorder-blocks-algorithm=stc"],
    "frames": ["-O2", "-fno-omit-frame-pointer"],
    "tables": ["-O2", "-fno-jump-tables", "-fno-tree-switch-conversion"],
    "vectors": ["-O3", "-march=haswell", "-mprefer-vector-width=256"],
    "pic": ["-O2", "-fPIC", "-pie", "-fcf-protection"],
    "lto": ["-O2", "-flto"],
    "intel": ["-O2", "-masm=intel",],
}


@scenario
def corners(case):
    """Calls as they are known, the same output, and instructions where there must be some."""
    variants = [Variant(label, flags, "instructions", oldest=number % 2 == 1)
                for number, (label, flags) in enumerate(CORNER_FLAGS.items())]
    variants += [Variant("intel-time", ["-O1", "-masm=intel",], "time"),
                 Variant("O2-lines", ["-O2"], "lines"), Variant("O3-old", ["-O3"], "time", oldest=True)]
    found = case.compare(["corners.c"], variants, flags=["-Wno-clobbered", "-Wno-psabi"])
    for label in CORNER_FLAGS:
        flat = found[label][1].flat("instructions")
        for name in ("table", "ranges", "constants", "asm_goto", "computed_goto", "unreachable",
                     "partitioned", "variable_length", "returns_twice"):
            # Each runs a body 2000 times that is more than one instruction; none runs 200.
            case.check(4000 <= flat[name] <= 400000, f"{label}: {name}: {flat[name]} instructions")
        for name in ("vectors", "reductions"):  # of 2000 elements, eight or more by one instruction
            case.check(500 <= flat[name] <= 80000, f"{label}: {name}: {flat[name]} instructions")
