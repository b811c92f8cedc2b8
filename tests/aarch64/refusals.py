# SPDX-License-Identifier: MIT
"""What is not supported on AArch64 is refused in one line: refusals.py BUILD"""
import os
import re
import subprocess
import sys

import emulated
import oracle

SOURCE = """
#include <stdio.h>
%s
__attribute__((noinline)) double twice(double x) { return 2 * x; }
int main(int argc, char **argv) { (void)argv; printf("%%g\\n", twice(argc)); return 0; }
"""
SVE = """
#include <arm_sve.h>
__attribute__((target("+sve"))) svfloat64_t both(svfloat64_t x) { return svadd_f64_x(svptrue_b64(), x, x); }
"""


def refused(command, message):
    done = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if "cinstr: " in line]
    if done.returncode == 0 or len(lines) != 1 or not re.search(message, lines[0]):
        oracle.fail("%s: status %d\n%s" % (" ".join(command), done.returncode, done.stderr))


def main(build):
    shop = emulated.Workshop(build, "aarch64-refusals")
    for name, part in (("plain.c", ""), ("sve.c", SVE)):
        with open(shop.path(name), "w") as file:
            file.write(SOURCE % part)
    out = ["-c", "-o", shop.path("x.o")]
    plain, sve = [shop.path("plain.c")] + out, [shop.path("sve.c")] + out
    for mode in ("time", "count"):
        cross = shop.compiler(mode)
        refused(cross + ["-mabi=ilp32", "-ffreestanding", "-x", "c", os.devnull] + out, "compile without -mabi=ilp32")
        refused(cross + ["-mbig-endian"] + plain, "compile without -mbig-endian")
    refused(shop.compiler("time") + ["-fplugin-arg-cinstr-clock=sampled"] + plain, "clock=sampled is made for x86-64")
    mix = shop.compiler("count") + ["-fplugin-arg-cinstr-mix=on"]
    refused(mix + ["-march=armv8.2-a+sve"] + plain, "mix= does not know SVE")
    refused(mix + sve, "mix= does not know SVE")
    oracle.run(mix + plain)
    oracle.run(shop.compiler("count") + sve)
    # A plugin for another processor.
    major = shop.gcc.rsplit("-", 1)[1]
    native = os.path.join(shop.build, "lib", "cinstr", "gcc-" + major, "cinstr.so")
    if os.path.exists(native):
        refused([shop.gcc, "-fplugin=" + native] + plain, "compiles for x86_64, but this one compiles for aarch64")
    # The watcher; the program runs on, and writes its profile itself.
    shop.compile("count", shop.path("prog"), [shop.path("plain.c")])
    done = subprocess.run(shop.command(shop.path("prog")), capture_output=True, text=True, cwd=shop.directory,
                          env=oracle.environment(CINSTR_WATCH="on"))
    said = [line for line in done.stderr.splitlines() if "no watcher" in line]
    if done.returncode or done.stdout != "2\n" or len(said) != 1 or "x86-64 only" not in said[0]:
        oracle.fail("with CINSTR_WATCH=on: %r" % done)
    if not os.path.exists(shop.path("prog.prof.pb.gz")):
        oracle.fail("no profile without the watcher")
    print("all is refused in one line")


if __name__ == "__main__":
    main(*sys.argv[1:])
