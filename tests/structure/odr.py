# SPDX-License-Identifier: MIT
"""
Whether two files of the plugin define different things by one name: odr.py SOURCE GXX SOURCES...

GXX compiles each of SOURCES (of plugin/) for link-time optimisation and links them. Only then does
it see all definitions of a type side by side, and warns (-Wodr, -Wlto-type-mismatch) where they
differ: two files that name a type alike share an instance of a template that fits only one of them.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile


def link(source, compiler, files):
    include = subprocess.run([compiler, "-print-file-name=plugin"], text=True, check=True,
                             capture_output=True).stdout.strip() + "/include"
    flags = ["-std=gnu++14", "-O0", "-flto", "-fPIC", "-fno-exceptions", "-fno-rtti", "-Wodr",
             "-Wlto-type-mismatch", "-Werror"]
    with tempfile.TemporaryDirectory() as scratch:
        objects = [os.path.join(scratch, file.replace("/", "-") + ".o") for file in files]

        def compile_one(file, target):
            subprocess.run([compiler, *flags, "-I" + os.path.join(source, "plugin"),
                            "-I" + os.path.join(source, "include"), "-isystem", include,
                            '-DCINSTR_VERSION="0"', "-c", os.path.join(source, "plugin", file),
                            "-o", target], check=True)

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(compile_one, files, objects))
        return subprocess.run([compiler, *flags, "-shared", "-o", os.path.join(scratch, "odr.so"),
                               *objects]).returncode


def main(arguments):
    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    source, compiler, *files = arguments
    if link(source, compiler, files):
        return 1
    print("%d files agree on what their names mean" % len(files))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
