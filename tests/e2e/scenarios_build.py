# SPDX-License-Identifier: MIT
"""Builds of programs that were not written for cinstr: the wrapper is to be as gcc is."""

import glob
import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

from harness import HERE, Failed, scenario

sys.path.insert(0, os.path.dirname(HERE))
import versions  # noqa: E402

# Every way to compile that puts other code into a program.
WAYS = {
    "time": ["mode=time"],
    "count": ["mode=count"],
    "guard": ["mode=guard"],
    "live": ["mode=count", "alloc=live"],
    "flat": ["calls=off"],
}


def way(case, name, sources, options, flags, **more):
    flags = [*flags, *(f"-fplugin-arg-cinstr-{option}" for option in options)]
    return case.compile(f"{name}/prog", sources, flags, "time", **more)


@scenario
def own_names(case):
    flags = ["-std=c99", "-w"]
    for level in ("-O0", "-O2"):
        plain = case.compile(f"plain{level}/prog", ["own_names.c"], [level, *flags])
        wanted = case.run(plain)
        for name, options in WAYS.items():
            label = f"{name}{level}"
            program = way(case, label, ["own_names.c"], options, [level, *flags])
            case.same_behaviour(wanted, case.run(program), label)
            case.check(not os.path.exists(program + ".heap.pb.gz"), f"{label}: counts allocations")
            if name in ("time", "count"):
                calls = case.profile(program).flat()
                for function in ("strdup", "valloc", "posix_memalign"):
                    case.equal(calls[function], 1000, f"{label}: {function}")
                case.equal(calls["getline"], 1, f"{label}: getline")


# Command lines for the wrapper, with the input: its output and files must be those of gcc. The
# files are `sources`' below.
ASKED = [
    ("-x c -", "int main(void) { return 0; }"),
    ("-x c - -o program", "int main(void) { return 0; }"),
    ("-x c -c - -o object", "int f(void) { return 0; }"),
    ("-E -", "int f(void) { return 0; }"),
    ("-l:main.o -l:other.o -L. -o program", None),
    ("@arguments", None),
    ("-o program @list", None),
    ("main.c other.c", None),
    ("main.c other.o -o program", None),
    ("-c main.c other.c", None),
    ("-S main.c -o -", None),
    ("-E main.c", None),
    ("-E -dM main.c", None),
    ("-M main.c", None),
    ("-MM main.c", None),
    ("-c -MD -MP main.c", None),
    ("-fsyntax-only main.c", None),
    ("-r main.o other.o -o both.o", None),
    ("-shared -fPIC main.c -o library", None),
    ("-static main.c other.c", None),
    ("-no-pie main.c other.c", None),
    ("-nostdlib bare.S -o program", None),
    ("-nostdlib -static bare.S -o program", None),
    ("-nostdlib -shared -fPIC other.c -o library", None),
    ("-nostartfiles -nodefaultlibs bare.S", None),
    ("header.h", None),
    ("-x c-header header.h -o precompiled", None),
    ("-c assembler.S", None),
    ("-Wall -c warns.c", None),
    ("-c wrong.c", None),
    ("main.c -o directory", None),
    ("-c main.c other.c -o both.o", None),
    ("main.c", None),  # other() is missing
    ("missing.c", None),
    ("-c -no-such-option main.c", None),
    ("", None),
    ("-o program", None),
    ("--version", None),
    ("--help", None),
    ("-v", None),
    ("-dumpmachine", None),
    ("-dumpversion", None),
    ("-dumpspecs", None),
    ("-print-search-dirs", None),
    ("-print-prog-name=ld", None),
    ("-print-file-name=libgcc.a", None),
    ("-print-multi-lib", None),
    ("-Q --help=optimizers", None),
    ("-DSPACE='\"a b\"' -Wp,-DCOMMA -c main.c", None),
]
SOURCES = {
    "main.c": '#include "header.h"\nint main(void) { return other() - 1; }\n',
    "other.c": '#include "header.h"\nint other(void) { return 1; }\n',
    "header.h": "int other(void);\n",
    "bare.S": ".globl _start\n_start: mov $60, %eax\nxor %edi, %edi\nsyscall\n",
    "assembler.S": "#define NAME f\n.globl NAME\nNAME: ret\n",
    "warns.c": "int f(void) { int unused; return 0; }\n",
    "wrong.c": "int f(void) { return undeclared; }\n",
    "arguments": "main.c other.c -o program",
    "list": "main.c\nother.c",
}


def ask(case, name, compiler, arguments, stdin):
    """Runs the compiler in a directory of its own; what it said, its status, what is there then."""
    place = case.path(name)
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(os.path.join(place, "directory"))
    for file, text in SOURCES.items():
        with open(os.path.join(place, file), "w", encoding="ascii") as stream:
            stream.write(text)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CINSTR_")}
    for file in ("main", "other"):
        if f"{file}.o" in arguments:
            subprocess.run([*compiler, "-c", f"{file}.c"], cwd=place, check=True, env=environment)
    done = subprocess.run([*compiler, *shlex.split(arguments)], cwd=place, env=environment,
                          input=stdin or "", capture_output=True, text=True)
    stderr = re.sub(r"/tmp/cc\w+", "/tmp/cc", done.stderr)
    stderr = re.sub(r"\.text\+0x\w+", ".text", stderr)
    stderr = re.sub(r"^(Reading specs|COLLECT_GCC).*\n", "", stderr, flags=re.M)
    return (done.returncode, done.stdout if "-S" not in arguments else "", stderr,
            sorted(os.listdir(place)))


@scenario
def wrapper_as_gcc(case):
    wrapper = os.path.join(case.build, "bin", "cinstr-gcc")
    for arguments, stdin in ASKED:
        wanted = ask(case, "plain", ["gcc"], arguments, stdin)
        have = ask(case, "probes", [wrapper], arguments, stdin)
        if "-dumpspecs" in arguments:
            wanted, have = wanted[:1], have[:1]  # ours are among them
        for what, mine, theirs in zip(("status", "stdout", "stderr", "files"), have, wanted):
            case.check(mine == theirs, f"cinstr-gcc {arguments}: {what} is {str(mine)[:2000]}\n"
                       f"and gcc's {str(theirs)[:2000]}")


@scenario
def precompiled_headers(case):
    """A header is compiled ahead as the compiler does it, and taken by what includes it."""
    for compiler, language in (("gcc", "c"), ("g++", "c++")):
        wrapper = os.path.join(case.build, "bin", f"cinstr-{compiler}")
        for arguments in (f"-x {language}-header header.h -o header.h.gch", f"-x {language}-header header.h"):
            wanted = ask(case, "plain", [compiler], arguments, None)
            have = ask(case, "probes", [wrapper], arguments, None)
            case.equal(have, wanted, f"{wrapper} {arguments}")
            used = subprocess.run([wrapper, "-H", "-x", language, "main.c", "other.c"], cwd=case.path("probes"),
                                  capture_output=True, text=True)
            case.equal(used.returncode, 0, used.stderr)
            case.check(re.search("^! header.h.gch", used.stderr, re.M), f"{wrapper} {arguments}: {used.stderr}")


def dynamic(program):
    done = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True)
    return "libcinstr" in done.stdout


@scenario
def wrapper_links(case):
    """The runtime is linked where it is needed, with every linker, and is the profile's."""
    plain = case.compile("plain/prog", ["small.c"])
    wanted = case.run(plain)
    ways = ["", "-static", "-static-pie", "-no-pie", "-nodefaultlibs -lc", "-Wl,--gc-sections"]
    for linker in ("bfd", "gold", "lld", "mold"):
        for flags in (["-ffunction-sections", "-Wl,--gc-sections"], ["-flto"]):
            if linker != "lld" or "-flto" not in flags:  # lld has no plugin of GCC's
                ways.append(f"-fuse-ld={linker} {' '.join(flags)}")
    start = [subprocess.run(["gcc", "-print-file-name=" + name], capture_output=True, text=True, check=True).stdout.strip()
             for name in ("crt1.o", "crti.o", "crtn.o")]
    ways += ["-nostdlib -static %s %s" % (" ".join(start), libraries) for libraries in ("-lgcc -lc", "-lc -lgcc")]
    for number, flags in enumerate(ways):
        program = case.compile(f"{number}/prog", ["small.c"], flags.split(), "count")
        case.same_behaviour(wanted, case.run(program), flags)
        case.equal(case.profile(program).flat()["leaf"], 1000, flags)
    # A program without a function that has probes.
    with open(case.path("none.c"), "w", encoding="ascii") as file:
        file.write("__attribute__((no_instrument_function)) int main(void) { return 0; }\n")
    for linker in ("bfd", "gold", "lld", "mold"):
        flags = ["-ffunction-sections", f"-fuse-ld={linker}", "-Wl,--gc-sections"]
        program = case.compile(f"none-{linker}/prog", ["none.c"], flags, "count")
        case.equal(case.run(program).status, 0, f"no probes, {linker}")
    # A program that was not compiled with probes needs nothing of cinstr's.
    subprocess.run(["gcc", "-c", case.path("none.c"), "-o", case.path("none.o")], check=True)
    program = case.compile("plain-object/prog", [case.path("none.o")], (), "count")
    case.check(not dynamic(program), "a program without probes needs the runtime")


@scenario
def wrapper_compilers(case):
    """CINSTR_CC: words, a file with spaces, what is no GCC."""
    wrapper = os.path.join(case.build, "bin", "cinstr-gcc")
    source = case.source("small.c")

    def attempt(compiler, label):
        output = case.path(label)
        return output, subprocess.run(
            [wrapper, "-I", os.path.dirname(source), source, "-o", output], cwd=case.dir, text=True,
            capture_output=True, env={**os.environ, "CINSTR_CC": compiler,
                                      "CCACHE_DIR": case.path("cache")})

    spaced = case.path("a gcc")
    os.symlink(shutil.which("gcc"), spaced)
    for number, compiler in enumerate(("gcc", "ccache gcc", " ccache  gcc ", spaced, "env A=B gcc")):
        program, done = attempt(compiler, f"good{number}")
        case.equal((done.returncode, done.stdout, done.stderr), (0, "", ""), compiler)
        case.run(program)
        case.equal(case.profile(program).flat()["leaf"], 1000, compiler)
    clang = case.path("clang")
    with open(clang, "w", encoding="ascii") as file:  # what clang 14 says
        file.write("#!/bin/sh\necho 'Debian clang version 14.0.6\nThread model: posix' >&2\n")
    os.chmod(clang, 0o755)
    for compiler, reason in ((clang, "clang, which loads no plugins of GCC"),
                             (f"ccache {clang}", "clang"), ("missing-gcc", "cannot run"),
                             ("true", "not GCC")):
        program, done = attempt(compiler, "bad")
        case.equal(done.returncode, 1, compiler)
        case.equal(len(done.stderr.splitlines()), 1, f"{compiler}: {done.stderr}")
        case.check(reason in done.stderr and compiler in done.stderr and
                   "CINSTR_CC" in done.stderr, f"{compiler}: {done.stderr}")
        case.check(not os.path.exists(program), f"{compiler}: a program")


@scenario
def wrapper_ccache(case):
    """An object of another plugin or of other options is not taken from the cache."""
    shutil.copytree(os.path.join(case.build, "lib", "cinstr"), case.path("lib/cinstr"))
    os.makedirs(case.path("bin"))
    wrapper = shutil.copy2(os.path.join(case.build, "bin", "cinstr-gcc"), case.path("bin"))
    environment = {**os.environ, "CCACHE_DIR": case.path("cache")}

    def hits():
        text = subprocess.run(["ccache", "--print-stats"], env=environment, check=True, text=True,
                              capture_output=True).stdout
        return sum(int(line.split()[1]) for line in text.splitlines() if "_cache_hit" in line)

    def compile_object(command, *options, **variables):
        before = hits()
        subprocess.run([*command, "-O2", *options, "-c", case.source("small.c"), "-o",
                        case.path("small.o")], check=True, env={**environment, **variables})
        return hits() > before

    for command, variables in ((["ccache", wrapper], {}),
                               ([wrapper], {"CINSTR_CC": "ccache gcc"})):
        label = " ".join(command)
        for option in ("mode=time", "mode=count", "exclude=leaf"):
            option = f"-fplugin-arg-cinstr-{option}"
            case.check(not compile_object(command, option, **variables), f"{label}: first {option}")
            case.check(compile_object(command, option, **variables), f"{label}: again {option}")
    # Another plugin: its checksum is in the wrapper; and ccache itself sees the file where it runs gcc.
    with open(wrapper, "a", encoding="ascii") as file:
        file.write("# another\n")
    case.check(not compile_object(["ccache", wrapper], "-fplugin-arg-cinstr-mode=time"),
               "another wrapper: a stale object")
    for plugin in glob.glob(case.path("lib/cinstr/*/cinstr.so")):
        with open(plugin, "ab") as file:
            file.write(b"another")
    case.check(not compile_object([wrapper], "-fplugin-arg-cinstr-mode=time",
                                  CINSTR_CC="ccache gcc"), "another plugin: a stale object")
    with open(os.path.join(case.build, "bin", "cinstr-gcc"), encoding="ascii") as file:
        text = file.read()
    for plugin in glob.glob(os.path.join(case.build, "lib", "cinstr", "*", "cinstr.so")):
        with open(plugin, "rb") as file:
            case.check(hashlib.sha256(file.read()).hexdigest() in text, f"checksum of {plugin}")


# Files that GCC writes besides the object, if they must be the same as without the plugin.
BESIDE = ["-fstack-usage", "-fcallgraph-info=su", "-fdump-tree-optimized", "-fdump-tree-ssa",
          "-fopt-info-all", "-fopt-info-all=remarks", "-fcompare-debug", "-MD",
          "-fdiagnostics-format=FORMAT -Wall", "-Wall", "--coverage -frandom-seed=1", "-aux-info types"]
# What describes the code as well, so that probes show; each function once.
ONCE = {"-save-temps": (r"beside.s$", r"^function_\w+:"),
        "-fdump-rtl-final": (r"final$", r"^;; Function function_\w+"),
        "-fdump-tree-all": (r"\d{3}t\.", r"^;; Function function_\w+"),
        "-ftime-report": (r"said", r"^ TOTAL")}
FUNCTIONS = 40


def beside_source(case):
    """Enough functions, with names long enough, that a stream's buffer fills while GCC compiles."""
    with open(case.path("beside.c"), "w", encoding="ascii") as file:
        file.write("volatile int v;\n")
        for number in range(FUNCTIONS):
            file.write(f"int function_{number}_{'x' * 90}(int x)\n{{\n    char b[32];\n    int unused;\n"
                       "    for (int i = 0; i < x; i++)\n        b[i % 16] = v;\n"
                       "    return b[x % 16] + v;\n}\n")
    return case.path("beside.c")


def files_beside(case, compiler, flags):
    place = case.path("place")  # the same for all: some files have its name
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    done = subprocess.run([*compiler, "-O2", "-g", *flags.split(), "-c", "../beside.c"], cwd=place,
                          capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    case.equal(done.returncode, 0, f"{' '.join(compiler)} {flags}: {done.stderr[:1000]}")
    out = {"said": (done.stdout + done.stderr).encode()}
    for file in os.listdir(place):
        if file != "beside.o":
            with open(os.path.join(place, file), "rb") as stream:
                out[file] = stream.read()
    return out


@scenario
def files_beside_object(case):
    beside_source(case)
    wrapper = os.path.join(case.build, "bin", "cinstr-gcc")
    for mode in ("count", "time"):
        compiler = [wrapper, f"-fplugin-arg-cinstr-mode={mode}"]
        for flags in BESIDE if mode == "count" else ["-fstack-usage", "-fcompare-debug"]:
            flags = flags.replace("FORMAT", versions.of_gcc().diagnostics)
            wanted = files_beside(case, ["gcc"], flags)
            have = files_beside(case, compiler, flags)
            case.equal(sorted(have), sorted(wanted), f"{mode}, {flags}: files")
            for file, text in wanted.items():
                if flags == "-fstack-usage" and file != "said":  # with the probes' own registers
                    have[file], text = (re.sub(rb"\t\d+\t", b"", t) for t in (have[file], text))
                if flags.startswith("-fcallgraph-info") and file != "said":
                    have[file], text = (re.sub(rb"\d+ bytes", b"", t) for t in (have[file], text))
                if flags.startswith("-fopt-info-all"):  # a loop on RTL, where GCC 13 and later unroll short ones
                    have[file], text = (re.sub(rb" at BB \d+", b"", t) for t in (have[file], text))
                if "sarif" in flags:  # it names the plugin and the arguments, too
                    have[file], text = (json.dumps(json.loads(t)["runs"][0]["results"]).encode()
                                        for t in (have[file], text))
                case.check(have[file] == text, f"{mode}, {flags}: {file} is\n{have[file][:1000]}\n"
                           f"and gcc's\n{text[:1000]}")
        for flags, (files, pattern) in ONCE.items() if mode == "count" else ():
            have, judged = files_beside(case, compiler, flags), 0
            for file in have:
                found = re.findall(pattern, have[file].decode(errors="replace"), re.M)
                if re.search(files, file) and found:
                    judged += 1
                    case.equal(len(found), len(set(found)), f"{mode}, {flags}: {file}")
            case.check(judged, f"{mode}, {flags}: no file is judged")


@scenario
def same_object_anywhere(case):
    """-ffile-prefix-map= and its like hold for the records: no object knows where it was built."""
    wrapper, objects = os.path.join(case.build, "bin", "cinstr-gcc"), {}
    for name in ("one", "another/directory"):
        place = case.path(name)
        os.makedirs(place)
        shutil.copy(case.source("small.c"), place)
        for mode in ("mode=count", "mode=time", "alloc=live"):
            for option in ("file", "debug"):
                for path in ("small.c", os.path.join(place, "small.c")):
                    subprocess.run([wrapper, f"-fplugin-arg-cinstr-{mode}", "-O2", "-g",
                                    f"-f{option}-prefix-map={place}=/where", f"-I{case.dir}", path,
                                    f"-I{os.path.dirname(case.source('small.c'))}", "-c", "-o",
                                    "small.o"], cwd=place, check=True)
                    with open(os.path.join(place, "small.o"), "rb") as file:
                        text = file.read()
                    case.check(place.encode() not in text, f"{mode}, {option}: {place} is in it")
                    key = mode, option, os.path.basename(path) == path
                    case.check(objects.setdefault(key, text) == text, f"{key}: objects differ")


@scenario
def compiler_killed(case):
    """The second compilation ends with the first."""
    wrapper = os.path.join(case.build, "bin", "cinstr-gcc")
    with open(case.path("long.c"), "w", encoding="ascii") as file:
        for number in range(3000):
            file.write(f"int f{number}(int *x) {{ int s = 0; for (int i = 0; i < 100; i++) "
                       f"s += x[i] * {number}; return s; }}\n")
    process = subprocess.Popen([wrapper, "-fplugin-arg-cinstr-mode=count", "-O3", "-c", "long.c",
                                "-o", os.devnull], cwd=case.dir, stderr=subprocess.DEVNULL,
                               start_new_session=True)

    def compilers():
        """Processes of the session that run cc1, as parent and child."""
        text = subprocess.run(["ps", "-o", "pid=,ppid=,comm=", "-s", str(process.pid)],
                              capture_output=True, text=True).stdout
        rows = [line.split() for line in text.splitlines()]
        return [(int(row[0]), int(row[1])) for row in rows if row[2] == "cc1"]

    def wait_for(condition, what):
        for _ in range(3000):
            if condition():
                return
            time.sleep(0.02)
        raise Failed(f"no {what} within a minute")

    wait_for(lambda: len(compilers()) == 2, "second compilation")
    pids = compilers()
    parent = next(pid for pid, above in pids if above not in [pid for pid, _ in pids])
    os.kill(parent, signal.SIGKILL)
    wait_for(lambda: not compilers(), "end of the second compilation")
    process.wait()


@scenario
def lto_options(case):
    """Options that the objects of -flto were compiled with, and the link was not given."""
    wrapper = os.path.join(case.build, "bin", "cinstr-gcc")

    def gcc(*arguments):
        return subprocess.run([wrapper, "-O2", "-g", "-flto", *arguments], cwd=case.dir, text=True,
                              capture_output=True, env={**os.environ, "LC_ALL": "C"})

    def option(*texts):
        return [f"-fplugin-arg-cinstr-{text}" for text in texts]

    source, headers = case.source("small.c"), "-I" + os.path.dirname(case.source("small.c"))
    given = option("mode=count", "exclude=^leaf$")
    case.equal(gcc(*given, headers, "-c", source, "-o", "small.o").stderr, "", "compilation")
    for partition in ("balanced", "none"):
        for wrong in ([], option("mode=count"), option("mode=time", "exclude=^leaf$")):
            done = gcc(f"-flto-partition={partition}", *wrong, "small.o", "-o", "wrong")
            errors = [line for line in done.stderr.splitlines() if "error: cinstr:" in line]
            case.equal((done.returncode, len(errors)), (1, 1), f"{wrong}: {done.stderr}")
            case.check(" ".join(given) in errors[0] and "same options" in errors[0], errors[0])
            case.check(not os.path.exists(case.path("wrong")), f"{wrong}: a program")
    case.equal(gcc(*given, "small.o", "-o", "right").stderr, "", "link with the same options")
    case.run(case.path("right"))
    profile = case.profile(case.path("right"))
    case.equal([name for name, _ in profile.types], ["calls", "instructions"], "types")
    case.equal(profile.flat("instructions")["leaf"], 0, "instructions of the excluded function")
    case.equal(profile.flat("calls")["leaf"], 1000, "its calls, which its caller counts")
    # mode=time is what none means; what a benchmark's guard did is done.
    case.equal(gcc(*option("mode=time", "guard=off"), headers, "-c", source, "-o", "small.o").stderr,
               "", "compilation")
    case.equal(gcc("small.o", "-o", "time").stderr, "", "link with no options")


@scenario
def lto_places(case):
    """A function of GCC's own, which has no file, into which it puts some that have one."""
    for level in ("-O0", "-O1", "-O2", "-O3"):
        program = case.compile(f"early{level}", ["made_early.cc", "made_early_other.cc"], [level, "-flto=2"],
                               "instructions")
        have = case.run(program)
        case.equal((have.status, have.stdout), (0, b"made\n15 6\ngone\n"), level)
        flat = case.profile(program).flat("instructions")
        case.check(flat["main"] > 0, f"{level}: instructions of main")
        made = sum(count for name, count in flat.items() if "sub_I_" in name or "initialization_and" in name)
        case.check(made > 10, f"{level}: instructions before it")
