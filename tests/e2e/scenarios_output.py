# SPDX-License-Identifier: MIT
"""Where profiles go, what happens when they cannot, memory, the API, the link."""

import os
import resource
import subprocess

import harness
import pprof_reader
from harness import O0, O2, Variant, scenario


def small(case, mode="time"):
    """The plain program's result and the instrumented program."""
    plain = case.compile("plain/prog", ["small.c"], ["-O2"])
    return plain, case.compile(f"{mode}/prog", ["small.c"], ["-O2"], mode)


def files(directory):
    return sorted(name for name in os.listdir(directory) if "pb.gz" in name or "tmp" in name)


def one_line(case, have, *words):
    lines = have.stderr.splitlines()
    case.equal(len(lines), 1, f"lines on stderr: {have.stderr!r}")
    for word in ("cinstr: ", *words):
        case.check(word in lines[0], f"{word!r} not in {lines[0]!r}")


@scenario
def out_template(case):
    plain, program = small(case)
    wanted = case.run(plain)
    os.makedirs(case.path("out"))

    def attempt(template, expected, **options):
        have = case.run(program, env={"CINSTR_OUT": template}, cwd=case.path("time"), **options)
        case.same_behaviour(wanted, have, template)
        path = os.path.join(case.path("time"), expected.replace("PID", str(have.pid)))
        case.check(os.path.exists(path), f"{template}: no {path}")
        case.equal(pprof_reader.read(path).flat()["leaf"], 1000, template)
        os.unlink(path)
        case.equal(files(case.path("time")) + files(case.path("out")), [], f"{template} leaves")

    attempt("", "prog.prof.pb.gz")
    attempt("%e-%p.%t", "prog-PID.prof")
    attempt("100%%.pb.gz", "100%.pb.gz")
    attempt(case.path("out", "%e.%p"), case.path("out", "prog.PID"))
    attempt("../out/x", case.path("out", "x"))
    # The directory at the start determines where the profile goes.
    attempt("%e.%t.pb.gz", "prog.prof.pb.gz", args=["chdir"])
    # An older file is replaced.
    with open(case.path("out", "old"), "w", encoding="ascii") as file:
        file.write("not a profile")
    attempt("../out/old", case.path("out", "old"))
    # A template that cannot be used gets a message, and the default replaces it.
    have = case.run(program, env={"CINSTR_OUT": "%q"}, cwd=case.path("time"))
    case.same_behaviour(wanted, have, "bad letter", stderr=False)
    one_line(case, have, "CINSTR_OUT", "%q")
    case.equal(files(case.path("time")), ["prog.prof.pb.gz"], "default name")


@scenario
def out_fails(case):
    plain, program = small(case)
    wanted = case.run(plain)
    place = case.path("out")
    os.makedirs(place)

    def attempt(template, *words, **options):
        have = case.run(program, env={"CINSTR_OUT": template}, cwd=place, **options)
        case.same_behaviour(wanted, have, template, stderr=False)
        one_line(case, have, *words)
        case.equal(files(place), [], f"{template} leaves")

    attempt("missing/x.pb.gz", "missing/x.pb.gz", "No such file or directory")
    attempt(place, place, "directory")
    attempt("/dev/full", "/dev/full", "No space left on device")
    attempt("/proc/self/mem/x", "Not a directory")
    attempt("a" * 300, "File name too long")
    attempt("x.pb.gz", "x.pb.gz", "File too large", before=lambda: resource.setrlimit(
        resource.RLIMIT_FSIZE, (200, 200)))
    # The program's own limit on files still has its effect on the program: nothing was masked.
    if os.geteuid() == 0:
        # Root may write anywhere, so the directory is one that refuses even root; a container has it read-only.
        try:
            os.close(os.open("/sys/x.pb.gz", os.O_WRONLY | os.O_CREAT))
            case.check(False, "/sys takes files")
        except OSError as refusal:
            attempt("/sys/x.pb.gz", "/sys/x.pb.gz", refusal.strerror)
    else:
        os.chmod(place, 0o555)
        attempt("x.pb.gz", "x.pb.gz", "Permission denied")
        os.chmod(place, 0o755)
    # Standard streams that the program has closed do not get the profile.
    have = case.run(program, ["close"], cwd=case.path("time"))
    case.equal((have.status, have.stderr), (5, ""), "closed streams")
    case.equal(case.profile(program).flat()["leaf"], 1000, "closed streams")


@scenario
def out_full_disk(case):
    """A file system without room. Where none can be mounted (no root) a user namespace's is used."""
    plain, program = small(case, "count")
    wanted = case.run(plain)
    disk = case.path("disk")
    os.makedirs(disk)
    inner = (f"mount -t tmpfs -o size=8k none '{disk}' && head -c 8192 /dev/zero >'{disk}/fill' && "
             f"cd '{disk}' && '{program}'; status=$?; ls -A '{disk}' >'{case.path('left')}'; "
             "exit $status")
    have = subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inner],
                          capture_output=True, text=True)
    if have.returncode == 1 and "unshare" in have.stderr:  # no user namespaces: needs root
        have = subprocess.run(["unshare", "--mount", "sh", "-c", inner], capture_output=True,
                              text=True)
    case.equal(have.returncode, wanted.status, f"status; stderr {have.stderr!r}")
    case.equal(have.stdout.encode(), wanted.stdout, "stdout")
    case.equal(len(have.stderr.splitlines()), 1, f"stderr {have.stderr!r}")
    case.check("No space left on device" in have.stderr, have.stderr)
    with open(case.path("left"), encoding="ascii") as file:
        case.equal(file.read(), "fill\n", "files left")


@scenario
def api(case):
    include = f"-I{os.path.join(harness.HERE, '..', '..', 'include')}"
    for label, flags, mode in (("O2-count", "-O2", "count"), ("O2-time", "-O2", "time"),
                               ("O0-count", "-O0", "count")):
        program = case.compile(f"{label}/prog", ["api.c"], [flags, include], mode)
        have = case.run(program)
        case.equal(have.status, 0, label)
        case.equal(have.stdout, b"-1 77\n0\n", label)
        one_line(case, have, "missing/directory/x.pb.gz")
        case.judge(program, have.pid, label)
        for name, counts in (
            ("one", {"leaf": 20, "repeat": 1}),
            ("paused", {"leaf": 20, "repeat": 1}),
            ("two", {"leaf": 27, "repeat": 3, "new_context": 1}),
            ("three", {}),
        ):
            flat = pprof_reader.read(case.path(label, f"{name}.pb.gz")).flat()
            have_counts = {k: v for k, v in flat.items() if v and k != "printf"}
            case.equal(have_counts, counts, f"{label}: {name}.pb.gz")


def time_by_line(profile):
    """{(outermost inlining function, line of the code): time}"""
    at, out = profile.index("time"), {}
    for sample in profile.samples:
        first = sample.stack[0]
        outer = [frame for frame in sample.stack if frame.name not in ("mix",)][0]
        key = outer.name, first.name, first.line
        out[key] = out.get(key, 0) + sample.values[at]
    return out


@scenario
def time_lines(case):
    """lines=on: the same functions' times, shared out over lines; and the same calls."""
    case.compare(["hot_lines.c"], [
        Variant("O2-lines", ["-O2"], "lines"),
        Variant("O2-lines-here", ["-O2", "-fplugin-arg-cinstr-costs=instrumented"], "lines"),
        Variant("O0-lines", ["-O0"], "lines", oldest=True),
    ])
    with open(case.source("hot_lines.c"), encoding="utf-8") as file:
        hot_line = next(n for n, text in enumerate(file, 1) if "the hot line" in text)
    lines = case.compile("lines/prog", ["hot_lines.c"], ["-O2"], "lines")
    time = case.compile("time/prog", ["hot_lines.c"], ["-O2"], "time")
    ratios = {"hot": [], "inlines": []}
    for _ in range(5):
        profiles = {}
        for program in (lines, time):
            case.equal(case.run(program).status, 0, "status")
            profiles[program] = case.profile(program)
        told = [bool(harness.comment(profiles[p], "lines: .*an estimate")) for p in (lines, time)]
        case.equal(told, [True, False], "the comment that lines are estimated")
        case.equal(sorted(profiles[lines].function_names),
                   sorted(profiles[time].function_names + ["mix"]), "functions")
        for name, found in ratios.items():
            found.append(profiles[lines].cum("time")[name] / profiles[time].cum("time")[name])
        by_line = time_by_line(profiles[lines])
        of_hot = {key[2]: value for key, value in by_line.items() if key[0] == "hot"}
        case.equal(sum(of_hot.values()), profiles[lines].cum("time")["hot"], "time of hot's lines")
        case.check(of_hot[hot_line] > 0.8 * sum(of_hot.values()), f"hot line {hot_line}: {of_hot}")
        case.check(len([v for v in of_hot.values() if v]) > 1, f"lines of hot: {of_hot}")
        inlined = profiles[lines].edges("time")["inlines", "mix"]
        case.check(inlined > 0.5 * profiles[lines].cum("time")["inlines"], f"mix: {inlined}")
    # Loops of counted blocks are a little slower; a machine that is busy hits any of the runs.
    for name, found in ratios.items():
        case.check(0.9 < sorted(found)[2] < 1.5, f"{name}: {found} of its time without lines")
    listed = subprocess.run([os.path.join(case.build, "bin", "cinstr"), "list", "-f", "hot",
                             lines + ".prof.pb.gz"], cwd=case.dir, capture_output=True,
                            text=True, check=True)
    row = next(row for row in listed.stdout.splitlines() if "the hot line" in row)
    case.check(row.split()[0].endswith(("ms", "us", "s")), f"cinstr list: {row!r}")


@scenario
def structors(case):
    """Inlined constructors and destructors have names, which the command shows as pprof does."""
    program = case.compile("count/prog", ["structors.cc"], ["-O2", "-g"], "instructions")
    case.equal(case.run(program).status, 0, "status")
    shown = subprocess.run([os.path.join(case.build, "bin", "cinstr"), "top", "-compact_labels",
                            program + ".prof.pb.gz"], cwd=case.dir, capture_output=True,
                           text=True, check=True).stdout
    names = {row.split("%  ")[-1].strip() for row in shown.splitlines()[1:]}
    for name in ("run", "main", "run::Guard::~Guard (inline)", "Table::Table (inline)"):
        case.check(name in names, f"{name} among {sorted(names)}")


@scenario
def folded(case):
    """Of identical functions that GCC folds one is counted, and the profile says which."""
    for mode in ("count", "time", "instructions"):
        program = case.compile(f"{mode}/prog", ["folded.c"], ["-O2", "-g"], mode)
        case.equal(case.run(program).status, 0, "status")
        profile = case.profile(program)
        calls = profile.flat("calls")
        case.equal((calls["first"], calls.get("second")), (5, None), f"{mode}: calls")
        told = [line for line in profile.comments if "GCC folded" in line]
        case.equal(told, ["identical functions that GCC folded: 1; counted are second as first"],
                   f"{mode}: comment")
        program = case.compile(f"{mode}/apart", ["folded.c"], ["-O2", "-g", "-fno-ipa-icf"], mode)
        case.equal(case.run(program).status, 0, "status")
        profile = case.profile(program)
        calls = profile.flat("calls")
        case.equal((calls["first"], calls["second"]), (2, 3), f"{mode}: calls without folding")
        case.check(not any("GCC folded" in line for line in profile.comments), "no comment")


@scenario
def given_date(case):
    """SOURCE_DATE_EPOCH is the date, and nothing else of the profile tells when it was made."""
    _, program = small(case)
    case.equal(case.run(program, env={"SOURCE_DATE_EPOCH": "86400"}).status, 5, "status")
    profile = case.profile(program)
    case.equal((profile.time_nanos, profile.duration_nanos), (86400 * 10**9, 0), "date, duration")
    case.equal(case.run(program).status, 5, "status")
    case.check(case.profile(program).duration_nanos > 0, "no duration without SOURCE_DATE_EPOCH")
    for bad in ("yesterday", "86400s", "-1", "9223372037", "99999999999999999999"):
        have = case.run(program, env={"SOURCE_DATE_EPOCH": bad})
        case.equal(have.status, 5, f"status with '{bad}'")
        one_line(case, have, "SOURCE_DATE_EPOCH")
        case.check(case.profile(program).duration_nanos > 0, f"no duration with '{bad}'")


@scenario
def api_times(case):
    include = f"-I{os.path.join(harness.HERE, '..', '..', 'include')}"
    program = case.compile("prog", ["paused_times.c"],
                           ["-O2", include, "-fplugin-arg-cinstr-external=off"], "time")
    have = case.run(program)
    case.equal((have.status, have.stderr), (0, ""), "status")
    flat = case.profile(program).flat("time")
    in_seen, in_main = (int(number) for number in have.stdout.split())
    for name, spun in (("seen", in_seen), ("main", in_main), ("unseen", 0)):
        error = flat[name] - spun
        # The time outside of the spins: little, but the machine may be busy then.
        case.check(-0.01 * spun <= error < 15e6, f"{name}: {flat[name]} ns, spun {spun} ns")


@scenario
def link_errors(case):
    """Objects that are linked without the runtime say so by a symbol's name."""
    for mode in ("count", "time"):
        case.compile("x.o", ["small.c"], ["-O2", "-c"], mode)
        done = subprocess.run(["gcc", "-o", case.path("x"), case.path("x.o")],
                              capture_output=True, text=True)
        case.check(done.returncode != 0, "it links without -lcinstr")
        case.check("link_with_libcinstr_of_this_version" in done.stderr, done.stderr)
        # The same with a library that has no entry of this version.
        with open(case.path("old.c"), "w", encoding="ascii") as file:
            file.write("void __cinstr_abi_v0_not_found__link_with_libcinstr_of_this_version(void);\n"
                       "void __cinstr_abi_v0_not_found__link_with_libcinstr_of_this_version(void){}")
        case.compile("libcinstr.so", ["old.c"], ["-shared", "-fPIC"])
        done = subprocess.run(["gcc", "-o", case.path("x"), case.path("x.o"), f"-L{case.dir}",
                               "-lcinstr"], capture_output=True, text=True)
        case.check(done.returncode != 0, "it links with another version")
        case.check("__cinstr_abi_v4_not_found__link_with_libcinstr_of_this_version" in done.stderr,
                   done.stderr)
        # And by hand with the right one, shared and static.
        lib = os.path.join(case.build, "lib")
        for output, how in (("shared", [f"-L{lib}", "-lcinstr", f"-Wl,-rpath,{lib}"]),
                            ("archive", [os.path.join(lib, "libcinstr.a")])):
            case.compile(output, ["small.c"], ["-O2"])
            done = subprocess.run(["gcc", "-o", case.path(output), case.path("x.o"), *how],
                                  capture_output=True, text=True)
            case.equal((done.returncode, done.stderr), (0, ""), output)
            case.equal(case.run(case.path(output)).status, 5, output)
            case.equal(case.profile(case.path(output)).flat()["leaf"], 1000, output)


@scenario
def labels(case):
    for variant, (_, profile) in case.compare(["labels.c"], O2 + O0,
                                              env={"CINSTR_LABELS": "thread"}).items():
        threads = profile.by_label("thread_number")
        case.equal(len(threads), 4, f"{variant}: threads {sorted(threads, key=str)}")
        counts = sorted(counter["leaf"] for counter in threads.values())
        case.equal(counts, [1, 10, 20, 30], f"{variant}: calls of leaf by thread")
    _, program = small(case)
    have = case.run(program, env={"CINSTR_LABELS": "nonsense"})
    one_line(case, have, "CINSTR_LABELS", "nonsense")


@scenario
def budget(case):
    """Past CINSTR_MAX_MEMORY functions keep their totals, and memory its bound."""
    plain = case.compile("plain/prog", ["contexts.c"], ["-O2"])
    wanted = case.run(plain)

    def kilobytes(program):
        return next(n for _, kind, _, n in case.expectations(program, 0) if kind == "memory")

    base = kilobytes(plain)
    case.answer = lambda profile, kind, names: (
        kilobytes(program) if kind == "memory" else harness.Case.answer(profile, kind, names))
    for mode in ("count", "time"):
        program = case.compile(f"{mode}/prog", ["contexts.c"], ["-O2"], mode)
        for limit, least, most in (("1M", 0, 6000), ("8M", 4000, 14000), (None, 16000, 100000)):
            if mode == "time" and not limit:
                continue  # reading the big profile is what takes long here
            env = {"CINSTR_MAX_MEMORY": limit} if limit else {}
            have = case.run(program, env=env)
            case.same_behaviour(wanted, have, f"{mode} {limit}")
            profile = case.judge(program, have.pid, f"{mode} {limit}")
            told = harness.comment(profile, "truncated.*CINSTR_MAX_MEMORY")
            case.equal(bool(told), bool(limit), f"{mode} {limit}: comments {profile.comments}")
            truncated = any("[truncated]" in stack for stack in profile.stacks())
            case.equal(truncated, bool(limit), f"{mode} {limit}: [truncated]")
            more = kilobytes(program) - base
            case.check(least <= more <= most, f"{mode} {limit}: {more} KiB more than plain")
    for bad in ("", "x", "-1", "1T", "99999999999999G"):
        have = case.run(program, env={"CINSTR_MAX_MEMORY": bad})
        case.same_behaviour(wanted, have, f"budget {bad}", stderr=False)
        if bad:
            one_line(case, have, "CINSTR_MAX_MEMORY")


@scenario
def no_memory(case):
    """Without memory the program runs on as if it were plain; a line tells that calls are lost."""
    for source in ("hungry", "hungry_threads"):
        plain = case.compile(f"{source}-plain/prog", [f"{source}.c"], ["-O2"])
        wanted = case.run(plain)
        case.equal(wanted.status, 3, f"{source} plain")
        for mode in ("count", "time"):
            program = case.compile(f"{source}-{mode}/prog", [f"{source}.c"], ["-O2"], mode)
            have = case.run(program)
            case.same_behaviour(wanted, have, f"{source} {mode}", stderr=False)
            # Not even a profile can be made: that is the one line.
            one_line(case, have, "no memory")
    # A limit from the start, too small for the runtime but not for the program.
    plain, program = small(case)
    wanted = case.run(plain)
    started = failed = 0
    for megabytes in range(3, 24):
        def limit(size=megabytes << 20):
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
        if case.run(plain, before=limit).status != wanted.status:
            continue
        have = case.run(program, before=limit)
        if have.status == 127 and "error while loading shared libraries" in have.stderr:
            continue  # the loader has no room for libcinstr.so itself
        started += 1
        case.same_behaviour(wanted, have, f"ulimit -v {megabytes}M", stderr=False)
        case.check(len(have.stderr.splitlines()) <= 2, f"stderr {have.stderr!r}")
        failed += bool(have.stderr)
    case.check(started, "no limit let the program start")
