# SPDX-License-Identifier: MIT
"""Signals, threads' lives, loading and linking, coroutines."""

import os

import pprof_reader

from harness import O0, O2, OLD, Variant, comment, scenario, simple

simple("signals", varies=True)
simple("storm", varies=True)
simple("lifecycle", "lifecycle.cc", variants=O2 + O0 + OLD)
simple("short_threads")
simple("coroutines")
simple("handler_tails", varies=True)
simple("stepped", varies=True)
simple("jumping_handler", varies=True)
simple("exit_race", varies=True)
simple("fork_race")


FIBERS_SHARED = "^fibers moved between threads"
FIBERS_CROWDED = "^too many fibers for contexts of their own"


@scenario
def fibers(case):
    """Threads that take fibers from a queue lose no call, and nothing is to be told."""
    for update in ("atomic", "single"):
        for mode in ("count", "time", "instructions"):
            label = f"{mode}-{update}"
            program = case.compile(f"{label}/prog", ["fibers.c"],
                                   ["-O2", "-pthread", f"-fplugin-arg-cinstr-update={update}"], mode)
            done = case.run(program)
            case.equal(done.status, 0, f"{label}: status")
            case.judge(program, done.pid, label)
            case.equal(comment(case.profile(program), FIBERS_SHARED), None, label)


@scenario
def fibers_own(case):
    """The same with a switch of their own, begun in each other, one after another, or thousands."""
    for mode in ("count", "time"):
        program = case.compile(f"{mode}/prog", ["fibers_own.c"], ["-O2", "-pthread"], mode)
        for way in ("workers", "first", "nested", "slab", "bare", "many", "crowd"):
            label = f"{mode} {way}"
            done = case.run(program, [way])
            case.equal(done.status, 0, f"{label}: status")
            case.judge(program, done.pid, label)
            for said in FIBERS_SHARED, FIBERS_CROWDED:
                case.equal(comment(case.profile(program), said), None, label)
            if way == "many":
                case.check(int(done.stdout) < 1000, f"{label}: {done.stdout.strip()} KiB more")


@scenario
def fibers_unknown(case):
    """Where calls of fibers may be lost the profile says so."""
    for update in ("atomic", "single"):
        flags = ["-O2", "-pthread", f"-fplugin-arg-cinstr-update={update}"]
        program = case.compile(f"{update}/prog", ["fibers_own.c"], flags, "count")
        for way, memory, wanted in (("frame", "512M", FIBERS_SHARED), ("crowd", "8M", FIBERS_CROWDED)):
            label = f"{update} {way}"
            done = case.run(program, [way], env={"CINSTR_MAX_MEMORY": memory})
            case.equal(done.status, 0, f"{label}: status")
            if update == "atomic":
                case.judge(program, done.pid, label)
            said = comment(case.profile(program), wanted)
            case.equal(bool(said), update == "single", f"{label}: the comment on fibers")


@scenario
def mixed(case):
    plain = case.compile("plain.o", ["plain.c"], ["-O2", "-c"])
    case.compare(["mixed.c"], O2 + O0 + OLD, libraries=[plain])


@scenario
def unload(case):
    flags = ["-shared", "-fPIC"]
    for label, mode in (("plain", None), ("count", "count"), ("time", "time")):
        for name in ("one", "two"):
            case.compile(f"{label}/{name}.so", [f"plugin_{name}.c"], ["-O2", *flags], mode)
    plain = case.compile("plain/prog", ["plugin_host.c"], ["-O2", "-ldl"])
    wanted = case.run(plain, ["./one.so", "./two.so"])
    for mode in ("count", "time"):
        # With an instrumented program, and with one that is not: only the libraries are.
        for host, host_mode in (("prog", mode), ("bare", None)):
            program = case.compile(f"{mode}/{host}", ["plugin_host.c"], ["-O2", "-ldl"], host_mode)
            have = case.run(program, ["./one.so", "./two.so"])
            case.same_behaviour(wanted, have, f"{mode} {host}")
            if host_mode:
                case.judge(program, have.pid, mode)
                continue
            profile = case.profile(program)
            case.equal(profile.edges()["entry@plugin_one.c", "only_one"], 1000, f"{mode} bare: only_one")
            case.equal(profile.edges()["entry@plugin_two.c", "only_two"], 200, f"{mode} bare: only_two")


@scenario
def reload(case):
    """A library that is loaded 8,000 times: exact, in linear time and constant memory."""
    for mode in ("count", "time"):
        case.compile(f"{mode}/library.so", ["reload_library.c"], ["-O2", "-shared", "-fPIC"], mode)
        program = case.compile(f"{mode}/prog", ["reload.c"], ["-O2", "-ldl"], mode)
        have = case.run(program, ["./library.so", "8000"])
        case.equal((have.status, have.stderr), (0, ""), mode)
        case.judge(program, have.pid, mode)
        grown, first, last = (int(number) for number in have.stdout.split())
        case.check(grown < 200, f"{mode}: {grown} KiB more after 6,000 loads")
        case.check(last < 2 * first, f"{mode}: {first} us for the first 2,000, {last} for the last")


@scenario
def several_runtimes(case):
    """Each runtime of a process writes a file of its own, exact, and says so."""
    lib = os.path.join(case.libraries(), "libcinstr.a")
    shared = case.compile("prog", ["host_of_runtimes.c", "-ldl"], ["-O2"], "count")
    static = case.compile("static/prog", ["host_of_runtimes.c", lib, "-ldl"], ["-O2"], "count")
    # A library with a static runtime; one with the shared runtime, in eight namespaces.
    case.compile("own.so", ["reload_library.c", lib], ["-O2", "-shared", "-fPIC"], "count")
    case.compile("shared.so", ["reload_library.c"], ["-O2", "-shared", "-fPIC"], "count")
    # A call binds to the program's runtime where that exports it, and the library's own has nothing to write.
    for program, arguments, others in ((shared, ["own.so"], 0), (shared, ["shared.so", "8"], 8),
                                       (shared, ["own.so", "-1"], 1), (static, ["own.so"], 1),
                                       (static, ["own.so", "-1"], 1), (static, ["shared.so"], 1)):
        arguments[0] = case.path(arguments[0])
        have = case.run(program, arguments)
        case.equal(have.status, 0, f"{arguments}: {have.stderr}")
        case.judge(program, have.pid, str(arguments))
        lines = have.stderr.splitlines()
        case.equal(len(lines), others, f"{arguments}: {have.stderr}")
        case.check(all("brought a runtime of its own" in line for line in lines), have.stderr)
        inside = case.profile(program).flat().get("inside", 0)
        case.equal(inside, 0 if others else 3, f"{arguments}: inside the program's own profile")
        for number in range(2, 2 + others):
            name = f"{program}.prof-runtime{number}.pb.gz"
            case.equal(pprof_reader.read(name).flat()["inside"], 3, name)
            os.unlink(name)


@scenario
def small_stack(case):
    for mode in ("count", "time"):
        program = case.compile(f"{mode}/prog", ["small_stack.c"], ["-O2"], mode)
        for room in (1024, 1536, 2048, 3072, 4096, 8192):
            have = case.run(program, [str(room)])
            case.equal((have.status, have.stdout, have.stderr), (0, b"hits 10\n", ""), f"{room}")
            case.judge(program, have.pid, f"{mode} {room}")


PARTS = ["parts_main.c", "parts_one.c", "parts_two.c"]


@scenario
def link_forms(case):
    def variant(label, *flags, mode="time"):
        return Variant(label, list(flags), mode)

    of_x86 = [
        variant("fp", "-O1", "-fno-omit-frame-pointer", "-mno-red-zone", "-fcf-protection=full"),
        variant("large", "-O2", "-mcmodel=medium"),
        variant("avx", "-O3", "-mavx2"),
    ]
    of_aarch64 = [
        variant("fp", "-O1", "-fno-omit-frame-pointer", "-mbranch-protection=standard"),
        variant("tiny", "-O2", "-mcmodel=tiny", "-static"),
        variant("large", "-O2", "-mcmodel=large", "-fno-pic", "-no-pie"),
        variant("lse", "-O2", "-march=armv8.1-a", "-fplugin-arg-cinstr-update=atomic"),
        variant("exclusive", "-O2", "-mno-outline-atomics", "-fplugin-arg-cinstr-update=atomic"),
        variant("outline", "-O2", "-moutline-atomics", "-fplugin-arg-cinstr-update=atomic", mode="count"),
        variant("sve", "-O3", "-march=armv8.2-a+sve", mode="instructions"),
    ]
    case.compare(PARTS, (of_aarch64 if case.target else of_x86) + [
        variant("pie", "-O2", "-fPIE", "-pie"),
        variant("no-pie", "-O2", "-fno-pie", "-no-pie"),
        variant("static", "-O2", "-static"),
        variant("static-pie", "-O2", "-static-pie", mode="count"),
        variant("lto", "-O2", "-flto"),
        variant("lto-count", "-O2", "-flto=2", "-fno-fat-lto-objects", mode="count"),
        variant("sections", "-O2", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"),
        variant("hard", "-O2", "-fstack-protector-all", "-fstack-clash-protection",
                "-D_FORTIFY_SOURCE=2", "-Wl,-z,now", "-Wl,-z,relro"),
        variant("no-plt", "-O2", "-fno-plt"),
        variant("split", "-O2", "-gsplit-dwarf"),
        variant("no-debug", "-O2", "-g0", "-s"),
        variant("fast", "-Ofast", mode="count"),
    ])


@scenario
def link_shared(case):
    wanted = None
    for label, mode, flags in (("plain", None, ["-O2"]), ("count", "count", ["-O2"]),
                               ("time", "time", ["-O2"]),
                               ("symbolic", "time", ["-O2", "-Wl,-Bsymbolic-functions"])):
        shared = [*flags, "-shared", "-fPIC"]
        case.compile(f"{label}/libtwo.so", ["parts_two.c"], shared, mode)
        case.compile(f"{label}/libone.so", ["parts_one.c", "-L.", f"-L{case.path(label)}",
                                            "-ltwo"], shared, mode)
        program = case.compile(f"{label}/prog", ["parts_main.c", f"-L{case.path(label)}", "-lone",
                                                 "-ltwo", "-Wl,-rpath,$ORIGIN"], flags, mode)
        have = case.run(program)
        if not mode:
            wanted = have
            continue
        case.same_behaviour(wanted, have, label)
        profile = case.judge(program, have.pid, label)
        files = {frame.mapping.file for sample in profile.samples for frame in sample.stack
                 if frame.mapping}
        for name in ("libone.so", "libtwo.so", "prog"):
            case.check(any(file.endswith("/" + name) for file in files), f"no mapping of {name}")


@scenario
def before_main(case):
    """A library's constructor calls into the program, whose own constructors have not run."""
    wanted = None
    for label, mode in (("plain", None), ("count", "count"), ("time", "time")):
        case.compile(f"{label}/libearly.so", ["early_library.c"],
                     ["-O2", "-shared", "-fPIC", "-Wl,-z,lazy"], mode)
        program = case.compile(
            f"{label}/prog", ["early_host.c", f"-L{case.path(label)}", "-learly",
                              "-Wl,-rpath,$ORIGIN", "-rdynamic"], ["-O2"], mode)
        have = case.run(program)
        if not mode:
            wanted = have
            continue
        case.same_behaviour(wanted, have, label)
        case.judge(program, have.pid, label)
