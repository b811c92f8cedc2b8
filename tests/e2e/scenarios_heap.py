# SPDX-License-Identifier: MIT
"""Heap profiles: what is counted, where blocks may come from and go, and what stays as it was."""

import glob
import os
import re
import subprocess

import harness
import pprof_reader
from harness import scenario

LIVE = ["alloc=live"]
COUNT = ["alloc=count"]
FLAT = ["calls=off", "alloc=live"]
FLAT_COUNT = ["calls=off", "alloc=count"]
ALL = {"live": LIVE, "count": COUNT, "flat": FLAT, "flat-count": FLAT_COUNT}


def build(case, name, sources, options, flags=("-O2",), **more):
    """The program, with further options of the plugin."""
    flags = [*flags, *(f"-fplugin-arg-cinstr-{option}" for option in options)]
    return case.compile(f"{name}/prog", sources, flags, "count", **more)


def heap(case, program, pid=0):
    name = program + (f".heap.{pid}.pb.gz" if pid else ".heap.pb.gz")
    case.check(os.path.exists(name), f"no {name}")
    profile = pprof_reader.read(name)
    for sample in profile.samples:
        case.check(min(sample.values) >= 0, f"negative value: {sample}")
    return profile


def places(profile):
    """(function, what was called there) -> [objects, bytes] or [objects, bytes, live, live bytes]"""
    out = {}
    for sample in profile.samples:
        names = [frame.name.split("(")[0] for frame in sample.stack[:2]]
        have = out.setdefault((names[1], names[0]), [0] * min(4, len(profile.types)))
        for i in range(len(have)):
            have[i] += sample.values[i]
    return {place: values for place, values in out.items() if any(values)}


def same_places(case, profile, want, label):
    """Of a profile without live blocks the two first values are compared."""
    have = places(profile)
    live = len(profile.types) > 2
    case.equal(live, profile.default_type == "inuse_space", f"{label}: default type")
    for place in sorted({*have, *want}):
        wanted = want.get(place)
        if wanted and not live:
            wanted = wanted[:2]
        case.equal(have.get(place), wanted, f"{label}: {place}")


def facts(case, profile):
    """(frees of blocks allocated elsewhere, blocks freed elsewhere, their bytes)"""
    foreign = harness.comment(profile, "^frees of blocks allocated elsewhere: ")
    healed = harness.comment(profile, "^blocks freed elsewhere: ")
    case.check(foreign and healed, f"no facts in {profile.comments}")
    return tuple(int(number) for number in re.findall(r"\d+", foreign + healed))


def threads(case, pairs, timeout=100):
    plain = case.compile("plain/prog", ["heap_threads.c"], ["-O2"])
    wanted = case.run(plain, [str(pairs)], timeout=timeout)
    objects, space, live, live_space = (int(n) for n in wanted.stdout.split())
    for label, options in ALL.items():
        program = build(case, label, ["heap_threads.c"], options)
        have = case.run(program, [str(pairs)], timeout=timeout)
        case.same_behaviour(wanted, have, label)
        profile = heap(case, program)
        same_places(case, profile, {("make", "malloc"): [objects, space, live, live_space]}, label)
        if "alloc=live" in options:
            case.equal(facts(case, profile), (0, 0, 0), f"{label}: elsewhere")


@scenario
def heap_threads(case):
    threads(case, 1000000)


@scenario
def long_heap_threads(case):
    threads(case, 10000000, timeout=400)


@scenario
def heap_main(case):
    """The thread that writes the profile need not have counted anything itself."""
    plain = case.compile("plain/prog", ["heap_main.c"], ["-O2"])
    for label, options in ALL.items():
        program = build(case, label, ["heap_main.c"], options)
        for how in ("stays", "exits"):
            case.same_behaviour(case.run(plain, [how]), case.run(program, [how]), f"{label} {how}")
            same_places(case, heap(case, program), {("fill", "malloc"): [12, 192, 10, 160]},
                        f"{label} {how}")


@scenario
def heap_settings(case):
    """By thread, and without memory for contexts: the same totals."""
    wanted = case.run(case.compile("plain/prog", ["heap_threads.c"], ["-O2"]), ["80000"])
    objects, space, live, live_space = (int(n) for n in wanted.stdout.split())
    want = {("make", "malloc"): [objects, space, live, live_space]}
    for label, options in ALL.items():
        program = build(case, label, ["heap_threads.c"], options)
        have = case.run(program, ["80000"], env={"CINSTR_LABELS": "thread"})
        case.same_behaviour(wanted, have, f"{label} by thread")
        profile = heap(case, program)
        same_places(case, profile, want, f"{label} by thread")
        each = profile.by_label("thread_number", "alloc_objects")
        case.equal([sum(each[thread].values()) for thread in each], [objects // 8] * 8,
                   f"{label}: objects of each thread")
        have = case.run(program, ["80000"], env={"CINSTR_MAX_MEMORY": "1K"})
        case.same_behaviour(wanted, have, f"{label} small")
        profile = heap(case, program)
        same_places(case, profile, want, f"{label} small")
        # calls=off has one context for a function and thread, which may be few enough.
        case.check("calls=off" in options or harness.comment(profile, "^truncated: "),
                   f"{label}: {profile.comments}")


@scenario
def heap_exit_race(case):
    """What one thread made is exact while others go on as the profile is written."""
    for label, options in ALL.items():
        program = build(case, label, ["heap_exit_race.c"], options)
        for turn in range(10):
            env = {"CINSTR_HEAP": "peak"} if turn % 3 == 2 and "alloc=live" in options else {}
            have = case.run(program, env=env, timeout=30)
            case.equal((have.status, have.stderr), (6, ""), f"{label} turn {turn + 1}")
            own = places(heap(case, program))
            want = [1000, 77000, 1000, 77000][: len(own["exact", "malloc"])]
            if env:  # the peak came when it came
                own["exact", "malloc"][2:] = want[2:]
            case.equal(own["exact", "malloc"], want, f"{label} turn {turn + 1}")
            for place, values in own.items():
                case.check(len(values) < 4 or values[2] <= values[0] and values[3] <= values[1],
                           f"{label}: more of {place} live than allocated: {values}")


@scenario
def heap_with_others(case):
    """Other tools' instrumentation in the same code, and their allocators."""
    wanted = case.run(case.compile("plain/prog", ["heap_threads.c"], ["-O2"]), ["80000"])
    objects, space, live, live_space = (int(n) for n in wanted.stdout.split())
    want = {("make", "malloc"): [objects, space, live, live_space]}
    for tool, flags in (("address", ["-O1", "-fsanitize=address,undefined"]),
                        ("thread", ["-O2", "-fsanitize=thread"]),
                        ("gcov", ["-O2", "--coverage", "-fprofile-update=atomic"]),
                        ("hooks", ["-O2", "-finstrument-functions", "-pg"])):
        for label, options in (("live", LIVE), ("flat", FLAT)):
            program = build(case, f"{tool}-{label}", ["heap_threads.c"], options, flags)
            have = case.run(program, ["80000"], env={"ASAN_OPTIONS": "detect_leaks=0"})
            case.same_behaviour(wanted, have, f"{tool} {label}")
            profile = heap(case, program)
            same_places(case, profile, want, f"{tool} {label}")
            case.equal(facts(case, profile), (0, 0, 0), f"{tool} {label}: elsewhere")


@scenario
def heap_deterministic(case):
    """Twenty runs, of other lengths of the environment and at other addresses: the same bytes."""
    for label, options in {"live": LIVE, "count": COUNT, "flat": FLAT}.items():
        for source, args in (("heap_threads.c", ["16000"]), ("heap_jumps.c", [])):
            name = f"{label}-{source}"
            program = build(case, name, [source], options)
            first = None
            for turn in range(20):
                case.run(program, args, env={"SOURCE_DATE_EPOCH": "1", "PADDING": "x" * 97 * turn})
                with open(program + ".heap.pb.gz", "rb") as file:
                    have = file.read()
                first = first or have
                case.check(have == first, f"{name}: run {turn + 1} differs")


WAYS = {
    ("passed_through", "malloc"): [10, 1000, 10, 1000],
    ("nested", "outer"): [10, 1000, 10, 1000],
    ("pooled", "pool_get"): [20, 2000, 10, 1000],
    ("grown", "lua_like"): [30, 4000, 10, 1000],
    ("by_name", "plain_wrapper"): [10, 1000, 10, 1000],
    ("tail", "malloc"): [10, 1000, 10, 1000],
    ("freed_elsewhere", "malloc"): [20, 60000, 0, 0],
    ("allocated_elsewhere", "realloc"): [10, 4000, 0, 0],
}
# GCC sees what the pointer is, and deletes a pair.
OPTIMISED = {**WAYS, ("tail_through_pointer", "malloc"): [10, 1000, 10, 1000]}
AS_WRITTEN = {**WAYS, ("vanishes", "malloc"): [10, 1000, 0, 0]}
ALLOCATORS = ["allocator=pool_get:2:pool_put", "allocator=lua_like:4/2", "allocator=plain_wrapper"]


@scenario
def heap_ways(case):
    """Wrappers count once, at their user's line, inlined or not; what is no block is not counted."""
    other = case.compile("heap_plain.o", ["heap_plain.c"], ["-O2", "-c"])
    sources = ["heap_ways.c", other]
    for level, want in (("-O0", AS_WRITTEN), ("-O1", OPTIMISED), ("-O2", OPTIMISED),
                        ("-O3", OPTIMISED)):
        wanted = case.run(case.compile(f"plain{level}/prog", sources, [level]))
        for label, options in ALL.items():
            label += level
            program = build(case, label, sources, options + ALLOCATORS, [level])
            case.same_behaviour(wanted, case.run(program), label)
            profile = heap(case, program)
            same_places(case, profile, want, label)
            if "alloc=live" in options:
                case.equal(facts(case, profile), (20, 10, 30000), f"{label}: elsewhere")


@scenario
def heap_cxx(case):
    """Constructors that throw, new that fails, placement, and destructors of dying threads."""
    wanted = case.run(case.compile("plain/prog", ["heap_cxx.cc"], ["-O2"]))
    for label, options in ALL.items():
        for level in ("-O0", "-O2"):
            program = build(case, label + level, ["heap_cxx.cc"], options, [level])
            case.same_behaviour(wanted, case.run(program), label + level)
            mine = {place: values for place, values in places(heap(case, program)).items()
                    if "std::" not in place[0]}  # templates of std::thread that are compiled here
            want = {
                ("throwing", "operator new"): [100, 400, 50, 200],
                ("late::touch", "operator new[]"): [200, 4800, 0, 0],
                ("late::~late", "operator new[]"): [100, 4000, 0, 0],
                ("again", "malloc"): [300, 16800, 0, 0],
            }
            if "alloc=count" in options:
                want = {place: values[:2] for place, values in want.items()}
            case.equal(mine, want, label + level)


@scenario
def heap_jumps(case):
    wanted = case.run(case.compile("plain/prog", ["heap_jumps.c"], ["-O2"]))
    want = {
        ("deep", "malloc"): [200, 6400, 200, 6400],
        ("jump", "malloc"): [1, 8, 0, 0],
        ("jump", "realloc"): [50, 50 * 8 + 49 * 50 // 2, 0, 0],
    }
    for label, options in ALL.items():
        for level in ("-O0", "-O2"):
            program = build(case, label + level, ["heap_jumps.c"], options, [level])
            case.same_behaviour(wanted, case.run(program), label + level)
            profile = heap(case, program)
            same_places(case, profile, want, label + level)
            if options == LIVE:
                case.equal(profile.total("churn_objects"), 1, f"{label}: freed where it was made")


@scenario
def heap_churn(case):
    """The report tells the allocator from the line that called it, whatever the mode."""
    tool = os.path.join(case.build, "bin", "cinstr")
    for mode in ("time", "instructions"):
        flags = ["-O2", "-fplugin-arg-cinstr-alloc=live"]
        program = case.compile(f"{mode}/prog", ["heap_jumps.c"], flags, mode)
        case.equal(case.run(program).status, 0, mode)
        report = case.run(tool, ["churn", "-compact_labels", program + ".heap.pb.gz"],
                          cwd=os.path.dirname(program)).stdout.decode()
        sites = re.findall(r"  jump \S*heap_jumps\.c:\d+  realloc, no type$", report, re.M)
        case.equal(len(sites), 2, f"{mode}: {report}")


@scenario
def heap_fork(case):
    wanted = case.run(case.compile("plain/prog", ["heap_fork.c"], ["-O2"]))
    case.equal(wanted.status, 0, "plain")
    for label, options in ALL.items():
        program = build(case, label, ["heap_fork.c"], options)
        have = case.run(program)
        case.same_behaviour(wanted, have, label)
        children = case.expectations(program, have.pid)
        case.equal(len(children), 40, f"{label}: children")
        for pid, _, _, number in children:
            size = 1000 + number
            profile = heap(case, program, pid)
            same_places(case, profile, {("child", "malloc"): [3, 3 * size, 2, 2 * size]},
                        f"{label}: child {number}")
            if "alloc=live" in options:
                case.equal(facts(case, profile), (0, 0, 0), f"{label}: child {number}")
        own = places(heap(case, program))
        case.equal(own[("main", "malloc")][:2], [1, 7777], f"{label}: main's")
        case.check("child" not in {function for function, _ in own}, "the parent has its children's")


@scenario
def heap_api(case):
    for label, options in ALL.items():
        program = build(case, label, ["heap_api.c"], options)
        have = case.run(program)
        case.equal((have.status, have.stdout), (0, b"-1 77\n0\n"), f"{label}: {have.stderr}")
        case.check("missing/directory" in have.stderr, f"{label}: {have.stderr!r}")
        for name, values in (("one.pb.gz", [1, 10, 1, 10]), ("paused.pb.gz", [1, 10, 0, 0]),
                             ("two.pb.gz", [2, 30, 1, 20]), ("prog.heap.pb.gz", [2, 30, 1, 20])):
            profile = pprof_reader.read(case.path(label, name))
            same_places(case, profile, {("get", "malloc"): values}, f"{label} {name}")
            if "alloc=live" in options:
                case.equal(facts(case, profile), (0, 0, 0), f"{label} {name}: elsewhere")


@scenario
def heap_unload(case):
    """A library comes and goes; its blocks and their places stay. The program has probes or not."""
    wanted = None
    shared = ["-O2", "-shared", "-fPIC"]
    for label, options in {"plain": None, **ALL}.items():
        flags = [f"-fplugin-arg-cinstr-{option}" for option in options or []]
        mode = "count" if options else None
        case.compile(f"{label}/library.so", ["heap_library.c"], [*shared, *flags], mode)
        for host in ("prog", "bare"):
            own = host == "prog"
            program = case.compile(f"{label}/{host}", ["heap_host.c"],
                                   ["-O2", "-ldl", *(flags if own else [])], mode if own else None)
            have = case.run(program, ["./library.so"])
            wanted = wanted or have
            case.same_behaviour(wanted, have, f"{label} {host}")
            if not options:
                continue
            want = {("entry", "malloc"): [1000, 16000, 500, 8000]}
            if own:
                want["main", "malloc"] = [1, 33, 1, 33]
            profile = heap(case, program)
            same_places(case, profile, want, f"{label} {host}")
            types = profile.by_label("type", "alloc_objects")
            case.equal(sum(types["struct item"].values()), 1000, f"{label} {host}: of its type")


@scenario
def heap_early(case):
    """Blocks made before the runtime's constructor and after the program's last destructor."""
    wanted = case.run(case.compile("plain/prog", ["heap_early.c"], ["-O2"]))
    want = {("first", "malloc"): [2, 33, 1, 11], ("last", "malloc"): [1, 33, 1, 33]}
    for label, options in ALL.items():
        for form, flags in (("pie", []), ("static", ["-static"])):
            program = build(case, f"{label}-{form}", ["heap_early.c"], options, ["-O2", *flags])
            case.same_behaviour(wanted, case.run(program), f"{label} {form}")
            same_places(case, heap(case, program), want, f"{label} {form}")


@scenario
def heap_reports(case):
    """CINSTR_HEAP, CINSTR_OUT, alloc=off: what is written, and the exit status."""
    wanted = case.run(case.compile("plain/prog", ["heap_leaks.c"], ["-O2"]))
    program = build(case, "live", ["heap_leaks.c"], LIVE)
    left = {("leak_nodes", "malloc"): [15, 720, 15, 720], ("high", "malloc"): [1, 100000, 0, 0],
            ("main", "malloc"): [1, 7, 1, 7]}
    peak = {**left, ("leak_nodes", "malloc"): [15, 720, 10, 480],
            ("high", "malloc"): [1, 100000, 1, 100000], ("main", "malloc"): [1, 7, 0, 0]}

    def attempt(value, want):
        have = case.run(program, env={"CINSTR_HEAP": value})
        case.same_behaviour(wanted, have, f"CINSTR_HEAP={value}", stderr=False)
        profile = heap(case, program)
        same_places(case, profile, want, f"CINSTR_HEAP={value}")
        at_peak = harness.comment(profile, "^in use: at the peak of 100480 bytes$")
        case.equal(bool(at_peak), want is peak, f"CINSTR_HEAP={value}: said in the profile")
        return have.stderr.splitlines()

    case.equal(attempt("", left), [], "nothing asked for")
    case.equal(attempt("peak", peak), [], "peak")
    lines = attempt("leaks", left)
    case.equal(len(lines), 3, f"lines of leaks: {lines}")
    for line, pattern in zip(lines, (
            r"^cinstr: leak: 720 bytes in 15 objects of struct node: allocated by leak_nodes, .*heap_leaks\.c:\d+$",
            r"^cinstr: leak: 7 bytes in 1 object of char\[\]: allocated by main, .*heap_leaks\.c:\d+$",
            r"^cinstr: leaks: 727 bytes in 16 objects of 2 places$")):
        case.check(re.search(pattern, line), f"{line!r} is not {pattern}")
    for value in ("peak,leaks", "leaks,peak"):
        case.equal(attempt(value, peak), lines, f"{value}: what is left, not what was live at the peak")
    wrong = attempt("most", left)
    case.check(len(wrong) == 1 and "CINSTR_HEAP knows 'peak' and 'leaks' only" in wrong[0]
               and "most" in wrong[0], f"bad value: {wrong}")

    counts = build(case, "count", ["heap_leaks.c"], COUNT)
    have = case.run(counts, env={"CINSTR_HEAP": "leaks"})
    case.equal(have.status, wanted.status, "leaks without live blocks: status")
    case.check("needs code compiled with alloc=live" in have.stderr, have.stderr)

    for template, names in (("", ["prog.heap.pb.gz", "prog.prof.pb.gz"]),
                            ("x.pb.gz", ["x.heap.pb.gz", "x.pb.gz"]),
                            ("%e-%t", ["prog-heap", "prog-prof"])):
        for name in glob.glob(case.path("live", "*")):
            if name != program:
                os.unlink(name)
        case.same_behaviour(wanted, case.run(program, env={"CINSTR_OUT": template}), template)
        case.equal(sorted(set(os.listdir(case.path("live"))) - {"prog"}), names, template)

    off = build(case, "off", ["heap_leaks.c"], ["alloc=off"])
    case.same_behaviour(wanted, case.run(off), "alloc=off")
    case.equal(glob.glob(case.path("off", "*heap*")), [], "alloc=off: heap profile")
    flat = build(case, "flat", ["heap_leaks.c"], FLAT)
    case.same_behaviour(wanted, case.run(flat), "calls=off")
    case.equal(glob.glob(case.path("flat", "*prof.pb*")), [], "calls=off: profile of calls")


@scenario
def heap_lto(case):
    """With LTO the bodies are seen late; places and types are the same."""
    for label, options in ALL.items():
        for linking, flags in (("lto", ["-flto"]), ("objects", [])):
            program = build(case, f"{label}-{linking}", ["heap_lto_one.c", "heap_lto_two.c"],
                            options, ["-O2", *flags])
            case.equal(case.run(program).status, 0, "status")
            profile = heap(case, program)
            same_places(case, profile, {("make", "checked"): [10, 240, 10, 240],
                                        ("use", "malloc"): [10, 160, 10, 160]},
                        f"{label} {linking}")
            case.equal(sorted(map(str, profile.by_label("type", "alloc_objects"))),
                       ["struct link", "struct shape"], f"{label} {linking}: types")


@scenario
def heap_pool(case):
    """What allocator= names is counted where GCC would inline it and leave no call, and has types."""
    named = ["allocator=pool_take:2", "allocator=chunk_take:2"]
    for level in ("-O0", "-O1", "-O2", "-O3", "-O2 -flto"):
        for label, options in ALL.items():
            program = build(case, f"{label}{level}".replace(" ", ""), ["heap_pool.c"], [*options, *named], level.split())
            case.equal(case.run(program).status, 0, "status")
            types = heap(case, program).by_label("type", "alloc_objects")
            case.equal({str(name): sum(of.values()) for name, of in types.items()},
                       {"struct node": 1000, "struct leaf": 1000}, f"{label} {level}: types")


@scenario
def heap_templates(case):
    """Types have the arguments of their templates."""
    program = build(case, "prog", ["heap_templates.cc"], COUNT)
    case.equal(case.run(program).status, 0, "status")
    types = heap(case, program).by_label("type", "alloc_objects")
    found = {re.sub(r"[ \[\]]", "", str(name)): sum(of.values()) for name, of in types.items()}
    text = "std::__cxx11::basic_string<char>"
    for name, objects in (("std::_Rb_tree_node<std::pair<constint,double>>", 100), ("poly<2>", 1), ("poly<20>", 1),
                          (f"std::_Rb_tree_node<std::pair<const{text},{text}>>", 100), ("std::_List_node<int>", 100)):
        case.equal(found.get(name), objects, f"{name} of {found}")


# (function whose line it is, type) -> [objects, bytes]
WRAPPED = {
    ("numbers", "double[]"): [10, 8000],
    ("texts", "char[]"): [10, 400],
    ("texts", "struct item"): [10, 640],
    ("layers", "struct item"): [10, 640],
    ("layers", "long int[]"): [10, 800],
    ("typed", "struct item"): [10, 640],
    ("headers", "float[]"): [10, 720],
    ("grows", "int[]"): [20, 1200],
    ("grows", "struct item[]"): [30, 17920],
    ("clears", "struct item[]"): [10, 6400],
    ("pointers", "struct item"): [10, 640],
    ("new_base", "struct derived"): [10, 480],
    ("new_base", "struct base"): [10, 160],
    ("sometimes", None): [10, 2000],
    ("arena_get", "char[]"): [1, 4096],
    ("chunk_of", None): [10, 40960],
    ("found_or_made", None): [10, 2000],
}
WRAPPED_CXX = {
    ("globals", "{anonymous}::plain"): [10, 320],
    ("classes", "{anonymous}::pooled"): [10, 400],
    ("(anonymous namespace)::allocator_of<(anonymous namespace)::plain>::allocate",
     "{anonymous}::plain[]"): [10, 960],
}


def owners(profile):
    """(function whose line it is, type) -> [objects, bytes], as readers see it: without the frames
    that are to be dropped."""
    out = {}
    at = [profile.index("alloc_objects"), profile.index("alloc_space")]
    for sample in profile.samples:
        # As pprof does, up to the arguments.
        names = [re.sub(r"\((?!anonymous namespace\)).*", "", frame.name) for frame in sample.stack]
        dropped = [bool(re.fullmatch(profile.drop_frames, name)) for name in names]
        while dropped and dropped[-1]:  # nobody called it whom readers could show
            dropped.pop()
        at_wrapper = max((i for i, drop in enumerate(dropped) if drop), default=-1)
        have = out.setdefault((names[at_wrapper + 1], sample.labels.get("type")), [0, 0])
        have[:] = [have[0] + sample.values[at[0]], have[1] + sample.values[at[1]]]
    return out


def same_owners(case, program, want, label):
    have = owners(heap(case, program))
    for place in sorted({*have, *want}, key=str):
        case.equal(have.get(place), want.get(place), f"{label}: {place}")


@scenario
def heap_wrappers(case):
    """Blocks of wrappers in another unit are their callers', with their types; what only looks like
    a wrapper keeps its blocks."""
    sources = ["heap_wrappers.c", "heap_wrappers_other.c"]
    for level in ("-O0", "-O1", "-O2", "-Os", "-O3"):
        for label, options in (("live", LIVE), ("count", COUNT)):
            label += level
            program = build(case, label, sources, options, [level])
            case.equal(case.run(program).status, 0, f"{label}: status")
            same_owners(case, program, WRAPPED, label)
    # What was inlined before the link is a wrapper no more, and the type of its blocks is lost.
    linked = {**WRAPPED, ("inlined", None): WRAPPED["layers", "long int[]"]}
    del linked["layers", "long int[]"]
    program = build(case, "lto", sources, COUNT, ["-O2", "-flto"])
    case.equal(case.run(program).status, 0, "lto: status")
    same_owners(case, program, linked, "lto")


@scenario
def heap_wrappers_cxx(case):
    """The program's operator new, of a class and of all."""
    other = case.compile("other.o", ["heap_wrappers_other.c"], ["-O2", "-c"], "count")
    for level in ("-O0", "-O2"):
        program = build(case, f"cxx{level}", ["heap_wrappers.cc", other], COUNT, [level])
        case.equal(case.run(program).status, 0, f"{level}: status")
        same_owners(case, program, WRAPPED_CXX, level)


def functions(case, path):
    """Name -> its instructions; constants that they use may have another number."""
    command = ["objdump", "-dr", "--no-show-raw-insn", "-w", path]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    out = {}
    for part in re.split(r"\n(?=[0-9a-f]+ <)", text):
        found = re.match(r"[0-9a-f]+ <(.*)>:\n", part)
        if found:
            body = re.sub(r"\.LC\d+|\.rodata[\w.]*[-+]0x[0-9a-f]+", ".LC", part[found.end():])
            out[found.group(1)] = re.sub(r"\n\n.*", "", body, flags=re.S).strip()
    return {name: body for name, body in out.items() if not name.startswith("__cinstr_object_")}


@scenario
def heap_same_code(case):
    """calls=off: functions without a place that allocates, and pairs that GCC deletes, are as ever."""
    flags = ["-O2", "-c", "-ffunction-sections", "-fno-ident"]
    changed = {
        "corners.c": set(),
        "registers.c": set(),
        "heap_ways.c": {"passed_through", "nested", "pooled", "grown", "by_name", "tail",
                        "tail_through_pointer", "freed_elsewhere", "allocated_elsewhere"},
    }
    for source, want in changed.items():
        more = ["-Wno-clobbered", "-Wno-psabi"]
        plain = functions(case, case.compile(f"plain/{source}.o", [source], flags + more))
        for label, options in (("flat", FLAT), ("flat-count", FLAT_COUNT)):
            own = [f"-fplugin-arg-cinstr-{option}" for option in options + ALLOCATORS]
            have = functions(case, case.compile(f"{label}/{source}.o", [source],
                                                flags + more + own, "count"))
            differ = {name.split(".")[0] for name in {*plain, *have}
                      if have.get(name) != plain.get(name)}
            case.check(len(plain) > 5, f"{source}: {len(plain)} functions")
            case.equal(differ, want, f"{source} {label}: functions with other code")
