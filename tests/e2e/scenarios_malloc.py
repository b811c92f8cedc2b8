# SPDX-License-Identifier: MIT
"""libcinstr-malloc.so: what libraries without probes allocate, judged by valgrind's memcheck."""

import os
import re
import subprocess

import harness
import pprof_reader
from harness import scenario

O2 = ["-O2", "-fno-ipa-sra"]
VARIANTS = {
    "count": (["mode=count", "alloc=count"], O2),
    "live": (["mode=count", "alloc=live"], O2),
    "time": (["mode=time", "alloc=live"], O2),
    "O0": (["mode=count", "alloc=live"], ["-O0"]),
    "off": (["mode=count", "alloc=off"], O2),
}


def build(case, name, options, flags, more=()):
    """The program instrumented; options None: plain."""
    command = case.compile_command(case.path(name), ["heap_below.c"], flags)
    if options is not None:
        command[:1] = [os.path.join(case.build, "bin", "cinstr-gcc")]
        command[1:1] = [f"-fplugin-arg-cinstr-{option}" for option in options]
    command += [*more, f"-L{case.dir}", "-lunprobed", f"-Wl,-rpath,{case.dir}"]
    done = subprocess.run(command, cwd=case.dir, capture_output=True, text=True)
    case.check(done.returncode == 0, done.stderr[-3000:])
    return case.path(name)


def prepare(case):
    case.compile("libunprobed.so", ["unprobed_library.c"], ["-O2", "-shared", "-fPIC"])
    with open(case.path("in.txt"), "w", encoding="utf-8") as file:
        file.writelines(f"line {i} of some text\n" for i in range(200))
    return build(case, "plain", None, O2)


def interposer(case):
    return os.path.join(case.build, "lib", "libcinstr-malloc.so")


def interposed(case, program, args, **env):
    env = {"LD_PRELOAD": interposer(case),
           "CINSTR_OUT": program + ".%t.pb.gz", **env}
    return case.run(program, args, env)


def heap(program):
    return pprof_reader.read(program + ".heap.pb.gz")


def memcheck(case, program, args):
    """Objects and bytes in all, and those in use at the end."""
    have = case.run(program, args, prefix=["valgrind", "--tool=memcheck", "--trace-children=no",
                                           "--run-libc-freeres=no", "--undef-value-errors=no"])
    text = have.stderr.replace(",", "")
    total = re.search(r"total heap usage: (\d+) allocs \d+ frees (\d+) bytes", text)
    left = re.search(r"in use at exit: (\d+) bytes in (\d+) blocks", text)
    case.check(total and left, "memcheck says:\n" + text[-2000:])
    return [int(total[1]), int(total[2]), int(left[2]), int(left[1])]


# The loader allocates an array for each thread with 16 bytes for each object that has variables of threads.
THREADS, SLOT = 2, 16


def objects_of_threads(program, preload=""):
    """How many of the objects that a program loads have variables of threads: libcinstr and libcinstr-malloc,
    and libgcc_s, which that one needs, where GCC is 14 or later."""
    listed = subprocess.run([program], capture_output=True, text=True, check=True, env={
        **os.environ, "LD_TRACE_LOADED_OBJECTS": "1", "LD_PRELOAD": preload}).stdout
    headers = [subprocess.run(["readelf", "-lW", path], capture_output=True, text=True, check=True).stdout
               for path in re.findall(r"(/\S+)", listed)]
    return sum(" TLS " in text for text in headers)


def sums(profile):
    return [sum(sample.values[i] for sample in profile.samples)
            for i in range(min(4, len(profile.types)))]


@scenario
def malloc_totals(case):
    """Every object and byte of the process is there, once, and the program does the same."""
    plain = prepare(case)
    for args in [[case.path("in.txt")], [case.path("in.txt"), "threads"]]:
        judge, wanted = memcheck(case, plain, args), case.run(plain, args)
        for label, (options, flags) in VARIANTS.items():
            program = build(case, label, options, flags)
            have = interposed(case, program, args)
            case.same_behaviour(wanted, have, label)
            profile = heap(program)
            found, wanted_sums = sums(profile), judge[:]
            more = objects_of_threads(program, interposer(case)) - objects_of_threads(plain)
            for i in (1, 3):
                wanted_sums[i] += THREADS * SLOT * more if args[1:] else 0
            case.equal(found, wanted_sums[: len(found)], f"{label} {args[1:]}: memcheck's totals")
            case.check(harness.comment(profile, "^outside probed functions: 0 allocations"),
                       f"{label}: {profile.comments}")
            if len(found) == 4:
                case.check(harness.comment(profile, "allocated elsewhere: 0$") and
                           harness.comment(profile, "^blocks freed elsewhere: 0,"),
                           f"{label}: {profile.comments}")


@scenario
def malloc_frames(case):
    """malloc, the library's frames, the call site: by name and line. Only what the program itself
    allocates has a type."""
    prepare(case)
    program = build(case, "live", *VARIANTS["live"])
    interposed(case, program, [case.path("in.txt")])
    bytes_at = {}
    for sample in heap(program).samples:
        stack = tuple(frame.name for frame in sample.stack)
        below = stack[0] == "malloc" and stack[1] == "inner"
        case.equal("type" in sample.labels and below, False, f"type of {stack}")
        for frame in sample.stack:
            if frame.name in ("inner", "library_make", "library_grow"):
                case.check(frame.line > frame.start_line > 0 and
                           frame.file.endswith("/unprobed_library.c"), str(frame))
        bytes_at[stack] = bytes_at.get(stack, 0) + sample.values[1]
    for stack, size in {
        ("malloc", "inner", "library_make", "makes", "main"): 1000,
        ("malloc", "inner", "library_make", "called_back", "library_each", "main"): 3000,
        ("malloc", "called_back", "library_each", "main"): 2000,
        ("calloc", "library_each", "main"): 1000,
        ("realloc", "library_grow", "makes", "main"): 4500,
        ("posix_memalign", "library_align", "makes", "main"): 640,
        ("malloc", "makes", "main"): 50,
        ("getline", "reads", "main"): 120,
    }.items():
        case.equal(bytes_at.get(stack), size, f"{stack} of {sorted(bytes_at)}")


@scenario
def malloc_deterministic(case):
    """The profile's bytes are those of every other run."""
    prepare(case)
    program = build(case, "live", *VARIANTS["live"])
    seen = set()
    for _ in range(20):
        interposed(case, program, [case.path("in.txt"), "threads"], SOURCE_DATE_EPOCH="1")
        with open(program + ".heap.pb.gz", "rb") as file:
            seen.add(file.read())
    case.equal(len(seen), 1, "different profiles of 20 runs")


@scenario
def malloc_fork(case):
    """A child has what it allocates itself."""
    plain = prepare(case)
    program = build(case, "live", *VARIANTS["live"])
    args = [case.path("in.txt"), "threads", "forks"]
    case.same_behaviour(case.run(plain, args), interposed(case, program, args), "live")


@scenario
def malloc_unknown(case):
    """What cannot be charged is said: calls=off, and what runs outside probed functions."""
    prepare(case)
    program = build(case, "flat", ["mode=count", "alloc=live", "calls=off"], O2)
    interposed(case, program, [case.path("in.txt")])
    profile = heap(program)
    case.check(harness.comment(profile, "^libcinstr-malloc: nothing counted, .*calls=off"),
               str(profile.comments))
    case.equal(sums(profile)[0], 1 + 1 + 100 + 1, "what the program allocates itself")
    program = build(case, "excluded", ["mode=count", "alloc=live", "exclude=main"], O2)
    interposed(case, program, [case.path("in.txt")])
    case.check(harness.comment(heap(program), "^outside probed functions: 1 allocation of 1000 "),
               str(heap(program).comments))


@scenario
def malloc_linked(case):
    """Linked in front of libc it does as when preloaded; `cinstr run --malloc` preloads it; with
    a static libcinstr it does the same or says that it cannot."""
    prepare(case)
    lib = os.path.join(case.build, "lib")
    args = [case.path("in.txt")]
    program = build(case, "linked", *VARIANTS["live"],
                    [f"-L{lib}", "-Wl,--no-as-needed", "-lcinstr-malloc"])
    case.run(program, args, {"CINSTR_OUT": program + ".%t.pb.gz"})
    linked = sums(heap(program))
    program = build(case, "live", *VARIANTS["live"])
    done = subprocess.run([os.path.join(case.build, "bin", "cinstr"), "run", "--malloc", "--repeat",
                           "3", "-o", case.path("out"), "--", program, *args],
                          capture_output=True, text=True, timeout=100)
    case.equal(done.returncode, 0, done.stderr)
    case.equal(sums(pprof_reader.read(case.path("out", "live.heap.pb.gz"))), linked, "run --malloc")
    case.check(linked[0] > 200, f"objects: {linked}")
    # A static libcinstr in a dynamic program, where the linker may leave no way to the interposer.
    for flags in [], ["-no-pie"]:
        command = case.compile_command(case.path("static"), ["heap_below.c"], [*O2, *flags])
        command[:1] = [os.path.join(case.build, "bin", "cinstr-gcc"),
                       "-fplugin-arg-cinstr-mode=count", "-fplugin-arg-cinstr-alloc=live"]
        command += ["-Wl,--as-needed", os.path.join(lib, "libcinstr.a"), f"-L{case.dir}", "-lunprobed",
                    f"-Wl,-rpath,{case.dir}"]
        done = subprocess.run(command, cwd=case.dir, capture_output=True, text=True)
        case.equal(done.returncode, 0, done.stderr[-2000:])
        have = interposed(case, case.path("static"), args)
        said = "libcinstr-malloc.so is not used" in have.stderr
        case.equal(sums(heap(case.path("static"))) == linked, not said, f"{flags}: {have.stderr}")


@scenario
def malloc_unload(case):
    """Frames of an unloaded library have no name, least of all that of what stands there now."""
    for name, flags in ("first", []), ("other", ["-Dlibrary_make=other_make", "-Dinner=other"]):
        case.compile(f"lib{name}.so", ["unprobed_library.c"], ["-O2", "-shared", "-fPIC", *flags])
    command = case.compile_command(case.path("unload"), ["heap_unload.c"], O2)
    command[:1] = [os.path.join(case.build, "bin", "cinstr-gcc"),
                   "-fplugin-arg-cinstr-mode=count", "-fplugin-arg-cinstr-alloc=live"]
    done = subprocess.run(command, cwd=case.dir, capture_output=True, text=True)
    case.equal(done.returncode, 0, done.stderr[-2000:])
    have = interposed(case, case.path("unload"), [case.path("libfirst.so"), case.path("libother.so")])
    case.equal(have.stdout, b"1\n1\n", have.stderr)
    stacks = [[frame.name for frame in sample.stack] for sample in heap(case.path("unload")).samples
              if sample.values[1] == 100]
    case.equal(sorted(stacks), [["malloc", "[unloaded]", "[unloaded]", "use", "main"],
                                ["malloc", "other", "other_make", "use", "main"]], "stacks")


@scenario
def malloc_early(case):
    """C++: what is shown, and what the comment says is not, are memcheck's totals together."""
    plain = case.compile("plain", ["heap_early.cc"], ["-O2"], cxx=True)
    judge = memcheck(case, plain, [])
    command = case.compile_command(case.path("cxx"), ["heap_early.cc"], ["-O2"])
    command[:1] = [os.path.join(case.build, "bin", "cinstr-g++"),
                   "-fplugin-arg-cinstr-mode=count", "-fplugin-arg-cinstr-alloc=live"]
    done = subprocess.run(command, cwd=case.dir, capture_output=True, text=True)
    case.equal(done.returncode, 0, done.stderr[-2000:])
    interposed(case, case.path("cxx"), [])
    profile = heap(case.path("cxx"))
    outside = re.search(r"(\d+) allocations? of (\d+) bytes",
                        harness.comment(profile, "^outside probed functions"))
    case.check(int(outside[1]) >= 1, "libstdc++'s own pool is outside")
    objects, size = sums(profile)[:2]
    case.equal([objects + int(outside[1]), size + int(outside[2])], judge[:2],
               f"{objects} and {outside[1]} objects, {size} and {outside[2]} bytes")
    case.check(harness.comment(profile, "allocated elsewhere: 0$"), str(profile.comments))


@scenario
def malloc_unseen(case):
    """A program whose library calls allocate is told so, where nobody watches them: in the heap profile, or
    in the other where it allocates nothing itself."""
    line = (r"^allocations inside libraries are not seen: (1(?= call site,)|\d+(?= call sites,)) call sites?, "
            r"such as of (\S+); run with cinstr run --malloc$")
    wrapper = os.path.join(case.build, "bin", "cinstr-g++")
    for level in ("-O0", "-O2"):
        program = case.path("strings" + level)
        # Strings are code of the program and not of the library as C++20, which GCC 16 takes by itself, and with
        # assertions, which GCC 15 and 16 have at -O0.
        done = subprocess.run([wrapper, "-std=gnu++17", "-D_GLIBCXX_NO_ASSERTIONS", "-fplugin-arg-cinstr-mode=count",
                               level, "-g", case.source("heap_strings.cc"), "-o", program],
                              capture_output=True, text=True)
        case.equal((done.returncode, done.stderr), (0, ""), "compilation")
        case.run(program, env={"CINSTR_OUT": program + ".%t.pb.gz"})
        comments = pprof_reader.read(program + ".prof.pb.gz").comments
        said = next(filter(None, (re.search(line, text) for text in comments)), None)
        case.check(said and int(said.group(1)) >= 3 and
                   re.search("basic_string|__cxa_allocate", said.group(2)), f"{level}: {comments}")
        case.check(not os.path.exists(program + ".heap.pb.gz"), "a heap profile of nothing")
        interposed(case, program, [])
        for profile in (heap(program), pprof_reader.read(program + ".prof.pb.gz")):
            case.check(not harness.comment(profile, line), f"{level}: {profile.comments}")
        case.check(sum(sample.values[0] for sample in heap(program).samples) > 14, f"{level}: with --malloc")
    prepare(case)
    program = build(case, "live", *VARIANTS["live"])
    case.run(program, [case.path("in.txt")], {"CINSTR_OUT": program + ".%t.pb.gz"})
    case.check(harness.comment(heap(program), line.replace(r"(\S+)", "fopen")), f"in C: {heap(program).comments}")
