# SPDX-License-Identifier: MIT
"""What the oracle tests share: running tools, building real programs with and without probes."""
import glob
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Lua hashes some keys by address, and its calls follow from that.
NO_ASLR = ["setarch", "x86_64", "-R"]

COUNT = "-fplugin-arg-cinstr-mode=count"
MODES = {
    "time": ["-fplugin-arg-cinstr-mode=time"],
    "count": [COUNT],
    "live": [COUNT, "-fplugin-arg-cinstr-alloc=live"],
    "calls": [COUNT, "-fplugin-arg-cinstr-instructions=off"],
}


def fail(text):
    print("FAILED: " + text)
    sys.exit(1)


def need(**tools):
    """need(valgrind="valgrind"): fails with the Debian package of a tool that is missing."""
    for tool, package in tools.items():
        if not shutil.which(tool):
            fail("%s is missing: apt-get install %s" % (tool, package))


def run(command, **options):
    """Runs to success and returns stdout; fails with the end of what the command said."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.STDOUT)
    done = subprocess.run(command, **options)
    if done.returncode != 0:
        said = (done.stdout or b"").decode(errors="replace")
        fail("%s: exit status %d\n%s" % (" ".join(command), done.returncode, said[-3000:]))
    return done.stdout


def environment(**changes):
    """Ours without cinstr's settings, so that a caller's do not matter."""
    result = {k: v for k, v in os.environ.items() if not k.startswith("CINSTR_")}
    result.update(changes)
    return result


class Workshop:
    """Where a test builds. Arguments of every test: the project's build directory, then its own."""

    def __init__(self, build, name):
        self.build = os.path.abspath(build)
        self.sources = os.path.join(self.build, "sources")
        self.directory = os.path.join(self.build, "tests", "oracle", "work-" + name)
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        self.cinstr = os.path.join(self.build, "bin", "cinstr-gcc")

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def source(self, *parts):
        path = os.path.join(self.sources, *parts)
        if not os.path.exists(path):
            fail("%s is missing: scripts/sources unpacks it" % os.path.join(*parts))
        return path

    def compiler(self, mode):
        """MODES, or None: without probes."""
        return [self.cinstr] + MODES[mode] if mode else ["gcc"]

    def compile(self, mode, output, inputs, flags=("-O2", "-g"), libraries=()):
        run(self.compiler(mode) + list(flags) + ["-o", output] + list(inputs) + list(libraries))
        return output

    # The programs below are the same sources in every build; only compiler and flags differ.

    def lua(self, mode, output, flags=("-O2", "-g")):
        source = self.source("lua5.4", "src")
        files = sorted(glob.glob(os.path.join(source, "*.c")))
        files = [file for file in files if not file.endswith("luac.c")]
        # Calls must not depend on addresses, which no two builds share: a fixed seed for hashes,
        # and one entry in the cache of C strings, which else is indexed by the string's address.
        defines = ["-DLUA_USE_POSIX", "-Dluai_makeseed(L)=42", "-DSTRCACHE_N=1", "-DSTRCACHE_M=1"]
        include = "-I" + os.path.join(HERE, "lua", "include")
        return self.compile(mode, output, files, [*flags, *defines, include], ["-lm"])

    def minigzip(self, mode, output, flags=("-O2", "-g")):
        zlib = self.source("zlib")
        files = sorted(glob.glob(os.path.join(zlib, "*.c")))
        files.append(os.path.join(zlib, "test", "minigzip.c"))
        defines = ["-D_LARGEFILE64_SOURCE=1", "-DHAVE_UNISTD_H", "-I" + zlib]
        return self.compile(mode, output, files, [*flags, *defines])

    def bzip2(self, mode, output, flags=("-O2", "-g")):
        names = "blocksort huffman crctable randtable compress decompress bzlib bzip2".split()
        files = [self.source("bzip2", name + ".c") for name in names]
        return self.compile(mode, output, files, [*flags, "-D_FILE_OFFSET_BITS=64"])
