# SPDX-License-Identifier: MIT
"""
Real programs build and pass their own tests: selftest.py BUILD lua|zlib|bzip2

Each is built from a fresh copy of its sources by its own makefile where it has tests there, with
cinstr-gcc for a compiler, in both modes, and once with alloc=live. Lua's tests are not in its package; a script of ours must
print what the plain build prints.
"""
import glob
import os
import shutil
import sys

import oracle
import pprof

MODES = ("time", "count", "live")


def compiler_script(shop, mode):
    """A compiler of one word, for makefiles and configure scripts."""
    path = shop.path("cc-" + mode)
    with open(path, "w") as file:
        file.write('#!/bin/sh\nexec %s "$@"\n' % " ".join(shop.compiler(mode)))
    os.chmod(path, 0o755)
    return path


def profile_of(shop, directory, program, mode):
    """The profile that `program` left in a test's run; it must tell of the mode and of calls."""
    paths = glob.glob(os.path.join(directory, program + ".*.prof.pb.gz"))
    if not paths:
        oracle.fail("%s left no profile in %s" % (program, directory))
    for path in paths:
        profile = pprof.Profile(path)
        if ("time" in profile.types) != (mode == "time"):
            oracle.fail("%s: values %s in mode=%s" % (program, profile.types, mode))
    if mode == "live":
        heaps = [pprof.Profile(path.replace(".prof.", ".heap.")) for path in paths]
        if not all("inuse_space" in heap.types for heap in heaps):
            oracle.fail("%s: a heap profile without live blocks" % program)
        if not any(heap.total("alloc_objects") for heap in heaps):
            oracle.fail("%s: no allocation in any heap profile" % program)
    print("%s, mode=%s: %d profiles" % (program, mode, len(paths)))
    if mode == "live":
        for path in glob.glob(os.path.join(directory, program + ".*.heap.pb.gz")):
            if "inuse_space" not in pprof.Profile(path).types:
                oracle.fail("%s: no inuse_space" % path)


def make_test(shop, package, mode, commands, programs):
    directory = shop.path(package + "-" + mode)
    shutil.copytree(shop.source(package), directory)
    profiles = shop.path("profiles-" + mode)
    os.makedirs(profiles)
    env = oracle.environment(
        CC=compiler_script(shop, mode), CINSTR_OUT=os.path.join(profiles, "%e.%p.%t.pb.gz")
    )
    for command in commands:
        said = oracle.run(command, cwd=directory, env=env).decode(errors="replace")
        # zlib's makefile says so and goes on.
        if "FAILED" in said or "test failed" in said:
            oracle.fail("%s\n%s" % (" ".join(command), said[-3000:]))
    for program in programs:
        profile_of(shop, profiles, program, mode)
    return said


def test_zlib(shop):
    for mode in MODES:
        # configure makes makefile targets for the static and the shared library; `test` runs both
        # and a third time with 64-bit offsets.
        commands = [["sh", "configure"], ["make", "test"]]
        programs = ["example", "examplesh", "example64", "minigzip", "minigzipsh", "minigzip64"]
        said = make_test(shop, "zlib", mode, commands, programs)
        for what in ("zlib test OK", "zlib shared test OK", "zlib 64-bit test OK"):
            if what not in said:
                oracle.fail("mode=%s: no '%s' in\n%s" % (mode, what, said[-3000:]))


def test_bzip2(shop):
    for mode in MODES:
        compiler = "CC=" + shop.path("cc-" + mode)
        said = make_test(shop, "bzip2", mode, [["make", "test", compiler]], ["bzip2"])
        if "cmp sample3.tst sample3.ref" not in said:
            oracle.fail("mode=%s: the comparisons did not run:\n%s" % (mode, said[-3000:]))


FLAGS = (["-O0", "-g"], ["-O2", "-g"], ["-O2", "-g", "-flto"])


def test_lua(shop):
    script = [os.path.join(oracle.HERE, "lua", "work.lua"), "5"]
    plain = shop.path("plain", "lua")
    os.makedirs(os.path.dirname(plain))
    shop.lua(None, plain)
    expected = [oracle.run([plain, "-v"]), oracle.run(oracle.NO_ASLR + [plain] + script)]
    for mode in MODES:
        # One build is enough for what live blocks add to `count`.
        for number, flags in enumerate(FLAGS[-1:] if mode == "live" else FLAGS):
            # A path as long as the plain build's: its length is in what the collector counts.
            directory = shop.path("%s%d" % (mode[:4], number))
            os.makedirs(directory)
            program = shop.lua(mode, os.path.join(directory, "lua"), flags)
            env = oracle.environment(CINSTR_OUT=os.path.join(directory, "%e.%p.%t.pb.gz"))
            found = [
                oracle.run([program, "-v"], env=env),
                oracle.run(oracle.NO_ASLR + [program] + script, env=env),
            ]
            print("lua, mode=%s %s" % (mode, " ".join(flags)))
            if found != expected:
                oracle.fail("output differs:\n%s" % found[1].decode(errors="replace")[-3000:])
            profile_of(shop, directory, "lua", mode)


def main(build, name):
    oracle.need(gcc="gcc", make="make", setarch="util-linux")
    globals()["test_" + name](oracle.Workshop(build, "selftest-" + name))


if __name__ == "__main__":
    main(*sys.argv[1:])
