#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Coverage-guided fuzzing of the readers, with libFuzzer: covered.py BUILD [--seconds N] [--keep]

Builds the targets of tests/fuzz with clang below BUILD and runs each for N seconds in all, in turns, on
corpus/TARGET and corpus/found/TARGET. An input at which a target crashes, leaks, takes more than 20 seconds
or more than 1 GiB fails; it is kept in BUILD/tests/fuzz/failed. --keep replaces corpus/found by the
smallest inputs that reach all that was reached.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TARGETS = ("profile", "benchfile", "records")
TURN = 120  # seconds
LARGEST = 2048  # bytes of an input that is kept


def make(build, work):
    if not shutil.which("clang"):
        print("covered.py: clang is not there: apt-get install clang")
        sys.exit(77)
    subprocess.run(["cmake", "-S", os.path.join(HERE, "covered"), "-B", work, "-DCMAKE_C_COMPILER=clang",
                    "-DCMAKE_CXX_COMPILER=clang++", "-DCINSTR_BUILD=" + build],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", work, "-j2"], check=True, stdout=subprocess.DEVNULL)


def seeds(target):
    places = (os.path.join(HERE, "corpus", target), os.path.join(HERE, "corpus", "found", target))
    return [place for place in places if os.path.isdir(place)]


def fuzz(work, target, seconds):
    """Runs one target; returns its number of inputs and what it said if it failed."""
    failed = os.path.join(work, "..", "failed")
    grown = os.path.join(work, "corpus-" + target)
    for place in (failed, grown):
        os.makedirs(place, exist_ok=True)
    done = subprocess.run(
        [os.path.join(work, "covered_" + target), f"-max_total_time={seconds}", "-max_len=4096", "-timeout=20",
         "-rss_limit_mb=1024", "-print_final_stats=1", f"-artifact_prefix={failed}/{target}-", grown,
         *seeds(target)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = done.stdout.decode(errors="replace")
    ran = re.search(r"number_of_executed_units: (\d+)", said)
    edges = re.findall(r"cov: (\d+)", said)
    print(f"{target}: {ran.group(1) if ran else '?'} inputs, {edges[-1] if edges else '?'} edges", flush=True)
    return int(ran.group(1)) if ran else 0, said if done.returncode else None


def keep(work, target):
    """The smallest inputs for the edges that corpus/TARGET does not reach, without how often each was passed."""
    own = os.path.join(HERE, "corpus", target)
    place = os.path.join(HERE, "corpus", "found", target)
    new = os.path.join(work, "kept-" + target)
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(own, new)
    subprocess.run([os.path.join(work, "covered_" + target), "-merge=1", "-use_counters=0", f"-max_len={LARGEST}",
                    new, os.path.join(work, "corpus-" + target), *seeds(target)[1:]],
                   check=True, stderr=subprocess.DEVNULL)
    for name in os.listdir(own):
        os.remove(os.path.join(new, name))
    shutil.rmtree(place, ignore_errors=True)
    shutil.move(new, place)
    print(f"{target}: {len(os.listdir(place))} inputs kept")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    work = os.path.join(build, "tests", "fuzz", "covered")
    make(build, work)
    totals = dict.fromkeys(TARGETS, 0)
    for start in range(0, options.seconds, TURN):
        for target in TARGETS:
            count, said = fuzz(work, target, min(TURN, options.seconds - start))
            totals[target] += count
            if said is not None:
                print(said[-6000:])
                return 1
    for target in TARGETS if options.keep else ():
        keep(work, target)
    print("covered.py: " + ", ".join(f"{count} inputs for {target}" for target, count in totals.items()))
    return 0 if all(totals.values()) or not options.seconds else 1


sys.exit(main())
