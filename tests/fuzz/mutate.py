#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the commands on valid inputs with changed fields: mutate.py CINSTR [--runs N] [--seed S] [--keep DIR]

A run makes a profile or a file of benchmark results, changes a few of its fields (what they mean, then a
number, a reference or a whole message of the encoding, then the gzip around it), and gives it to a command with flags by chance. CINSTR is
built with sanitizers. The command has to end by itself, with a status of its own scheme, within its memory
and time, and print nothing that a terminal or CI server would obey. First all of corpus/mutated is run.

What fails is told with the seed that makes it again (--seed S --runs 1) and kept in DIR.
"""
import argparse
import collections
import copy
import gzip
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import heap_profile  # noqa: E402
import profile_writer  # noqa: E402
from profile_writer import varint  # noqa: E402

MEMORY = 1 << 30  # bytes of a run, with AddressSanitizer's own
OUTPUT = 64 << 20
SECONDS = 20
FORBIDDEN = re.compile(b"[\0-\x08\x0b-\x1f\x7f]|##\\[|^[ \t]*::(?!error |notice )", re.M)

# ---- profiles, as fields of fields ----

# Which fields of which message are messages: the tree of profile.proto.
VALUE_TYPE, LINE, LABEL = {}, {}, {}
PROFILE = {1: VALUE_TYPE, 2: {3: LABEL}, 3: {}, 4: {4: LINE}, 5: {}, 11: VALUE_TYPE}
NUMBERS = [0, 1, 2, 3, 7, 127, 128, 255, 1 << 16, (1 << 31) - 1, 1 << 31, (1 << 32) - 1, (1 << 61) - 1,
           1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1, (1 << 64) - 2, (1 << 64) - 100]
TEXTS = [
    b"", b"(", b"[", b"(a+)+$", b"a{1,9999}", b".*", b"\xff\xfe", b"x" * 5000, b"::warning::x", b"\x1b[31m",
    b"a\0b", b"_Z1fv", b"_Z", b"_ZN1a1b1cIiEEvT_", b"_Z1fM1AS_MS_S_MS0_S0_MS1_S1_MS2_S2_MS3_S3_", b"/", b"//",
    b"../../../../etc/passwd", b"/dev/zero", b"time", b"instructions", b"calls", b"nanoseconds", b"bytes",
    b"alloc_space", b"inuse_space", b"inuse_objects", b"type", b"cinstr 0.1.0, mode count, GCC 12.2.0",
    b"# instructions of f (/a.c): 1, 0 to 99999999999999999999", b"instructions: exact to -1.00 % +9.00 %",
    b"# instructions of main (/a.c): -1, 5 to 3", "\u202eabc\u2028".encode(), b"`|<b>", b"%s%n%d", b"f.constprop.0",
    b".cold", b"operator()", b"std::vector<std::pair<int, A<B<C>>>, (anonymous namespace)::x>::f(int) const",
]


def decode(raw, schema):
    """[field, wire, value] of each field; a value is a list where the schema has a message."""
    fields, at = [], 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = raw[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(raw):
        key = number()
        field, wire = key >> 3, key & 7
        if wire == 0:
            fields.append([field, wire, number()])
            continue
        size = number()
        value, at = raw[at:at + size], at + size
        fields.append([field, wire, decode(value, schema[field]) if field in schema else value])
    return fields


def encode(fields):
    out = bytearray()
    for field, wire, value in fields:
        out += varint(field << 3 | wire)
        if wire == 0:
            out += varint(value)
        elif wire in (1, 5):
            out += value
        else:
            content = encode(value) if isinstance(value, list) else value
            out += varint(len(content)) + content
    return bytes(out)


def messages(fields):
    yield fields
    for _, _, value in fields:
        if isinstance(value, list):
            yield from messages(value)


def change_number(rng, value):
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(NUMBERS)
    if kind == 1:
        return value + rng.choice([-1, 1, 1 << 32, -(1 << 32)]) & (1 << 64) - 1
    return value ^ 1 << rng.randrange(64) if kind == 2 else rng.getrandbits(rng.randrange(1, 65))


def change_bytes(rng, value):
    """A string, or packed numbers."""
    kind = rng.randrange(7)
    if kind == 0:
        return rng.choice(TEXTS)
    if kind == 1:
        return b"".join(varint(rng.choice(NUMBERS)) for _ in range(rng.randrange(1, 40)))
    if kind == 2:
        return value * rng.choice([0, 2, 3, 50, 1000])
    if kind == 3:
        return value[:rng.randrange(len(value) + 1)]
    if kind == 4:
        return value + rng.choice(TEXTS)
    if kind == 5 and value:
        at = rng.randrange(len(value))
        return value[:at] + bytes([rng.randrange(256)]) + value[at + 1:]
    return bytes(rng.randrange(256) for _ in range(rng.randrange(12)))


def change_profile(rng, fields):
    everything = list(messages(fields))
    message = rng.choice(everything) if rng.random() < 0.8 else fields
    if not message:
        message.append([rng.randrange(1, 16), 0, rng.choice(NUMBERS)])
        return
    at = rng.randrange(len(message))
    entry, kind = message[at], rng.randrange(10)
    if kind == 0:
        del message[at]
    elif kind == 1:
        message[at:at] = [entry] * rng.choice([1, 2, 30, 500])
    elif kind == 2:
        rng.shuffle(message)
    elif kind == 3:
        entry[0] = rng.randrange(1, 17)
    elif kind == 4:
        message.append(copy.deepcopy(rng.choice(rng.choice(everything) or [[1, 0, 1]])))
    elif kind == 5 and entry[1] == 0:
        entry[1:] = [2, varint(entry[2])]
    elif kind == 6:
        message[at] = [entry[0], rng.choice([1, 5]), bytes(8)]
        message[at][2] = bytes(8 if message[at][1] == 1 else 4)
    elif isinstance(entry[2], int):
        entry[2] = change_number(rng, entry[2])
    elif isinstance(entry[2], bytes):
        entry[2] = change_bytes(rng, entry[2])
    elif entry[2]:
        change_profile(rng, entry[2])


def text(rng):
    return rng.choice(TEXTS).decode("latin1")


def change_meaning(rng, profile):
    """Changes that leave the profile well formed."""
    kind = rng.randrange(12)
    samples, places, functions = profile["samples"], profile["locations"], profile["functions"]
    if kind == 0:
        function = rng.choice(functions)
        function[rng.choice(["name", "system_name", "file"])] = text(rng)
    elif kind == 1:
        rng.choice(functions)["start_line"] = rng.choice(NUMBERS)
    elif kind == 2:
        place = rng.choice(places)
        place["lines"] = [(rng.choice(functions)["id"], rng.choice(NUMBERS)) for _ in range(rng.choice([0, 1, 2, 40]))]
    elif kind == 3:
        rng.choice(places)["address"] = rng.choice(NUMBERS)
    elif kind == 4:
        at = rng.randrange(len(profile["types"]))
        profile["types"] = list(profile["types"])
        profile["types"][at] = rng.choice([(text(rng), profile["types"][at][1]), (profile["types"][at][0], text(rng)),
                                           rng.choice(profile["types"])])
    elif kind == 5:
        profile["comments"] = list(profile["comments"]) + [text(rng) for _ in range(rng.choice([1, 30]))]
    elif kind == 6:
        profile[rng.choice(["drop_frames", "keep_frames", "default_type"])] = text(rng)
    elif kind == 7:
        profile[rng.choice(["time_nanos", "duration_nanos"])] = rng.choice(NUMBERS[:15])
    elif kind == 8 and profile["mappings"]:
        profile["mappings"][0].update(file=text(rng), build_id=text(rng), start=rng.choice(NUMBERS), limit=NUMBERS[-2])
    elif not samples:
        samples.append({"locations": [], "values": [1] * len(profile["types"]), "labels": []})
    elif kind == 9:
        values = rng.choice(samples)["values"]
        values[rng.randrange(len(values))] = rng.choice([0, -1, 1, 1 << 53, 1 << 61, -(1 << 61), -(1 << 62), 10**15])
    elif kind == 10:
        sample = rng.choice(samples)
        stack = sample["locations"] or [places[0]["id"]]
        sample["locations"] = rng.choice([stack * rng.choice([2, 9, 300]), stack[::-1], [],
                                          [rng.choice(places)["id"] for _ in range(rng.choice([1, 20, 500]))]])
    else:
        sample = rng.choice(samples)
        sample["labels"] = sample["labels"] + rng.choice([
            [(text(rng), text(rng), 0, "")], [("type", text(rng), 0, "")], [("bytes", "", rng.choice(NUMBERS), "bytes")],
            [("pprof::base", "true", 0, "")], [("thread", "", rng.choice(NUMBERS), text(rng))] * 30])
        samples.append(dict(sample, values=list(sample["values"])))


def make_profile(rng, files):
    kind = rng.randrange(4)
    if kind == 0:
        profile = heap_profile.make()
    else:
        profile = profile_writer.make_profile(rng.randrange(1 << 30), files)
        del profile["samples"][60:]
    if kind == 1:
        profile["types"] = [("calls", "count"), ("instructions", "count"), ("time", "nanoseconds")]
        if rng.random() < 0.3:
            profile["types"] = [("calls", "count"), ("flops", "count"), ("loads", "count")]
        profile["comments"] = ["cinstr 0.1.0, mode count, GCC 12.2.0", rng.choice(TEXTS).decode("latin1")]
        for sample in profile["samples"]:
            sample["values"] = [rng.randrange(1 << 20) for _ in range(3)]
    profile = copy.deepcopy(profile)
    for _ in range(rng.choice([0, 1, 2, 5, 20])):
        change_meaning(rng, profile)
    return profile_writer.encode(profile)


def wrap(rng, raw):
    kind = rng.randrange(60)
    packed = gzip.compress(raw, 1, mtime=0)
    if kind == 0:
        return raw
    if kind == 1:
        return packed[:rng.randrange(len(packed))]
    if kind == 2:
        return packed + packed
    if kind == 3:
        at = rng.randrange(len(packed))
        return packed[:at] + bytes([packed[at] ^ 1 << rng.randrange(8)]) + packed[at + 1:]
    return packed


def mutated_profile(rng, files):
    raw = make_profile(rng, files)
    if rng.random() < 0.6:
        return wrap(rng, raw)
    fields = decode(raw, PROFILE)
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        change_profile(rng, fields)
    return wrap(rng, encode(fields))


# ---- results of benchmarks ----

VALUES = ["0", "-0", "1", "1e400", "-1e308", "1e308", "1e-308", "nan", "NaN", "-nan", "inf", "+Inf", "-Infinity", "0x1p-1074",
          "0x_1p4", "1_000", "1e", ".", "1.5e+3", "9" * 400, "9223372036854775807", "9223372036854775808",
          "18446744073709551616", "1" + "0" * 30, "0.1", "1,5", "4.9e-324", "1e15"]
UNITS = ["ns/op", "B/op", "allocs/op", "MB/s", "min-ns/op", "sec/op", "%", "x/y/z", "ns", "\u00b5s/op", "`u`", "instructions/op",
         "a|b", "KiB/s", "/", "x" * 300, "\x1b[31m"]
NAMES = ["X", "X-8", "X/a=1-8", "X/a=1/b=x/c-2", "", "/", "X/a=", "X//", "X" * 3000, "X\u00e9", "X\x1b[2J", "X/a=\u202e", "::warning::x", "X`y`|z",
         "X#01", "X/a=1/a=2", "-8", "X-99999999999999999999"]
LINES = ["goos: linux", "goos:", "key: a value", "key:\tb", "Key: no", "k\u00e9y: v", "pkg: x", "Unit ns/op better=lower assume=exact",
         "Unit", "Unit ns/op", "Unit ns/op =x", "Unit ns/op better=up", "PASS", "ok  \tx\t1s", "FAIL", "", "note: " + "x" * 2000,
         "# comment", "BenchmarkX", "Benchmark", ":", "a:b", "load: 3.5", "cpu: \x1b]0;x\x07", "BenchmarkX 1 2"]


def result_line(rng):
    fields = ["Benchmark" + rng.choice(NAMES), rng.choice(VALUES) if rng.random() < 0.2 else str(rng.randrange(1, 10**6))]
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 20])):
        value = rng.choice(VALUES) if rng.random() < 0.3 else "%.6g" % rng.lognormvariate(3, 1)
        fields += [value, rng.choice(UNITS)]
    if rng.random() < 0.1:
        fields.insert(rng.randrange(len(fields)), rng.choice(VALUES + UNITS + NAMES))
    if rng.random() < 0.1:
        del fields[rng.randrange(len(fields))]
    return rng.choice([" ", "\t", "  ", "\u00a0"]).join(fields)


def mutated_json(rng):
    """Google Benchmark's layout, or what is left of it."""
    rows = []
    for _ in range(rng.choice([1, 3, 20])):
        row = {"name": rng.choice(NAMES), "run_type": "iteration", "iterations": rng.randrange(1, 1000),
               "real_time": rng.lognormvariate(3, 1), "cpu_time": rng.lognormvariate(3, 1), "time_unit": "ns"}
        for _ in range(rng.choice([0, 1, 3])):
            row[rng.choice(list(row) + UNITS + ["error_occurred", "error_message", "bytes_per_second"])] = rng.choice(
                [0, -1, 1e308, -1e308, 1 << 62, True, None, "x", [], {}, text(rng), "us", rng.random()])
        rows.append(row)
    raw = json.dumps({"context": {"date": text(rng), "num_cpus": 2}, "benchmarks": rows}).encode()
    return raw if rng.random() < 0.8 else change_bytes(rng, raw)


def mutated_results(rng):
    if rng.random() < 0.15:
        return mutated_json(rng)
    lines = []
    names = rng.sample(NAMES, 3)
    for _ in range(rng.choice([0, 1, 10, 40])):
        name = rng.choice(names)
        lines.append("Benchmark%s %d %.6g ns/op" % (name, rng.randrange(1, 1000), rng.lognormvariate(3, .1)))
    for _ in range(rng.choice([1, 2, 10])):
        lines.insert(rng.randrange(len(lines) + 1), result_line(rng) if rng.random() < 0.6 else rng.choice(LINES))
    text = bytearray(rng.choice(["\n", "\n", "\n", "\r\n"]).join(lines).encode())
    if rng.random() < 0.2 and text:
        text[rng.randrange(len(text))] = rng.randrange(256)
    return bytes(text) + rng.choice([b"", b"\n", b"\n"])


# ---- command lines ----

def report_flags(rng):
    some = [["-cum"], ["-lines"], ["-files"], ["-addresses"], ["-filefunctions"], ["-noinlines"], ["-focus=main|f"],
            ["-ignore=parse"], ["-hide=x"], ["-show=f"], ["-show_from=main"], ["-tagfocus=thread=1:5"], ["-tagignore=bench"],
            ["-unit=ms"], ["-unit=GB"], ["-nodecount=3"], ["-nodefraction=0"], ["-trim=false"], ["-mean"], ["-divide_by=0.5"],
            ["-relative_percentages"], ["-drop_negative"], ["-compact_labels"], ["-sample_index=0"], ["-sample_index=1"]]
    return sum(rng.sample(some, rng.choice([0, 0, 1, 2])), [])


def profile_command(rng):
    """A command line in which A and B are two profiles."""
    common = [f for f in report_flags(rng)]
    filters = [f for f in common if re.match("-(focus|ignore|hide|show|tag|sample|noinl|lines|files|addr|filef)", f)]
    few = [f for f in common if re.match("-(focus|ignore|tag|sample|noinl)", f)]
    kinds = [
        ["top", *common, "A"], ["top", *common, "A"], ["list", *common, ".", "A"], ["peek", *common, ".", "A"],
        ["top", "-uncertain", "A"], ["top", "-names=short", "A"], ["report", *few, "-sort=" + rng.choice(["own", "calls", "depth", "average"]), "A"],
        ["folded", *filters, "A"], ["graph", *common, "A"], ["flame", *few, "A"], ["flame", "-base=B", "A"],
        ["mix", "A"], ["roofline", "-peak-flops=1G", "-peak-bandwidth=1G", "A"],
        ["roofline", "-peak-flops=1G", "-peak-bandwidth=1G", "-time=B", "A"],
        ["types", "A"], ["types", "-focus=main", "A"], ["churn", "A"], ["web", "-o", "-", "A"], ["web", "-o", "-", "--base=B", "A"],
        ["diff", "A", "B"], ["diff", "--lines", "B", "A"], ["diff", "--format=markdown", "A", "B"],
        ["merge", "-o", "sum", "A", "B"], ["gate", "--base", "A", "B"], ["gate", "--base", "B", "A", "--limit=@all=1%"],
    ]
    kinds += [["gate", "--format=" + form, "--base", "A", "B", "--limit", "func:*:@all=0%|5k", "--uncertain"]
              for form in ("markdown", "github", "json", "junit")]
    kinds += [["export", "--format=" + form, "A"] for form in ("callgrind", "chrome", "folded", "pprof", "speedscope")]
    return rng.choice(kinds)


def stat_command(rng):
    flags = sum(rng.sample([["-format=" + rng.choice(["csv", "markdown", "json"])], ["-min"], ["-gate"], ["-gate", "-limit", "@all=5%|1e3"],
                            ["-filter", "/a:1 OR .name:X"], ["-row", ".name"], ["-col", "/a"], ["-table", "goos,.file"], ["-ignore", "key"],
                            ["-alpha", "1"], ["-confidence", "0"], ["-row", "/a@num"], ["-gate", "-allow-missing"]],
                           rng.choice([0, 1, 2])), [])
    return ["stat", *flags, "A", "B"]


def make_case(seed, directory):
    """Writes the inputs of the run; returns the command line."""
    rng = random.Random(seed)
    files = [os.path.join(directory, name) for name in ("src/a.c", "src/long.c", "none.c", "")] + ["src/a.c", "/etc/passwd"]
    stat = rng.random() < 0.25
    for name in "AB":
        content = mutated_results(rng) if stat else mutated_profile(rng, files)
        if name == "B" and rng.random() < 0.3:
            with open(os.path.join(directory, "A"), "rb") as file:
                content = file.read()
        with open(os.path.join(directory, name), "wb") as file:
            file.write(content)
    return stat_command(rng) if stat else profile_command(rng)


def confine():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_case(cinstr, arguments, directory):
    """Returns what is wrong, or None, the most memory that was used, and the exit status."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "GITHUB_STEP_SUMMARY": "",
                   "ASAN_OPTIONS": "detect_leaks=0:exitcode=99:allocator_may_return_null=1",
                   "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99:print_stacktrace=1"}
    with open(os.path.join(directory, "out"), "wb") as out, open(os.path.join(directory, "err"), "wb") as err:
        process = subprocess.Popen([cinstr, *arguments], cwd=directory, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=err, env=environment, preexec_fn=confine)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    with open(os.path.join(directory, "out"), "rb") as out, open(os.path.join(directory, "err"), "rb") as err:
        printed, said = out.read(), err.read()
    memory = usage.ru_maxrss << 10
    code = os.waitstatus_to_exitcode(status)
    binary = arguments[0] in ("merge", "web") or "--format=pprof" in arguments
    found = None if binary else FORBIDDEN.search(printed)
    if b"Sanitizer" in said or b"runtime error" in said:
        return said[-3000:].decode(errors="replace"), memory, code
    if not 0 <= code <= 7:
        return "exit status %d: %s" % (code, said[-500:].decode(errors="replace")), memory, code
    if code >= 2 and not said and not printed:
        return "exit status %d without a word" % code, memory, code
    if memory > MEMORY:
        return "%d bytes of memory" % memory, memory, code
    if found or FORBIDDEN.search(said):
        return "prints %r" % (printed[max(0, found.start() - 30):][:80] if found else said[:200]), memory, code
    return None, memory, code


def work(task):
    cinstr, seed, keep = task
    with tempfile.TemporaryDirectory() as directory:
        profile_writer.make_sources(directory)
        arguments = make_case(seed, directory)
        fault, memory, code = run_case(cinstr, arguments, directory)
        if fault and keep:
            target = os.path.join(keep, str(seed))
            os.makedirs(target, exist_ok=True)
            for name in "AB":
                shutil.copy(os.path.join(directory, name), target)
            with open(os.path.join(target, "command"), "w", encoding="utf-8") as file:
                file.write("\n".join(arguments) + "\n")
        return seed, arguments, fault, memory, code


def run_corpus(cinstr):
    """What has failed once: directories with A, B and a command line of one argument a line."""
    corpus, faults = os.path.join(HERE, "corpus", "mutated"), []
    for case in sorted(os.listdir(corpus)) if os.path.isdir(corpus) else []:
        with tempfile.TemporaryDirectory() as directory:
            profile_writer.make_sources(directory)
            for name in os.listdir(os.path.join(corpus, case)):
                shutil.copy(os.path.join(corpus, case, name), directory)
            with open(os.path.join(directory, "command"), encoding="utf-8") as file:
                fault, _, _ = run_case(cinstr, file.read().splitlines(), directory)
            if fault:
                faults.append("corpus/mutated/%s: %s" % (case, fault))
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("cinstr")
    parser.add_argument("--runs", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    options = parser.parse_args()
    started, most, codes = time.monotonic(), 0, collections.Counter()
    cinstr = os.path.abspath(options.cinstr)
    faults = run_corpus(cinstr)
    tasks = [(cinstr, options.seed + i, options.keep) for i in range(options.runs)]
    with multiprocessing.Pool(len(os.sched_getaffinity(0))) as pool:
        for seed, arguments, fault, memory, code in pool.imap_unordered(work, tasks, 8):
            most = max(most, memory)
            codes[code] += 1
            if fault:
                faults.append("--seed %d: %s: %s" % (seed, " ".join(arguments), fault))
                print(faults[-1], flush=True)
    print("%d runs, %d faults, at most %d MiB, %.0f s; exit statuses: %s" % (
        options.runs, len(faults), most >> 20, time.monotonic() - started,
        ", ".join("%d: %d" % pair for pair in sorted(codes.items()))))
    sys.exit("\n".join(faults) if faults else 0)


if __name__ == "__main__":
    main()
