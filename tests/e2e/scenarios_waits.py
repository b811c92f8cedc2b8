# SPDX-License-Identifier: MIT
"""Functions without probes by name, and waiting told apart from computing (mode=time)."""

import collections
import os
import re
import subprocess
import time

import harness
import pprof_reader
from harness import scenario

TIME = ["-O2"]


def by_function(profile):
    """Of each function: its values with callees, each function counted once per stack."""
    sums = collections.defaultdict(lambda: [0] * len(profile.types))
    for sample in profile.samples:
        for name in {frame.name for frame in sample.stack}:
            for i, value in enumerate(sample.values):
                sums[name][i] += value
    return sums


def close(have, want):
    """Within 2 %, and half a millisecond for what happens between the two pairs of clock reads."""
    return abs(have - want) <= want * 0.02 + 500_000


def judge(case, program, result):
    sums = by_function(case.profile(program))
    for line in result.stdout.decode().splitlines():
        name, elapsed, processor = line.split()
        elapsed, processor = int(elapsed), int(processor)
        _, whole, wait, cpu = sums[name]
        case.equal(whole, wait + cpu, f"{name}: wait and cpu are not all of its time")
        case.check(close(whole, elapsed), f"{name}: time {whole}, not {elapsed}")
        if name == "spin":  # what it does not run is preemption, which is not waiting
            case.check(wait <= elapsed * 0.02, f"spin: waits {wait} of {elapsed}")
        else:
            case.check(close(cpu, processor), f"{name}: cpu {cpu}, not {processor}")
            case.check(close(wait, elapsed - processor), f"{name}: wait {wait} of {elapsed}")


def judge_once(case, program, tries):
    """Another process may get the processor right beside a clock's reading: not in each of several runs."""
    wrong = []
    while len(wrong) < tries:
        result = case.run(program)
        try:
            return judge(case, program, result)
        except harness.Failed as failed:
            wrong.append(str(failed))
    raise harness.Failed("\n".join(wrong))


@scenario
def waits(case):
    program = case.compile("prog", ["waits.c"], TIME, "time")
    judge_once(case, program, 3)
    edges = case.profile(program).edges()
    for edge in [("sleep_last", "usleep"), ("lock_held", "pthread_mutex_lock"),
                 ("read_slowly", "read"), ("poll_nothing", "poll"), ("join_other", "pthread_join")]:
        case.equal(edges[edge], 1, f"calls {edge}")
    case.check(harness.comment(case.profile(program), "^time is elapsed time: .* waiting"),
               "the profile does not tell what was waited")


@scenario
def waits_on_a_busy_machine(case):
    """What waits does so as long as the kernel's clocks say, and what computes but is preempted does not."""
    program = case.compile("prog", ["waits.c"], TIME, "time")
    busy = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(4)]
    try:
        judge_once(case, program, 5)
    finally:
        for process in busy:
            process.kill()
            process.wait()


@scenario
def preempted(case):
    """A program of short calls shares a processor: what its probes ran is not taken for what it ran itself."""
    program = case.compile("prog", ["preempted.c"], TIME, "time")
    processor = min(os.sched_getaffinity(0))

    def here():
        os.sched_setaffinity(0, {processor})

    busy = subprocess.Popen(["sh", "-c", "while :; do :; done"], preexec_fn=here)
    try:
        result = case.run(program, before=here)
    finally:
        busy.kill()
        busy.wait()
    elapsed, ran = (int(word) / 1e6 for word in result.stdout.split())
    line = harness.comment(case.profile(program), "^time is elapsed time: ")
    told = float(re.search(r"([\d.]+) ms preempted", line).group(1))
    case.check(elapsed > 1.3 * ran, f"nothing else ran: {ran} of {elapsed} ms")
    case.check(abs(told - (elapsed - ran)) < 0.05 * elapsed + 5, f"preempted {elapsed - ran} ms: {line}")


@scenario
def waits_read_the_clock_twice(case):
    """A call of a function without probes has two clock reads around it, and no other."""
    program = case.compile("prog", ["waits.c"], TIME, "time")
    code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", program], capture_output=True, text=True, check=True).stdout

    def of(name):
        body = re.search(rf"<{name}>:\n(.*?)\n\n", code, re.S).group(1)
        return len(re.findall(r"\brdtsc\b", body)), len(re.findall(r"call +[0-9a-f]+ <(?:pthread|poll|read)[^>]*@plt>", body))

    for name in ("uncontended", "lock_held", "poll_nothing", "read_slowly"):
        reads, calls = of(name)
        case.check(calls > 0, f"{name}: no call found")
        case.equal(reads, 2 * calls + 2, f"{name}: clock reads for {calls} calls, its entry and exit")


@scenario
def builtins_read_no_clock(case):
    """What GCC expands inline has no clock read around it: one remains a call for each two reads."""
    for flags in (["-O1"], ["-O2"], ["-O3", "-march=x86-64-v3"], ["-Ofast"], ["-O0"]):
        target = case.compile("builtins.o", ["builtins.c"], [*flags, "-g", "-c", "-w"], "time")
        code = subprocess.run(["objdump", "-dr", "--no-show-raw-insn", target], capture_output=True,
                              text=True, check=True).stdout
        bodies = re.findall(r"<try_(\w+)>:\n(.*?)(?:\n\n|\Z)", code, re.S)
        case.check(len(bodies) > 100, f"{flags}: {len(bodies)} functions")
        inline = 0
        for name, body in bodies:
            reads = len(re.findall(r"\brdtsc\b", body))
            calls = len(re.findall(r"\bcall\b[^\n]*\n[^\n]*R_X86_64_P\w+\s+(?!__cinstr)\w", body))
            case.check(reads >= 2 and reads % 2 == 0 and reads - 2 <= 2 * calls,
                       f"{flags} {name}: {reads} clock reads, {calls} calls")
            inline += calls == 0
        case.check(inline > 30, f"{flags}: only {inline} have no call")


@scenario
def waits_ask_the_kernel_rarely(case):
    """A lock that is free makes no system call of ours, however often it is taken."""
    program = case.compile("prog", ["waits.c"], TIME, "time")

    def calls(times):
        log = case.path("strace.log")
        case.run(program, [str(times)], prefix=["strace", "-f", "-c", "-o", log])
        with open(log, encoding="utf-8") as file:
            return sum(int(line.split()[3]) for line in file
                       if len(line.split()) >= 5 and line.split()[3].isdigit()
                       and line.split()[-1] != "total")

    # The least of some runs: on a busy machine one may have some more.
    few, many = (min(calls(times) for _ in range(3)) for times in (10, 20000))
    case.check(many - few <= 40, f"{few} system calls for 10 pairs, {many} for 20000")


@scenario
def external_chooses(case):
    options = {"off": ["calls", "time"], "usleep": ["calls", "time", "wait", "cpu"]}
    for value, types in options.items():
        flags = TIME + [f"-fplugin-arg-cinstr-external={value}"]
        program = case.compile(f"{value}/prog", ["waits.c"], flags, "time")
        case.run(program)
        profile = case.profile(program)
        case.equal([name for name, _ in profile.types], types, f"external={value}: types")
        names = {frame.name for sample in profile.samples for frame in sample.stack}
        case.equal("usleep" in names, value == "usleep", f"external={value}: usleep")
        case.check("read" not in names, f"external={value}: read is there")
    program = case.compile("none/prog", ["waits.c"], TIME + ["-fplugin-arg-cinstr-wait=off"], "time")
    case.run(program)
    waited = sum(sample.values[2] for sample in case.profile(program).samples)
    case.equal(waited, 0, "wait=off")


@scenario
def external_counts(case):
    """mode=count tells calls of functions without probes, at no cost; external= chooses."""
    def flat(output, *options):
        flags = ["-O2", *(f"-fplugin-arg-cinstr-{option}" for option in options)]
        case.compile(output, ["external_counts.c"], flags, "instructions")
        said = case.run(case.path(output)).stdout
        return case.profile(case.path(output)).flat("calls"), int(said.split()[0])

    calls, compared = flat("all")
    wanted = {"snprintf": 200, "strlen": 50, "strcmp": compared, "compare": compared, "qsort": 1,
              "unprobed": 111, "strdup": 1, "free": 1, "printf": 1, "twice": 30, "length": 50}
    for name, count in wanted.items():
        case.equal(calls[name], count, name)
    case.equal(calls["doubled"], 0, "a second name of a function with probes")
    calls, compared = flat("off", "external=off")
    case.equal((calls["snprintf"], calls["strcmp"], calls["compare"]), (0, 0, compared), "off")
    calls, compared = flat("regex", "external=^str")
    case.equal((calls["snprintf"], calls["strcmp"], calls["strdup"]), (0, compared, 1), "regex")


def contentions_by_lock(profile):
    """{name of the lock: [contentions, delay]}, and what the calls are."""
    sums = collections.defaultdict(lambda: [0, 0])
    for sample in profile.samples:
        for i, value in enumerate(sample.values):
            sums[sample.labels.get("lock", "")][i] += value
    return sums


def judge_contentions(case, result, sums):
    for line in result.stdout.decode().splitlines():
        name, contentions, delay = line.rsplit(" ", 2)
        have = sums[name]
        case.equal(have[0], int(contentions), f"{name}: contentions")
        case.equal(have[0], 9, f"{name}: three of four threads wait, three times")
        case.check(abs(have[1] - int(delay)) <= int(delay) * 0.02 + 500_000,
                   f"{name}: delay {have[1]}, not {delay}")


@scenario
def contention(case):
    """PROGRAM.block.pb.gz: who waited for which lock, how often and how long."""
    program = case.compile("prog", ["contention.cc"], TIME, "time")
    wrong = []
    while len(wrong) < 3:
        result = case.run(program, ["4", "3"])
        profile = pprof_reader.read(program + ".block.pb.gz")
        try:
            judge_contentions(case, result, contentions_by_lock(profile))
            break
        except harness.Failed as failed:
            wrong.append(str(failed))
    case.check(len(wrong) < 3, "\n".join(wrong))
    case.equal(profile.types, [("contentions", "count"), ("delay", "nanoseconds")], "types")
    case.equal(profile.default_type, "delay", "the type shown first")
    leaves = {(sample.stack[0].name, sample.stack[1].name) for sample in profile.samples}
    case.check(("pthread_mutex_lock", "take_field(queue*)") in leaves, f"leaves: {leaves}")
    cinstr = os.path.join(case.build, "bin", "cinstr")
    top = subprocess.run([cinstr, "top", "-contentions", "-cum"], cwd=case.dir, capture_output=True,
                         text=True)
    case.check("Type: contentions" in top.stdout and "take_slot" in top.stdout, top.stdout + top.stderr)
    # Alone nobody waits, and there is no file.
    os.unlink(program + ".block.pb.gz")
    case.run(program, ["0", "1"])
    case.check(not os.path.exists(program + ".block.pb.gz"), "a profile without any contention")


@scenario
def contention_of_a_process_that_runs(case):
    """/debug/pprof/block, by Go's own tool."""
    program = case.compile("prog", ["contention.cc"], TIME, "time")
    cinstr, pprof = os.path.join(case.build, "bin", "cinstr"), harness.go_pprof()
    runner = subprocess.Popen([cinstr, "run", "--no-summary", "--http=localhost:0", "--", program, "4", "1000"],
                              cwd=case.dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        url = re.search(r"http://\S+", runner.stderr.readline()).group(0)
        time.sleep(0.5)
        env = {**os.environ, "PPROF_TMPDIR": case.dir, "HOME": case.dir}
        done = subprocess.run([pprof, "-tags", url + "block"], capture_output=True, text=True,
                              env=env, timeout=60)
        case.check("lock: Total" in done.stdout and "global_lock" in done.stdout, done.stdout + done.stderr)
    finally:
        runner.terminate()
        runner.communicate(timeout=60)


@scenario
def threads_by_name(case):
    """CINSTR_LABELS=thread: names, first functions, and what each thread did."""
    program = case.compile("prog", ["thread_names.cc"], TIME, "time")
    result = case.run(program, env={"CINSTR_LABELS": "thread"})
    profile = case.profile(program)
    found = {(sample.labels.get("thread"), sample.labels.get("thread_start")) for sample in profile.samples}
    case.equal(found, {("prog", "main"), ("worker", "work(void*)"), ("the reader", "read_all(int)"),
                       ("stays", "stay(void*)")}, "names and first functions")
    numbers = {sample.labels["thread_number"] for sample in profile.samples}
    case.equal(numbers, {"1", "2", "3", "4", "5"}, "numbers")
    ran, lived, count = (collections.Counter() for _ in range(3))
    for line in result.stdout.decode().splitlines():
        name, processor, elapsed = line.rsplit(" ", 2)
        ran[name] += int(processor) / 1e6
        lived[name] += int(elapsed) / 1e6
        count[name] += 1
    cinstr = os.path.join(case.build, "bin", "cinstr")
    table = subprocess.run([cinstr, "threads", "-unit=ms", "-compact_labels", program + ".prof.pb.gz"],
                           capture_output=True, text=True, check=True).stdout
    rows = re.findall(r"^ +(\d+) +([\d.]+)ms +([\d.]+)ms +(?:([\d.]+)ms|0) +(?:([\d.]+)ms|0)  (.*) \((.*)\)$", table,
                      re.M)
    case.equal(sorted(row[5] for row in rows), ["prog", "stays", "the reader", "worker"], table)
    for threads, life, computed, waited, kept, name, _ in rows:
        if name == "prog":
            continue
        case.equal(int(threads), count[name], f"{name}: threads")
        case.check(abs(float(computed) - ran[name]) < 0.02 * ran[name] + 1, f"{name}: {ran[name]} ms\n{table}")
        slept = {"worker": 20, "the reader": 60, "stays": 0}[name]
        case.check(slept * 0.98 <= float(waited or 0) <= lived[name] - ran[name] + 1, f"{name}: waits\n{table}")
        case.check(float(life) >= lived[name], f"{name}: lived {lived[name]} ms\n{table}")
        rest = lived[name] - ran[name] - float(waited or 0)
        case.check(abs(float(kept or 0) - rest) < 0.02 * lived[name] + 2, f"{name}: preempted {rest}\n{table}")
    top = subprocess.run([cinstr, "top", "-tagroot=thread", "-tagfocus=thread=reader", "-cum", "-compact_labels",
                          program + ".prof.pb.gz"], capture_output=True, text=True, check=True).stdout
    case.check(re.search(r"  the reader$", top, re.M) and "worker" not in top, top)


@scenario
def external_objects(case):
    """Functions without probes have the object that they are in as their file; reports hide by it."""
    def files(program):
        return {frame.name: frame.file for sample in case.profile(program).samples for frame in sample.stack}

    program = case.compile("time/prog", ["waits.c"], TIME, "time")
    case.run(program)
    found = files(program)
    for name in ("read", "usleep", "poll", "pthread_mutex_lock", "pthread_join"):
        case.equal(found[name], "libc.so.6", name)
    case.equal(found["spin"], os.path.realpath(case.source("waits.c")), "a function with probes")
    counted = case.compile("count/prog", ["external_counts.c"], TIME, "instructions")
    case.run(counted)
    found = files(counted)
    for name, file in (("snprintf", "libc.so.6"), ("qsort", "libc.so.6"), ("unprobed", "prog")):
        case.equal(found[name], file, name)
    cxx = case.compile("cxx/prog", ["thread_names.cc"], TIME, "time")
    case.run(cxx)
    case.equal(files(cxx)["std::thread::join()"], "libstdc++.so.6", "std::thread::join")
    static = case.compile("static/prog", ["external_counts.c"], [*TIME, "-static"], "instructions")
    case.run(static)
    case.equal(files(static)["snprintf"], "prog", "in a static program")

    cinstr = os.path.join(case.build, "bin", "cinstr")

    def top(*flags):
        shown = subprocess.run([cinstr, "top", "-trim=false", "-nodecount=1000", "-unit=ns", "-compact_labels", *flags,
                                program + ".prof.pb.gz"], capture_output=True, text=True, check=True).stdout
        rows = re.findall(r"^ *(\d+)(?:ns)? +\S+ +\S+ +(\d+)(?:ns)? +\S+  (.*)$", shown, re.M)
        return {name: (int(flat), int(cum)) for flat, cum, name in rows}

    plain = top()
    for flags in (["-noexternal"], ["-hide=libc"]):
        hidden = top(*flags)
        case.equal(set(plain) - set(hidden),
                   {name for name, file in files(program).items() if file == "libc.so.6"}, f"{flags}")
        case.equal(sum(flat for flat, _ in hidden.values()), sum(flat for flat, _ in plain.values()), f"{flags}: sum")
        case.equal(hidden["sleep_last"], (plain["sleep_last"][1],) * 2, f"{flags}: it has its callee's time")
    left = top("-ignore=^libc")
    case.check("read" not in left and left["read_slowly"][1] < plain["read_slowly"][1] / 10, "-ignore by object")


@scenario
def wait_endings(case):
    """Waits that end by an exception, a cancellation, a jump, a signal; a fork while another thread waits."""
    for number, flags in enumerate((["-O2"], ["-O0"])):
        program = case.compile(f"{number}/prog", ["wait_endings.cc"], flags, "time")
        result = case.run(program)
        case.equal((result.status, result.stderr), (0, ""), f"{flags}: the program's end")
        profile = case.judge(program, result.pid, str(flags))
        for sample in profile.samples:
            _, whole, wait, cpu = sample.values
            case.equal(whole, wait + cpu, f"{flags}: {sample.stack[0].name}: wait and cpu are not all of its time")


@scenario
def external_by_pointer(case):
    """Calls through pointers of functions without probes: named by the symbol that is there, with their time."""
    for number, flags in enumerate((["-O2"], ["-O0"], ["-O2", "-fplugin-arg-cinstr-lines=on"])):
        program = case.compile(f"{number}/prog", ["by_pointer.cc"], flags, "time")
        result = case.run(program)
        case.equal(result.status, 0, f"{flags}: status")
        profile = case.judge(program, result.pid, str(flags))
        calls, time_of = profile.edges(), profile.edges("time")
        what = {callee: count for (caller, callee), count in calls.items()
                if caller == "read_what(std::exception const&)" and callee != "Own::what() const"}
        case.check(len(what) == 1 and list(what.values()) == [100], f"{flags}: virtual calls into libstdc++: {what}")
        slept = time_of["sleep_by(int (*)(unsigned int), unsigned int)", "usleep"]
        case.check(slept >= 50_000_000, f"{flags}: usleep took {slept} ns")
        case.check(profile.flat("time")["sleep_by(int (*)(unsigned int), unsigned int)"] < slept / 100, f"{flags}: its caller's time")
        file = next(frame.file for sample in profile.samples for frame in sample.stack if frame.name == "usleep")
        case.equal(file, "libc.so.6", "its object")
