#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the Debian packages, looks at them, installs, uses and removes them: packages.py SOURCE BUILD [--debian] [--root DIR]

BUILD is a directory for a build of its own, with the paths of Debian; what is there already is used. The
packages are installed into a root of their own below it. They are cpack's; with --debian, dpkg-buildpackage's of
the last commit. With --root DIR they are installed, used and
removed in that system too, by chroot: it needs gcc and g++. The packages for AArch64 are among them where the cross
compilers are there with their plugin headers, and, with --debian, zlib1g-dev:arm64 and libprotobuf-c-dev:arm64 too.
"""
import argparse
import glob
import gzip
import os
import shutil
import subprocess
import sys

PROGRAM = "int square(int x) { return x * x; } int main(void) { return square(3) - 9; }\n"


def run(command, directory=None, **variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CINSTR_")}
    environment.update(variables, LC_ALL="C.UTF-8")
    done = subprocess.run(command, cwd=directory, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit("%s: exit status %d\n%s" % (" ".join(command), done.returncode, done.stdout[-6000:]))
    return done.stdout


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            sys.exit("packages.py needs " + program)


def multiarch():
    return run(["gcc", "-print-multiarch"]).strip()


def build(source, build_directory, majors):
    subprocess.run([os.path.join(source, "scripts", "foreign"), build_directory], check=False)  # for AArch64, if to be had
    launcher = ["-DCMAKE_%s_COMPILER_LAUNCHER=ccache" % language for language in ("C", "CXX") if shutil.which("ccache")]
    run(["cmake", "-S", source, "-B", build_directory, "-DCINSTR_TESTS=OFF", "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
         "-DCMAKE_INSTALL_PREFIX=/usr", "-DCMAKE_INSTALL_LIBDIR=lib/" + multiarch(), *launcher,
         *(["-DCINSTR_GCC_MAJORS=" + majors] if majors else [])])
    run(["cmake", "--build", build_directory, "-j", str(len(os.sched_getaffinity(0)))])
    for old in glob.glob(os.path.join(build_directory, "*.deb")):
        os.unlink(old)
    run(["cpack", "-G", "DEB"], build_directory)
    return sorted(glob.glob(os.path.join(build_directory, "*.deb")))


def profiles():
    """Of debian/control, those whose libraries are there."""
    state = subprocess.run(["dpkg-query", "-W", "-f=${Status}\n", "zlib1g-dev:arm64", "libprotobuf-c-dev:arm64"],
                           capture_output=True, text=True)
    there = state.stdout.count("ok installed") == 2 and shutil.which("aarch64-linux-gnu-strip")
    return ["--build-profiles=pkg.cinstr.aarch64"] if there else []


def build_debian(source, build_directory, majors):
    """As a distribution does it. The tree has its place in nothing that is built."""
    tree = os.path.join(build_directory, "cinstr")
    shutil.rmtree(build_directory, ignore_errors=True)
    os.makedirs(build_directory)
    run(["git", "clone", "-q", "file://" + source, tree])
    run(["debian/for-gcc", *(majors.split(";") if majors else ["12"])], tree)
    print(run(["dpkg-buildpackage", "-us", "-uc", "-b", *profiles()], tree)[-300:])
    run(["debian/rules", "clean"], tree)
    left = run(["git", "status", "--porcelain", "--ignored", "--", ".", ":!debian"], tree)
    if left:
        sys.exit("left in the tree by debian/rules:\n" + left)
    found = sorted(glob.glob(os.path.join(build_directory, "*.deb")))
    return [package for package in found if "-dbgsym_" not in package]


def files_below(root):
    for directory, _, names in os.walk(root):
        for name in names:
            yield os.path.join(directory, name)


def check_paths(packages, source, build_directory):
    """No file of the packages has a path of where they were built, not even compressed."""
    unpacked = os.path.join(build_directory, "unpacked")
    shutil.rmtree(unpacked, ignore_errors=True)
    for package in packages:
        run(["dpkg-deb", "-x", package, unpacked])
    for path in files_below(unpacked):
        if os.path.islink(path):
            continue
        with open(path, "rb") as file:
            content = file.read()
        if path.endswith(".gz"):
            content = gzip.decompress(content)
        for place in (source, build_directory):
            if place.encode() in content:
                sys.exit("%s has the path %s in it" % (path, place))
    for page in ("cinstr", "cinstr-gcc", "cinstr-top", "cinstr-gate"):
        if not os.path.exists(os.path.join(unpacked, "usr/share/man/man1", page + ".1.gz")):
            sys.exit("no manual page of %s" % page)
    for name in ("bash-completion/completions/cinstr", "zsh/vendor-completions/_cinstr",
                 "fish/vendor_completions.d/cinstr.fish", "doc/libcinstr1/copyright", "doc/cinstr/copyright"):
        if not os.path.exists(os.path.join(unpacked, "usr/share", name)):
            sys.exit("no usr/share/" + name)


def lint(packages):
    print(run(["lintian", "--fail-on", "error", "--allow-root", *packages]))


def use(root, scratch):
    """Compiles, runs and shows in the root that is not the system's: what is in it may be moved."""
    with open(os.path.join(scratch, "prog.c"), "w", encoding="utf-8") as file:
        file.write(PROGRAM)
    command = os.path.join(root, "usr/bin/cinstr")
    for form in ([], ["-static"]):
        run([command + "-gcc", "-O0", "-g", "-fplugin-arg-cinstr-mode=count", *form, "prog.c", "-o", "prog"], scratch)
        run([command, "run", "--malloc" if not form else "--no-summary", "--", "./prog"], scratch)
        check_calls(run([command, "top", "-sample_index=calls", "-trim=false", "prog.prof.pb.gz"], scratch))
    flags = run(["pkg-config", "--cflags", "--libs", "cinstr"], scratch, PKG_CONFIG_PATH=os.path.join(
        root, "usr/lib", multiarch(), "pkgconfig")).split()
    run(["gcc", "-g", "-O0", "prog.c", "-o", "by-hand", *flags], scratch)
    run(["./by-hand"], scratch, LD_LIBRARY_PATH=os.path.join(root, "usr/lib", multiarch()))
    check_calls(run([command, "top", "-sample_index=calls", "-trim=false", "by-hand.prof.pb.gz"], scratch))


def use_cross(root, scratch):
    """The same with each cross compiler of which there is a plugin; returns how many there were."""
    target = "aarch64-linux-gnu"
    place = os.path.join(root, "usr/lib", multiarch(), "cinstr", target)
    plugins = glob.glob(os.path.join(place, "gcc-*", "cinstr.so"))
    for plugin in plugins:
        compiler = "%s-%s" % (target + "-gcc", plugin.split("/gcc-")[-1].split("/")[0])
        for form in ([], ["-static"]):
            run([os.path.join(root, "usr/bin/cinstr-gcc"), "-O0", "-g", "-fplugin-arg-cinstr-mode=count", *form, "prog.c",
                 "-o", "prog"], scratch, CINSTR_CC=compiler)
            if shutil.which("qemu-aarch64"):
                run(["qemu-aarch64", "-L", "/usr/" + target, "./prog"], scratch)
                check_calls(run([os.path.join(root, "usr/bin/cinstr"), "top", "-sample_index=calls", "-trim=false",
                                 "prog.prof.pb.gz"], scratch))
    return len(plugins)


def check_calls(table):
    calls = {line.split()[5]: line.split()[0] for line in table.splitlines() if line[:10].strip().isdigit()}
    if calls != {"main": "1", "square": "1"}:
        sys.exit("calls are %s\n%s" % (calls, table))


def check_scratch_root(packages, build_directory):
    root, scratch = (os.path.join(build_directory, name) for name in ("root", "scratch"))
    for directory in (root, scratch):
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
    state = os.path.join(root, "var/lib/dpkg")
    for name in ("info", "updates", "triggers"):
        os.makedirs(os.path.join(state, name))
    open(os.path.join(state, "status"), "w").close()
    dpkg = ["dpkg", "--root=" + root, "--force-depends", "--force-not-root",
            "--force-script-chrootless", "--log=" + os.path.join(scratch, "log")]
    run([*dpkg, "--install", *packages])
    use(root, scratch)
    print("used with %d cross compilers" % use_cross(root, scratch))
    run([*dpkg, "--purge", *[os.path.basename(package).split("_")[0] for package in packages]])
    left = [path for path in files_below(root) if not path.startswith(state + "/")]
    left += [path for path in glob.glob(os.path.join(root, "**/*cinstr*"), recursive=True) if not path.startswith(state)]
    if left:
        sys.exit("left after removal: " + ", ".join(left))


def check_system(packages, root):
    """The same in a system, where the wrapper needs no path and the loader finds the library."""
    names = [os.path.basename(package).split("_")[0] for package in packages]
    before = set(files_below(os.path.join(root, "usr")))
    shutil.rmtree(os.path.join(root, "tmp/cinstr"), ignore_errors=True)
    os.makedirs(os.path.join(root, "tmp/cinstr"))
    for package in packages:
        shutil.copy(package, os.path.join(root, "tmp/cinstr"))
    with open(os.path.join(root, "tmp/cinstr/prog.c"), "w", encoding="utf-8") as file:
        file.write(PROGRAM)
    inside = ["unshare", "--mount", "sh", "-ec",
              'mount -t proc proc "$1/proc"; exec chroot "$1" sh -ec "$2"', "sh", root]
    names_of_files = " ".join("/tmp/cinstr/" + os.path.basename(package) for package in packages)
    run([*inside, "apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "
         "--no-install-recommends gcc g++ pkg-config %s" % names_of_files])
    before |= {path for path in files_below(os.path.join(root, "usr"))
               if "cinstr" not in path}  # the compilers and what they need
    table = run([*inside, "cd /tmp/cinstr; cinstr-gcc -g -O0 -fplugin-arg-cinstr-mode=count prog.c -o prog; "
                 "readelf -d prog | grep -i runpath && exit 9; cinstr run --malloc -- ./prog; "
                 "cinstr top -sample_index=calls -trim=false prog.prof.pb.gz"])
    check_calls(table)
    run([*inside, "cd /tmp/cinstr; gcc -g -O0 prog.c -o by-hand $(pkg-config --cflags --libs cinstr); ./by-hand; "
         "cinstr top by-hand.prof.pb.gz"])
    run([*inside, "apt-get purge -y -qq %s; rm -r /tmp/cinstr" % " ".join(names)])
    left = [path for path in files_below(os.path.join(root, "usr")) if path not in before]
    if left:
        sys.exit("left after removal: " + ", ".join(left))


def check_uninstall(build_directory):
    """The target uninstall removes what was installed, below $DESTDIR too, and no more."""
    stage = os.path.join(build_directory, "stage")
    shutil.rmtree(stage, ignore_errors=True)
    other = os.path.join(stage, "usr/bin/other")
    os.makedirs(os.path.dirname(other))
    open(other, "w").close()
    run(["cmake", "--install", build_directory], DESTDIR=stage)
    if not os.path.exists(os.path.join(stage, "usr/lib", multiarch(), "libcinstr.so.1")):
        sys.exit("DESTDIR or CMAKE_INSTALL_LIBDIR is not honoured")
    run(["cmake", "--build", build_directory, "--target", "uninstall"], DESTDIR=stage)
    left = list(files_below(stage)) + [path for path in glob.glob(os.path.join(stage, "**/*cinstr*"), recursive=True)]
    if left != [other]:
        sys.exit("left after uninstall: " + ", ".join(left))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("source")
    parser.add_argument("build")
    parser.add_argument("--majors", default="")
    parser.add_argument("--debian", action="store_true")
    parser.add_argument("--root")
    options = parser.parse_args()
    need("cmake", "dpkg-buildpackage" if options.debian else "cpack", "dpkg-deb", "dpkg", "dpkg-shlibdeps", "lintian", "pkg-config")
    source, build_directory = os.path.abspath(options.source), os.path.abspath(options.build)
    make = build_debian if options.debian else build
    packages = make(source, build_directory, options.majors)
    if len(packages) < 4:
        sys.exit("packages are missing: " + " ".join(packages))
    check_paths(packages, source, build_directory)
    lint(packages)
    check_scratch_root(packages, build_directory)
    if options.root:
        check_system(packages, options.root)
    if not options.debian:
        check_uninstall(build_directory)
    print("%d packages: built, without paths or errors, installed, used and removed" % len(packages))


if __name__ == "__main__":
    main()
