# SPDX-License-Identifier: MIT
"""
The line that allocates stands out: heap_list.py BUILD

examples/memory/capitals.c makes a string anew for each letter, or at once when told `fixed`. What
`go tool pprof -list` shows of the two heap profiles must say so: nearly all of the slow one's bytes stand at
one line, and at the fixed one's line there is one string per line of the text. 'cinstr list' prints the same.
"""
import os
import re
import subprocess
import sys

import oracle

ROOT = os.path.dirname(os.path.dirname(oracle.HERE))
SOURCE = os.path.join(ROOT, "examples", "memory", "capitals.c")
TEXT = "a line of forty letters, give or take...\n" * 500


def listing(command, profile):
    done = subprocess.run([*command, "-sample_index=alloc_space", "-unit=B", profile],
                          capture_output=True, env=oracle.environment(HOME=os.path.dirname(profile)))
    if done.returncode:
        oracle.fail("%s: %s" % (" ".join(command), done.stderr.decode()))
    return done.stdout.decode()


def line_bytes(text, pattern):
    """Flat bytes of the source line with the pattern, and the total."""
    total = int(re.search(r"^Total: (\d+)B", text, re.M).group(1))
    found = [line for line in text.splitlines() if pattern in line]
    if len(found) != 1:
        oracle.fail("%d lines with %r in:\n%s" % (len(found), pattern, text))
    flat = found[0].split()[0]
    return 0 if flat == "." else int(flat.rstrip("B")), total


def main(build):
    oracle.need(gcc="gcc", go="golang-go")
    shop = oracle.Workshop(build, "heap-list")
    oracle.MODES["heap"] = ["-fplugin-arg-cinstr-mode=count", "-fplugin-arg-cinstr-alloc=count"]
    program = shop.compile("heap", shop.path("capitals"), [SOURCE], ["-O2", "-g", "-D_GNU_SOURCE"])
    shown = {}
    for name in ("slow", "fixed"):
        env = oracle.environment(CINSTR_OUT=shop.path(name + ".%t.pb.gz"))
        oracle.run([program, name], input=TEXT.encode(), env=env)
        profile = shop.path(name + ".heap.pb.gz")
        function = "capitals_fixed" if name == "fixed" else "capitals"
        shown[name] = listing(["go", "tool", "pprof", "-list=^%s$" % function], profile)
        cinstr = os.path.join(shop.build, "bin", "cinstr")
        if listing([cinstr, "list", "-f", "^%s$" % function], profile) != shown[name]:
            oracle.fail("cinstr list is not go tool pprof -list")
    letters = len(TEXT.splitlines()[0])
    lines = len(TEXT.splitlines())
    slow, total = line_bytes(shown["slow"], "asprintf(")
    # A string of n letters is made n times, with 2 bytes first and n + 1 last.
    expected = lines * sum(range(2, letters + 2))
    print("slow: %d of %d bytes at its line; expected %d" % (slow, total, expected))
    if slow != expected or slow < 0.6 * total:
        oracle.fail("the slow line does not stand out:\n" + shown["slow"])
    fixed, total = line_bytes(shown["fixed"], "malloc(")
    print("fixed: %d of %d bytes at its line; expected %d" % (fixed, total, lines * (letters + 1)))
    if fixed != lines * (letters + 1) or fixed * 10 > slow:
        oracle.fail("the fixed line stands out:\n" + shown["fixed"])


if __name__ == "__main__":
    main(*sys.argv[1:])
