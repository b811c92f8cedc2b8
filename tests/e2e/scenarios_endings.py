# SPDX-License-Identifier: MIT
"""Ways to end, copies of a process, and places that another user has prepared."""

import glob
import os
import random
import re
import resource
import shutil
import socket
import subprocess
import time

import pprof_reader
from harness import go_pprof, scenario

# Every way that leaves the profile behind without a watcher, and those of them that leave it in
# signal handlers and threads as well.
IN_PROCESS = ["return", "exit", "_exit", "_Exit", "quick_exit", "abort", "exec", "execvp",
              "failed_exec", "vfork", "vfork_exec", "fork", "fork_exec"]
ANYWHERE = ["exit", "_exit", "quick_exit", "abort", "exec"]
NOT_IN_PROCESS = ["assert", "raw_exit", "kill", "segv", "TERM"]


def programs(case, mode="count"):
    return (case.compile("plain/ways", ["ways.c"], ["-O2"]),
            case.compile(f"{mode}/ways", ["ways.c"], ["-O2"], mode))


def left_by(directory):
    return sorted(name for name in os.listdir(directory) if "pb.gz" in name or name[0] == ".")


def attempt(case, plain, program, way, where, written, env=None):
    """Runs both; returns the instrumented one's result. `written`: there must be a profile."""
    label = f"{way} {where}"
    for name in left_by(os.path.dirname(program)):
        os.unlink(os.path.join(os.path.dirname(program), name))
    wanted, have = case.run(plain, [way, where]), case.run(program, [way, where], env=env)
    case.same_behaviour(wanted, have, label)
    case.equal(os.path.exists(program + ".prof.pb.gz"), written, f"{label}: a profile")
    if written:
        case.judge(program, have.pid, label)
    wanted_files = {"ways.prof.pb.gz"} if written else set()
    wanted_files |= {f"ways.prof.{pid}.pb.gz" for pid, *_ in case.expectations(program, have.pid)
                     if pid}
    case.equal(left_by(os.path.dirname(program)), sorted(wanted_files), f"{label}: files")
    return have


@scenario
def ways_in_process(case):
    plain, program = programs(case)
    for way in IN_PROCESS:
        attempt(case, plain, program, way, "main", True)
    for where in ("thread", "handler", "crowd"):
        for way in ANYWHERE:
            attempt(case, plain, program, way, where, True)
    for way in NOT_IN_PROCESS:
        attempt(case, plain, program, way, "main", False)
    case.compile("static/ways", ["ways.c"], ["-O2", "-static"], "time")
    for way in IN_PROCESS:  # the C library's own abort comes along with its assert
        attempt(case, plain, case.path("static", "ways"), way, "main", way != "abort")


@scenario
def old_file_stays(case):
    """A process that is killed while it writes leaves the older file whole."""
    program = case.compile("count/ways", ["ways.c"], ["-O2"], "count")
    case.equal(case.run(program, ["exit", "main"]).status, 4, "status")
    with open(program + ".prof.pb.gz", "rb") as file:
        old = file.read()
    # Each system call of the end in turn is the last one.
    killed = 0
    for call in ("openat", "write", "renameat"):
        for number in range(1, 40):
            done = subprocess.run(
                ["strace", "-o", case.path("trace"), "-e", f"trace={call}",
                 "-e", f"inject={call}:signal=SIGKILL:when={number}", program, "exit", "main"],
                cwd=case.path("count"), capture_output=True,
                env={**os.environ, "E2E_EXPECT": "/dev/null"})
            if done.returncode == 4:
                break
            killed += 1
            with open(program + ".prof.pb.gz", "rb") as file:
                now = file.read()
            if call != "renameat":
                case.equal(now, old, f"killed at {call} {number}")
            pprof_reader.read(program + ".prof.pb.gz")
    case.check(killed > 5, f"killed {killed} times only")


@scenario
def copies(case):
    """Processes that are made without fork never write over their parent's file."""
    for mode in ("count", "time"):
        program = case.compile(f"{mode}/prog", ["copies.c"], ["-O2"], mode)
        for how, own in (("fork", True), ("_Fork", True), ("clone", True), ("clone_vm", False),
                         ("vfork", False)):
            directory = os.path.dirname(program)
            for name in left_by(directory):
                os.unlink(os.path.join(directory, name))
            have = case.run(program, [how])
            case.equal((have.status, have.stderr), (0, ""), f"{mode} {how}")
            child = int(have.stdout.split()[-1])
            case.judge(program, have.pid, f"{mode} {how}")
            files = ["prog.prof.pb.gz"] + ([f"prog.prof.{child}.pb.gz"] if own else [])
            case.equal(left_by(directory), sorted(files), f"{mode} {how}: files")
            if own:  # what the parent had counted is in it, and it says so
                profile = case.profile(program, child)
                case.equal(profile.flat()["leaf"], 13, f"{mode} {how}: the child's")
                case.check(any("forked by a system call" in line for line in profile.comments),
                           f"{mode} {how}: {profile.comments}")


@scenario
def titles(case):
    """A program that writes a title over its arguments keeps its name in the profile's."""
    program = case.compile("prog", ["title.c"], ["-O2"], "count")
    have = case.run(program)
    case.equal((have.status, have.stderr), (0, ""), "status")
    case.equal(left_by(case.dir), ["prog.prof.pb.gz"], "files")


@scenario
def streams(case):
    """Descriptors and pipes are written to as they are, and closed standard error is left alone."""
    program = case.compile("prog", ["small.c"], ["-O2"], "count")
    log = case.path("log")
    with open(log, "wb") as file:
        file.write(b"kept\n")
    with open(log, "ab") as file:
        status = subprocess.run([program], cwd=case.dir, stdout=file,
                                env={**os.environ, "CINSTR_OUT": "/dev/stdout"}).returncode
    case.equal(status, 5, "status")
    with open(log, "rb") as file:
        text = file.read()
    at = text.index(b"\x1f\x8b")
    # What the program's stdio has buffered comes after it.
    case.equal((text[:at], text[-5:]), (b"kept\n", b"1000\n"), "the log")
    with open(case.path("cut"), "wb") as file:
        file.write(text[at:-5])
    case.equal(pprof_reader.read(case.path("cut")).flat()["leaf"], 1000, "the profile in the log")
    # A collection gets a file for every process, a quiet run none.
    for _ in range(3):
        case.run(program, env={"CINSTR_OUT": "all/"})
    case.equal(len(left_by(case.path("all"))), 3, "files of the collection")
    case.run(program, env={"CINSTR_OUT": "none"})
    case.equal(left_by(case.dir), [], "files with CINSTR_OUT=none")
    with open(program, "rb") as file:
        before = file.read()
    have = case.run(program, env={"CINSTR_OUT": "%e"})
    case.check("it is the program itself" in have.stderr, have.stderr)
    with open(program, "rb") as file:
        case.equal(file.read(), before, "the program, where CINSTR_OUT leads to it")
    reuse = case.compile("reuse", ["reuse.c"], ["-O2"], "count")
    case.run(reuse, env={"CINSTR_OUT": "/nonexistent/x"})
    with open(case.path("data.bin"), "rb") as file:
        case.equal(file.read(), b"DATA", "the data file that took standard error's number")


@scenario
def namespaces(case):
    """Thirty processes, each with number 1 in a namespace of its own, and one directory."""
    program = case.compile("prog", ["small.c"], ["-O2"], "count")
    unshare = ["unshare", "--fork", "--pid"]
    if os.geteuid():
        unshare += ["--user", "--map-root-user"]
    running = [subprocess.Popen([*unshare, program], cwd=case.dir, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE) for _ in range(30)]
    said = [process.communicate()[1] for process in running]
    case.equal([process.returncode for process in running], [5] * 30, f"status; {said}")
    case.equal([text for text in said if text], [], "stderr")
    case.equal(left_by(case.dir), ["prog.prof.pb.gz"], "files")
    case.equal(case.profile(program).flat()["leaf"], 1000, "calls")


@scenario
def other_users(case):
    """What another user prepares is not followed; raised privileges write nothing."""
    case.check(os.geteuid() == 0, "run this test as root: it needs files of another user")
    place = "/var/tmp/cinstr-e2e-other-users"  # others may enter it, unlike the build tree
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    try:
        program = case.compile("small", ["small.c"], ["-O2", "-static"], "count")
        victim = os.path.join(place, "victim")
        with open(victim, "w", encoding="ascii") as file:
            file.write("precious")
        sticky = os.path.join(place, "sticky")
        os.makedirs(sticky)
        os.chmod(sticky, 0o1777)
        link = os.path.join(sticky, "small.prof.pb.gz")
        os.symlink(victim, link)
        os.lchown(link, 65534, 65534)
        have = case.run(program, cwd=sticky)
        case.equal(have.status, 5, "status")
        case.check("another user's symbolic link" in have.stderr, have.stderr)
        case.equal(sorted(os.listdir(sticky)), ["small.prof.pb.gz"], "files")
        # Another user runs it with root's rights.
        setuid = os.path.join(place, "setuid")
        shutil.copy(program, setuid)
        os.chmod(setuid, 0o4755)
        open_place = os.path.join(place, "open")
        os.makedirs(open_place)
        os.chmod(open_place, 0o777)
        os.symlink(victim, os.path.join(open_place, "setuid.prof.pb.gz"))
        os.chmod(place, 0o755)

        def become_nobody():
            os.setgid(65534)
            os.setuid(65534)

        for env in ({}, {"CINSTR_OUT": victim}, {"CINSTR_OUT": open_place + "/"},
                    {"CINSTR_WATCH": "on"}, {"CINSTR_HEAP": "leaks", "CINSTR_LABELS": "x"}):
            have = case.run(setuid, cwd=open_place, env=env, before=become_nobody)
            case.equal(have.status, 5, f"{env}: status")
            case.equal(have.stderr, "cinstr: no profile: the program runs with raised privileges\n",
                       f"{env}: stderr")
            case.equal(os.listdir(open_place), ["setuid.prof.pb.gz"], f"{env}: files")
        with open(victim, encoding="ascii") as file:
            case.equal(file.read(), "precious", "root's file")
    finally:
        shutil.rmtree(place)


@scenario
def fp_environment(case):
    """Traps, rounding and exception flags are the program's own."""
    for mode in ("count", "time"):
        program = case.compile(f"{mode}/prog", ["fp.c", "-lm"], ["-O2"], mode)
        have = case.run(program)
        case.equal((have.status, have.stdout), (0, b"flags 0, rounding kept\n"), mode)
        case.judge(program, have.pid, mode)


@scenario
def late_destructors(case):
    for label, flags in (("static", ["-static"]), ("shared", [])):
        program = case.compile(f"{label}/prog", ["late_destructor.c"], ["-O2", *flags], "count")
        have = case.run(program)
        case.equal(have.status, 0, label)
        case.equal(case.profile(program).flat()["late"], 7, f"{label}: calls of late")


# ---- The watcher ----

WATCHED = IN_PROCESS + ["assert", "raw_exit", "daemon", "kill", "stopped_kill", "segv", "bus", "fpe",
                        "ill", "seccomp", "overflow", "heap", "cpu_limit", "file_limit",
                        "fork_kill", "fork_twice", "first_thread", "TERM", "INT", "HUP", "QUIT",
                        "PIPE", "ALRM", "USR1", "USR2", "ABRT", "SYS", "PROF", "VTALRM", "IO",
                        "PWR"]
WATCHED_ANYWHERE = ANYWHERE + ["kill", "segv", "overflow", "TERM"]
ON = {"CINSTR_WATCH": "on"}


def settle(program):
    """Until no watcher runs any more: each is in the memory of, and so is, the program's file."""
    for _ in range(500):
        left = 0
        for entry in os.listdir("/proc"):
            try:
                left += entry.isdigit() and os.readlink(f"/proc/{entry}/exe") == program
            except OSError:
                pass
        if not left:
            return
        time.sleep(0.01)
    raise AssertionError("watchers that do not end")


def watched(case, plain, program, way, where, mode):
    label, directory = f"{mode} {way} {where}", os.path.dirname(program)
    for name in left_by(directory):
        os.unlink(os.path.join(directory, name))
    wanted, have = case.run(plain, [way, where]), case.run(program, [way, where], env=ON)
    settle(program)
    case.same_behaviour(wanted, have, label)
    case.judge(program, have.pid, label)


@scenario
def ways_watched(case):
    """Whatever ends the program, its profile is there, and all else as without."""
    plain, program = programs(case)
    for way in WATCHED:
        watched(case, plain, program, way, "main", "count")
    for where in ("thread", "handler", "crowd"):
        for way in WATCHED_ANYWHERE:
            watched(case, plain, program, way, where, "count")
    static = case.compile("static/ways", ["ways.c"], ["-O2", "-static"], "time")
    for way in ("abort", "kill", "segv", "overflow", "fork_kill"):
        watched(case, plain, static, way, "main", "static")
    # Under timeout, which kills; and where the profile cannot be written nothing is half-written.
    have = case.run(program, ["waiting", "main"], env=ON,
                    prefix=["timeout", "--signal=KILL", "0.3"])
    settle(program)
    case.equal(have.status, -9, "timeout")
    pid, = {pid for pid, *_ in case.expectations(program, 0)}
    case.judge(program, pid, "timeout")


@scenario
def killed_while_writing(case):
    """Each system call of the end in turn is the process's last one: the watcher writes it anew."""
    program = case.compile("ways", ["ways.c"], ["-O2"], "count")
    env = {**os.environ, **ON, "E2E_EXPECT": "/dev/null"}
    killed = 0
    for call in ("openat", "write", "renameat", "munmap"):
        for number in range(1, 40):
            for name in left_by(case.dir):
                os.unlink(case.path(name))
            done = subprocess.run(
                ["strace", "-o", "/dev/null", "-e", f"trace={call}",
                 "-e", f"inject={call}:signal=SIGKILL:when={number}", program, "exit", "main"],
                cwd=case.dir, capture_output=True, env=env)
            settle(program)
            if done.returncode == 4:
                break
            if done.stdout:  # it had begun
                killed += 1
                case.equal(pprof_reader.read(program + ".prof.pb.gz").flat()["leaf"], 1000,
                           f"killed at {call} {number}")
    case.check(killed > 10, f"killed {killed} times only")


@scenario
def killed_while_writing_unnoticed(case):
    """The same where the parent does not take note of the end, and the process stays a zombie."""
    program = case.compile("ways", ["ways.c"], ["-O2"], "count")
    env = {**os.environ, **ON, "E2E_EXPECT": "/dev/null"}
    for number in (3, 4, 5):
        process = subprocess.Popen(  # -D: this script is the program's parent, not strace
            ["strace", "-D", "-o", "/dev/null", "-e", "trace=write",
             "-e", f"inject=write:signal=SIGKILL:when={number}", program, "exit", "main"],
            cwd=case.dir, env=env, stdout=subprocess.DEVNULL)
        for _ in range(1000):
            if os.path.exists(program + ".prof.pb.gz"):
                break
            time.sleep(0.01)
        flat = pprof_reader.read(program + ".prof.pb.gz").flat()
        process.wait()
        settle(program)
        case.equal(flat["leaf"], 1000, f"killed at write {number}")
        os.unlink(program + ".prof.pb.gz")


@scenario
def core_files(case):
    """The core is as without a watcher, and the profile is there as well."""
    with open("/proc/sys/kernel/core_pattern", encoding="ascii") as file:
        pattern = file.read().strip()
    plain, program = programs(case)

    def allow():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)

    dumped = {}
    for label, file, env in (("plain", plain, {}), ("watched", program, ON)):
        process = subprocess.Popen([file, "segv", "main", "core"], cwd=os.path.dirname(file),
                                   env={**os.environ, **env, "E2E_EXPECT": "/dev/null"},
                                   stdout=subprocess.DEVNULL, preexec_fn=allow)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = 0  # it has been waited for
        cores = [name for name in os.listdir(os.path.dirname(file)) if name.startswith("core")]
        dumped[label] = (os.WTERMSIG(status), os.WCOREDUMP(status), len(cores))
    settle(program)
    case.equal(dumped["watched"], dumped["plain"], f"core_pattern {pattern}")
    case.equal(case.profile(program).flat()["leaf"], 1000, "calls")


@scenario
def small_end(case):
    """The profile is written where the program's own stack has no room for that."""
    for mode in ("count", "time"):
        program = case.compile(f"{mode}/prog", ["small_end.c"], ["-O2", "-D_GNU_SOURCE"], mode)
        for where in ("child", "handler", "thread"):
            for way in ("exec", "_exit", "write"):
                label = f"{mode} {where} {way}"
                out = os.path.join(os.path.dirname(program), "p.%p.pb.gz")
                have = case.run(program, [where, way], env={"CINSTR_OUT": out})
                said = b"ended\n" if way == "exec" else b""
                case.equal((have.status, have.stdout, have.stderr), (0, said, ""), label)
                left = glob.glob(os.path.join(os.path.dirname(program), "p.*.pb.gz"))
                counts = [pprof_reader.read(name) for name in left]
                case.check(any(counted.flat().get("note") == 1 for counted in counts), f"{label}: {left}")
                for name in left:
                    os.unlink(name)


@scenario
def exec_watched(case):
    """The watcher of what an exec has brought can be asked, however the exec was made."""
    program = case.compile("chain", ["chain.c"], ["-O2"], "count")
    cinstr = os.path.join(case.build, "bin", "cinstr")
    for how in ("library", "system_call"):
        running = [subprocess.Popen([program, how], cwd=case.dir, stdout=subprocess.PIPE,
                                    env={**os.environ, **ON, "CINSTR_OUT": "all/"})
                   for _ in range(5)]
        for process in running:
            case.equal(process.stdout.readline(), b"runs\n", how)
        time.sleep(1.5)  # until the watchers of the programs before have seen it
        for process in running:
            done = subprocess.run([cinstr, "snapshot", str(process.pid), "-o", "x.pb.gz"],
                                  cwd=case.dir, capture_output=True, text=True)
            case.equal(done.returncode, 0, f"{how}: {done.stderr}")
            case.equal(pprof_reader.read(case.path("x.pb.gz")).flat()["leaf"], 1, how)
            process.kill()
            process.wait()
    settle(program)


@scenario
def watcher_unseen(case):
    plain = case.compile("plain/prog", ["unseen.c"], ["-O2"])
    program = case.compile("count/prog", ["unseen.c"], ["-O2"], "count")
    wanted, have = case.run(plain), case.run(program, env=ON)
    case.same_behaviour(wanted, have, "watched")
    settle(program)
    case.judge(program, have.pid, "watched")
    # As the leader of a session, with standard streams closed, with little memory and few processes.
    for prefix in (["setsid"], ["sh", "-c", "exec \"$0\" <&- 2>&-"],
                   ["sh", "-c", "ulimit -v 60000; exec \"$0\""]):
        wanted = case.run(plain, prefix=prefix)
        have = case.run(program, env=ON, prefix=prefix)
        case.same_behaviour(wanted, have, str(prefix))
        settle(program)


@scenario
def watcher_cannot(case):
    """Where no watcher can be started the program runs as without, and one line says why."""
    plain, program = programs(case)
    init = ["unshare", "--fork", "--pid"] + (["--user", "--map-root-user"] if os.geteuid() else [])
    for prefix in (init, ["valgrind", "-q"]):
        wanted = case.run(plain, ["exit", "main"])
        have = case.run(program, ["exit", "main"], env=ON, prefix=prefix)
        case.same_behaviour(wanted, have, str(prefix), stderr=False)
        case.equal(len(have.stderr.splitlines()), 1, have.stderr)
        case.check("no watcher: " in have.stderr, have.stderr)
        case.equal(case.profile(program).flat()["leaf"], 1000, str(prefix))
    have = case.run(program, ["exit", "main"], env={"CINSTR_WATCH": "maybe"})
    case.check("CINSTR_WATCH is 'on' or 'off'" in have.stderr, have.stderr)


@scenario
def watcher_killed(case):
    """The program goes on without it, and writes at its exit."""
    program = case.compile("prog", ["unseen.c"], ["-O2"], "count")
    process = subprocess.Popen([program, "sleep"], cwd=case.dir, stdout=subprocess.DEVNULL,
                               env={**os.environ, **ON})
    for _ in range(500):
        watchers = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()
                    and comm(entry) == f"cinstr-{process.pid}"]
        if watchers:
            break
        time.sleep(0.01)
    case.equal(len(watchers), 1, "watchers")
    os.kill(watchers[0], 9)
    process.terminate()
    case.equal(process.wait(), -15, "status")
    case.equal(left_by(case.dir), [], "nobody was left to write")
    have = case.run(program, env=ON, prefix=["sh", "-c",
                    "(sleep .05; pkill -9 -x cinstr-$$) >/dev/null 2>&1 & exec \"$0\""])
    settle(program)
    case.equal(have.status, 0, "status")
    case.equal(case.profile(program).flat()["leaf"], 1, "calls")


def comm(entry):
    try:
        with open(f"/proc/{entry}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


@scenario
def watchers(case):
    """Two hundred at once, all killed."""
    program = case.compile("ways", ["ways.c"], ["-O2"], "count")
    env = {**os.environ, **ON, "CINSTR_OUT": "all/", "E2E_EXPECT": "/dev/null"}
    running = [subprocess.Popen([program, "kill", "main"], cwd=case.dir, env=env,
                                stdout=subprocess.DEVNULL) for _ in range(200)]
    case.equal({process.wait() for process in running}, {-9}, "status")
    settle(program)
    names = left_by(case.path("all"))
    case.equal(len(names), 200, "profiles")
    for name in names[:20]:
        case.equal(pprof_reader.read(case.path("all", name)).flat()["leaf"], 1000, name)


def resident(process):
    with open(f"/proc/{process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


@scenario
def watcher_cost(case):
    """Two milliseconds at the start and 2 MiB, after a snapshot too. scripts/bench-watch has figures."""
    program = case.compile("prog", ["unseen.c"], ["-O2"], "count")
    least = {"off": 1e9, "on": 1e9}
    for _ in range(60):  # in turns; the least of many is that of no other load
        for watch in least:
            started = time.perf_counter()
            subprocess.run([program], cwd=case.dir, stdout=subprocess.DEVNULL, check=True,
                           env={**os.environ, "CINSTR_WATCH": watch})
            least[watch] = min(least[watch], time.perf_counter() - started)
    case.check(least["on"] - least["off"] < 0.002, f"start to end: {least}")
    settle(program)
    memory = {}
    for watch in least:
        process = subprocess.Popen([program, "sleep"], cwd=case.dir, stdout=subprocess.PIPE,
                                   env={**os.environ, "CINSTR_WATCH": watch})
        process.stdout.readline()
        memory[watch] = resident(process)
        if watch == "on":
            subprocess.run([os.path.join(case.build, "bin", "cinstr"), "snapshot",
                            str(process.pid)], cwd=case.dir, capture_output=True, check=True)
            for _ in range(500):  # it gives back what it took when nobody asks for a second
                memory["asked"] = resident(process)
                if memory["asked"] < memory["off"] + (2 << 20):
                    break
                time.sleep(0.01)
        process.kill()
        process.communicate()
    settle(program)
    for when in ("on", "asked"):
        case.check(memory[when] < memory["off"] + (2 << 20), f"{when}: {memory}")


@scenario
def run_tells_the_end(case):
    program = case.compile("ways", ["ways.c"], ["-O2"], "count")
    cinstr = os.path.join(case.build, "bin", "cinstr")
    for way, status, words in (
            ("kill", 137, "ended by signal 9 (SIGKILL); profile up to there: "),
            ("segv", 139, "ended by signal 11 (SIGSEGV); profile up to there: "),
            ("_exit", 4, "cinstr: profile: "), ("daemon", 0, "and of 1 processes more")):
        have = case.run(cinstr, ["run", "--no-summary", "-o=" + case.path("out"), "--", program, way,
                                 "main"], cwd=case.dir)
        case.equal((have.status, have.stdout), (status, b"1000\n"), way)
        case.check(words in have.stderr, f"{way}: {have.stderr}")
        path = case.path("out", "ways.prof.pb.gz")
        case.equal(pprof_reader.read(path).flat()["leaf"], 1000, way)
        case.equal(len(left_by(case.path("out"))), 2 if way == "daemon" else 1, f"{way}: files")
        for name in os.listdir(case.path("out")):
            os.unlink(case.path("out", name))
    have = case.run(cinstr, ["run", "--no-watch", "--no-summary", "--", program, "kill", "main"],
                    cwd=case.dir)
    case.equal(have.status, 137, "--no-watch")
    case.check("no profile was written" in have.stderr, have.stderr)


@scenario
def run_of_lower_rights(case):
    """What gives up root's rights leaves its profile all the same, where only root may write."""
    case.check(os.geteuid() == 0, "run this test as root: a program gives up its rights")
    program = case.compile("lower", ["lower.c"], ["-O2"], "count")
    cinstr, out = os.path.join(case.build, "bin", "cinstr"), case.path("out")
    place = "/var/tmp/cinstr-e2e-lower"  # others may enter it, unlike the build tree
    for way, status in (("return", 5), ("kill", 137)):
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place)
        shutil.copy(program, place)
        have = case.run(cinstr, ["run", "--no-summary", "-o=" + out, "--",
                                 os.path.join(place, "lower"), way], cwd=case.dir)
        case.equal(have.status, status, f"{way}: {have.stderr}")
        case.equal(os.listdir(out), ["lower.prof.pb.gz"], f"{way}: files")
        case.equal(pprof_reader.read(os.path.join(out, "lower.prof.pb.gz")).flat()["leaf"], 2, way)
        case.equal(glob.glob("/var/tmp/.cinstr-run-*/*/lower*"), [], f"{way}: left behind")
        shutil.rmtree(place)
        shutil.rmtree(out)


@scenario
def numbered(case):
    """CINSTR_EVERY and CINSTR_SIGNAL write files while the program runs."""
    program = case.compile("prog", ["unseen.c"], ["-O2"], "count")
    process = subprocess.Popen([program, "sleep"], cwd=case.dir, stdout=subprocess.DEVNULL,
                               env={**os.environ, "CINSTR_EVERY": "1s", "CINSTR_SIGNAL": "USR2"})
    wanted, sent = {"prog.prof-001.pb.gz", "prog.prof-002.pb.gz"}, False
    for _ in range(1000):
        if wanted <= set(left_by(case.dir)):
            break
        if not sent and left_by(case.dir):
            process.send_signal(12)
            sent = True
        time.sleep(0.01)
    process.kill()
    process.wait()
    settle(program)
    case.check(wanted | {"prog.prof.pb.gz"} <= set(left_by(case.dir)), str(left_by(case.dir)))
    for name in sorted(wanted):
        case.equal(pprof_reader.read(case.path(name)).flat()["leaf"], 1, name)
    for name in ("CINSTR_EVERY", "CINSTR_SIGNAL"):
        have = case.run(program, env={name: "soon"})
        case.equal(have.status, 0, name)
        case.check(name in have.stderr, have.stderr)


@scenario
def numbered_storm(case):
    """Signals that come while a file is written, to threads that hold locks of the runtime's."""
    for mode in ("count", "time"):
        program = case.compile(f"{mode}/storm", ["allocating.c"],
                               ["-O2", "-fplugin-arg-cinstr-alloc=live"], mode)
        for watch in ("off", "on"):
            for name in left_by(os.path.dirname(program)) + ["storm.expect"]:
                if os.path.exists(os.path.join(os.path.dirname(program), name)):
                    os.unlink(os.path.join(os.path.dirname(program), name))
            process = subprocess.Popen(
                [program], cwd=os.path.dirname(program), stdout=subprocess.PIPE,
                env={**os.environ, "CINSTR_SIGNAL": "USR2", "CINSTR_WATCH": watch,
                     "E2E_EXPECT": program + ".expect"})
            case.equal(process.stdout.readline(), b"runs\n", mode)
            for _ in range(100):
                process.send_signal(12)
                time.sleep(0.005)
            process.terminate()
            try:
                case.equal(process.wait(60), 0, f"{mode} {watch}: status")
            finally:
                process.kill()
            settle(program)
            case.judge(program, process.pid, f"{mode} {watch}")
            names = [name for name in left_by(os.path.dirname(program)) if "prof-" in name]
            case.check(len(names) > 1, f"{mode} {watch}: {names}")
            for name in names:
                pprof_reader.read(os.path.join(os.path.dirname(program), name))


@scenario
def numbered_places(case):
    """In a collection that is not there yet; and a fault's signal is not one to ask with."""
    program = case.compile("prog", ["unseen.c"], ["-O2"], "count")
    process = subprocess.Popen([program, "sleep"], cwd=case.dir, stdout=subprocess.DEVNULL,
                               env={**os.environ, "CINSTR_EVERY": "1s", "CINSTR_OUT": "all/"})
    name = case.path("all", f"prog.prof.{process.pid}-001.pb.gz")
    for _ in range(1000):
        if os.path.exists(name):
            break
        time.sleep(0.01)
    process.kill()
    process.wait()
    settle(program)
    case.equal(pprof_reader.read(name).flat()["leaf"], 1, "the numbered file")
    have = case.run(case.compile("ways", ["ways.c"], ["-O2"], "count"), ["segv", "main"],
                    env={"CINSTR_SIGNAL": "SEGV"})
    case.equal(have.status, -11, "segv")
    case.check("CINSTR_SIGNAL is not a signal" in have.stderr, have.stderr)


# ---- While it runs ----

class Server:
    """server.c, watched, with the command at hand."""

    def __init__(self, case, prefix=(), env=None):
        self.case = case
        self.program = case.compile("server", ["server.c"], [
            "-O2", "-fplugin-arg-cinstr-alloc=live"], "count")
        self.cinstr = os.path.join(case.build, "bin", "cinstr")
        self.process = subprocess.Popen(
            [*prefix, self.program], cwd=case.dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "E2E_EXPECT": self.program + ".expect", **ON, **(env or {})})
        case.equal(self.process.stdout.readline(), b"runs\n", "the server's word")

    def command(self, *arguments, status=0):
        done = subprocess.run([self.cinstr, *arguments], cwd=self.case.dir, capture_output=True,
                              text=True, timeout=60)
        self.case.equal(done.returncode, status, f"{arguments}: {done.stderr}")
        return done

    def calls(self, name):
        flat = pprof_reader.read(self.case.path(name)).flat()
        return flat["leaf"], flat["step"]

    def end(self):
        self.process.terminate()
        _, said = self.process.communicate(timeout=60)
        settle(self.program)
        self.case.equal((self.process.returncode, said), (0, b""), "the server's end")
        self.case.judge(self.program, self.process.pid, "the server's own")


@scenario
def live_snapshots(case):
    """Snapshots grow, differ by what ran, and leave the profile at the end as it would be."""
    server = Server(case)
    pid = str(server.process.pid)
    server.command("snapshot", pid, "-o", "one.pb.gz")
    server.command("snapshot", "server", "-o", "two.pb.gz")
    server.command("snapshot", pid, "--heap", "-o", "heap.pb.gz")
    server.command("snapshot", pid, "--seconds=1", "-o", "part.pb.gz")
    one, two, part = (server.calls(f"{name}.pb.gz") for name in ("one", "two", "part"))
    case.check(0 < one[0] <= two[0], f"calls {one}, {two}")
    case.check(0 < part[0] < two[0] + 20000 * 1000, f"calls {part}")
    for leaf, step in (one, two, part):
        case.check(abs(leaf - 1000 * step) <= 1000, f"leaf {leaf}, step {step}")
    heap = pprof_reader.read(case.path("heap.pb.gz"))
    case.check(heap.cum("alloc_objects")["grow"] > 0, "allocations")
    case.check(heap.cum("inuse_objects")["grow"] in (0, 1), "one block in use")
    server.end()


@scenario
def live_nobody_else(case):
    """Another user can neither ask nor see; a thousand requests that are none change nothing."""
    server = Server(case)
    path = f"/run/user/{os.geteuid()}/cinstr/{server.process.pid}"
    if not os.path.exists(path):
        path = f"/tmp/cinstr-{os.geteuid()}/{server.process.pid}"
    case.equal(os.stat(os.path.dirname(path)).st_mode & 0o777, 0o700, "the directory's mode")
    if os.geteuid() == 0:
        def become_nobody():
            os.setgid(65534)
            os.setuid(65534)
        done = subprocess.run(["python3", "-c", "import socket, sys; "
                               "socket.socket(socket.AF_UNIX).connect(sys.argv[1])", path],
                              preexec_fn=become_nobody, capture_output=True, text=True, cwd="/")
        case.check("PermissionError" in done.stderr, done.stderr)
    rng, answers = random.Random(3), set()
    for _ in range(1000):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(10)
        connection.connect(path)
        line = bytearray(rng.choice([b"prof\n", b"heap\n", b"info\n", b"wait\n"]))
        for _ in range(rng.randrange(1, 4)):
            line[rng.randrange(len(line))] = rng.randrange(256)
        try:
            connection.sendall(bytes(line) * rng.choice([1, 1, 50]))
            connection.shutdown(socket.SHUT_WR)
            answers.add(connection.recv(5))
        except OSError:
            pass
        connection.close()
    case.check(b"error" in answers, f"answers {answers}")
    server.command("snapshot", str(server.process.pid), "-o", "x.pb.gz")
    server.end()


@scenario
def live_http(case):
    """cinstr run --http: Go's own tool reads it, and the program's end ends it."""
    program = case.compile("server", ["server.c"], ["-O2", "-fplugin-arg-cinstr-alloc=live"],
                           "count")
    cinstr, pprof = os.path.join(case.build, "bin", "cinstr"), go_pprof()
    runner = subprocess.Popen([cinstr, "run", "--no-summary", "--http=localhost:0", "--", program],
                              cwd=case.dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)
    try:
        url = re.search(r"http://\S+", runner.stderr.readline()).group(0)
        case.equal(runner.stdout.readline(), "runs\n", "the server's word")
        env = {**os.environ, "PPROF_TMPDIR": case.dir, "HOME": case.dir}
        for page, words in (("profile?seconds=1", "leaf"), ("heap", "grow"), ("allocs", "grow"),
                            ("block", "Type: contentions"), ("threadcreate", "Type: threadcreate")):
            done = subprocess.run([pprof, "-top", url + page], capture_output=True,
                                  text=True, env=env, timeout=60)
            case.equal(done.returncode, 0, f"{page}: {done.stderr}")
            case.check(words in done.stdout, f"{page}: {done.stdout}")
        runner.terminate()  # goes to the program
        case.equal(runner.wait(60), 0, runner.stderr.read())
    finally:
        runner.terminate()
    settle(program)
    case.check(pprof_reader.read(program + ".prof.pb.gz").flat()["leaf"] > 1000, "the profile")
