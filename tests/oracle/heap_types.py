# SPDX-License-Identifier: MIT
"""
Most bytes have a static type: heap_types.py BUILD PROGRAM...

wrapper is our own code in Lua's manner; the others are Debian's, compiled as they are. All allocate
by functions of their own, of which nobody tells the plugin. Of the bytes that they allocate at least
98 % must have a type; what has none is printed by site.
"""
import collections
import glob
import os
import shutil
import sys

import oracle
import pprof

LEAST = 0.98
HERE = os.path.join(oracle.HERE, "alloc")


TEXT = os.path.join(HERE, "wrapper.c")  # any text that does not change with the machine


# Each function below builds a program and returns its path, arguments and standard input.


def wrapper(shop):
    return shop.compile("types", shop.path("wrapper"), [TEXT], ["-O2", "-g"]), [], TEXT


def zlib(shop):
    """zcalloc and zcfree are called through pointers of the types alloc_func and free_func."""
    return shop.minigzip("types", shop.path("minigzip"), ["-O2", "-g"]), ["-c"], TEXT


def bzip2(shop):
    """The pointers bzalloc and bzfree are to default_bzalloc and default_bzfree."""
    return shop.bzip2("types", shop.path("bzip2"), ["-O2", "-g"]), ["-c"], TEXT


def tree(shop):
    source = shop.source("tree")
    # It defines bool, which is a keyword of C23.
    flags = ["-std=gnu17", "-O2", "-g", "-D_LARGEFILE64_SOURCE", "-D_FILE_OFFSET_BITS=64", "-D_GNU_SOURCE"]
    files = [name for name in sorted(glob.glob(os.path.join(source, "*.c")))]
    files.remove(os.path.join(source, "strverscmp.c"))
    return shop.compile("types", shop.path("tree"), files, flags), ["-a", "-s", "-J", source], None


def mandoc(shop):
    """By its own configure script and makefile, for it has many parts."""
    directory = shop.path("mandoc")
    shutil.copytree(shop.source("mandoc"), directory)
    words = shop.compiler("types")
    with open(os.path.join(directory, "configure.local"), "a") as file:
        file.write('\nCC="%s"\nCFLAGS="-O2 -g"\n' % " ".join(words))
    env = oracle.environment(CINSTR_OUT="")
    oracle.run(["./configure"], cwd=directory, env=env)
    oracle.run(["make", "mandoc"], cwd=directory, env=env)
    return os.path.join(directory, "mandoc"), ["-Tascii", os.path.join(directory, "mdoc.7")], None


def lua(shop):
    """Its objects are made by one function, which returns what all of them begin with."""
    return shop.lua("types", shop.path("lua")), [os.path.join(HERE, "work.lua")], None


def mujs(shop):
    """js_malloc and js_realloc call a pointer to js_defaultalloc."""
    source = shop.source("mujs")
    files = [os.path.join(source, name) for name in ("one.c", "main.c")]
    script = os.path.join(HERE, "objects.js")
    return shop.compile("types", shop.path("mujs"), files, libraries=["-lm"]), [script], None


PROGRAMS = {f.__name__: f for f in (wrapper, zlib, bzip2, tree, mandoc, lua, mujs)}


def check(shop, name):
    """Prints a program's share; returns whether it is large enough."""
    program, arguments, text = PROGRAMS[name](shop)
    path = shop.path("heap.pb.gz")
    env = oracle.environment(CINSTR_OUT=shop.path("%t.pb.gz"))
    with open(text or os.devnull, "rb") as file:
        oracle.run([program, *arguments], env=env, stdin=file, cwd=shop.directory)
    profile = pprof.Profile(path)
    index = profile.types.index("alloc_space")
    typed, untyped = collections.Counter(), collections.Counter()
    for (_, values), caller, labels in zip(profile.samples, profile.callers, profile.labels):
        if labels.get("type"):
            typed[labels["type"]] += values[index]
        else:
            function, line = caller
            untyped[function.name, os.path.basename(function.file), line] += values[index]
    total = sum(typed.values()) + sum(untyped.values())
    share = sum(typed.values()) / max(total, 1)
    print("%s: %.2f %% of %d bytes have a type" % (name, 100 * share, total))
    for what, size in typed.most_common(6):
        print("  %10d %s" % (size, what))
    for (function, file, line), size in untyped.most_common():
        print("  %10d no type: %s %s:%d" % (size, function, file, line))
    if total < 10000:
        oracle.fail("%s allocates next to nothing" % name)
    return share >= LEAST


def main(build, *names):
    oracle.need(gcc="gcc", make="make")
    oracle.MODES["types"] = ["-fplugin-arg-cinstr-mode=count", "-fplugin-arg-cinstr-alloc=count"]
    shop = oracle.Workshop(build, "types-" + "-".join(names))
    poor = [name for name in names or PROGRAMS if not check(shop, name)]
    if poor:
        oracle.fail("less than %g %% in %s" % (100 * LEAST, ", ".join(poor)))


if __name__ == "__main__":
    main(*sys.argv[1:])
