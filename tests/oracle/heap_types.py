# SPDX-License-Identifier: MIT
"""
Most bytes have a static type: heap_types.py BUILD PROGRAM...

wrapper is our own code in Lua's manner; zlib, bzip2, tree and mandoc are Debian's, compiled as they
are. Of the bytes that they allocate at least 90 % must have a type; what has none is printed by site.
"""
import collections
import glob
import os
import shutil
import sys

import oracle
import pprof

LEAST = 0.90
HERE = os.path.join(oracle.HERE, "alloc")


TEXT = os.path.join(HERE, "wrapper.c")  # any text that does not change with the machine


def allocators(*texts):
    return ["-fplugin-arg-cinstr-allocator=" + text for text in texts]


# Each function below builds a program and returns its path, arguments and standard input.


def wrapper(shop):
    flags = allocators("mem_realloc:4/2", "mem_malloc:2:mem_free", "alloc_function:4/2", "default_alloc:4/2")
    return shop.compile("types", shop.path("wrapper"), [TEXT], ["-O2", "-g", *flags]), [], TEXT


def zlib(shop):
    """zcalloc and zcfree are called through pointers of the types alloc_func and free_func."""
    flags = allocators("zcalloc:2*3:zcfree", "alloc_func:2*3:free_func")
    return shop.minigzip("types", shop.path("minigzip"), ["-O2", "-g", *flags]), ["-c"], TEXT


def bzip2(shop):
    """The pointers bzalloc and bzfree are to default_bzalloc and default_bzfree."""
    flags = allocators("default_bzalloc:2*3:default_bzfree", "bzalloc:2*3:bzfree")
    return shop.bzip2("types", shop.path("bzip2"), ["-O2", "-g", *flags]), ["-c"], TEXT


def tree(shop):
    source = shop.source("tree")
    flags = ["-O2", "-g", "-D_LARGEFILE64_SOURCE", "-D_FILE_OFFSET_BITS=64", "-D_GNU_SOURCE"]
    flags += allocators("xmalloc:1", "xrealloc:2/1")
    files = [name for name in sorted(glob.glob(os.path.join(source, "*.c")))]
    files.remove(os.path.join(source, "strverscmp.c"))
    return shop.compile("types", shop.path("tree"), files, flags), ["-a", "-s", "-J", source], None


def mandoc(shop):
    """By its own configure script and makefile, for it has many parts."""
    directory = shop.path("mandoc")
    shutil.copytree(shop.source("mandoc"), directory)
    wrappers = "malloc:1 calloc:1*2 realloc:2/1 reallocarray:2*3/1 recallocarray:3*4/1".split()
    words = shop.compiler("types") + allocators(*("mandoc_" + name for name in wrappers))
    with open(os.path.join(directory, "configure.local"), "a") as file:
        file.write('\nCC="%s"\nCFLAGS="-O2 -g"\n' % " ".join(words))
    env = oracle.environment(CINSTR_OUT="")
    oracle.run(["./configure"], cwd=directory, env=env)
    oracle.run(["make", "mandoc"], cwd=directory, env=env)
    return os.path.join(directory, "mandoc"), ["-Tascii", os.path.join(directory, "mdoc.7")], None


PROGRAMS = {f.__name__: f for f in (wrapper, zlib, bzip2, tree, mandoc)}


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
