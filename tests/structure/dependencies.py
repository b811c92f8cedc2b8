# SPDX-License-Identifier: MIT
"""
Which part may depend on what, and what every file must have: dependencies.py SOURCE [LIBCINSTR]
                                                              dependencies.py SOURCE --format

The rules are CONTRIBUTING.md's. LIBCINSTR is the built libcinstr.so: it may need libc alone and
export what runtime/exports.txt lists. --format: whether clang-format-14 would change a file; status
77 (not run) where the system has only another version, which formats otherwise.
"""
import os
import re
import shutil
import subprocess
import sys

NOT_RUN = 77
STANDARD = {"stddef.h", "stdint.h", "stdbool.h"}  # what include/ may use
# What not every GCC from 11 to 16 has; gcc.h has a name for each.
OF_SOME_GCCS = re.compile(r"\b(COMBINE_LOCATION_DATA|location_get_source_line|last_stmt|TODO_verify_il|"
                          r"CONST_CAST_GIMPLE|char_span|BUILT_IN_DYNAMIC_OBJECT_SIZE)\b")
LIBRARIES = re.compile(r"protobuf|\.pb-c\.h|^zlib|dwarf|^g?elf\.h|^libelf|^link\.h|^pcre2")
LIBC = re.compile(
    r"^(assert|ctype|dirent|errno|fcntl|inttypes|limits|locale|math|poll|pthread|regex|sched|setjmp|signal|"
    r"stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|time|unistd|wchar|"
    r"wctype|glob|dlfcn|sys/\w+)\.h$"
)
CODE = (".c", ".h", ".cc", ".cpp", ".S")
SPDX_SUFFIXES = CODE + (".py", ".sh", ".cmake", ".in", ".proto", ".lua", ".yml", ".yaml")
SPDX_NAMES = ("CMakeLists.txt", ".clang-format")
# Data of tests: the input of a compiler or a command, and what it must print.
DATA = re.compile(r"^tests/.*/(golden|corpus|cases|expected)/|\.patch$")


class Judge:
    def __init__(self, source):
        self.source, self.faults = source, []
        listed = self.run("git", "ls-files", "-z").stdout
        self.files = [f for f in listed.split("\0") if f and os.path.isfile(os.path.join(source, f))]

    def run(self, *command):
        return subprocess.run(
            command, cwd=self.source, text=True, errors="replace", capture_output=True
        )

    def fault(self, file, text):
        self.faults.append("%s: %s" % (file, text))

    def text(self, file):
        with open(os.path.join(self.source, file), encoding="utf-8", errors="replace") as stream:
            return stream.read()

    def code(self, folder):
        return [f for f in self.files if f.startswith(folder + "/") and f.endswith(CODE)]


def includes(text):
    """(quoted, name) of every #include."""
    for mark, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', text, re.M):
        yield mark == '"', name


# The rooms of cli/ and the rooms that each may use, besides its own and cli/commands.h.
ROOMS = {
    "base": set(),
    "profile": {"base"},
    "live": {"base", "profile"},
    "report": {"base", "live", "profile", "tree"},
    "tree": {"base", "profile"},
    "picture": {"base", "profile", "report", "tree"},
    "web": {"base", "profile", "report", "tree"},
    "gate": {"base", "profile"},
    "run": {"base", "live", "profile"},
    "stat": {"base"},
    "bench": {"base", "profile", "stat"},
    "audit": {"base"},
}


def is_own(judge, file, name):
    """Whether a quoted include names a file of the includer's part, or the generated one."""
    if name == "profile.pb-c.h":
        return file.startswith(("cli/profile/", "runtime/pprof/"))
    if name == "common/profile_fields.h":
        return file.startswith(("cli/profile/", "runtime/pprof/")) and name in judge.files
    if name.startswith("common/"):
        users = ("common/", "cli/", "bench/", "runtime/comment.c")
        return file.startswith(users) and name in judge.files
    if file.startswith("cli/"):
        return os.path.join("cli", name) in judge.files
    return "/" not in name and os.path.join(os.path.dirname(file), name) in judge.files


def check_include(judge):
    for file in judge.code("include"):
        for quoted, name in includes(judge.text(file)):
            if quoted or not (name in STANDARD or name.startswith("cinstr/")):
                judge.fault(file, "includes %s; public headers use %s" % (name, sorted(STANDARD)))


# The plugin's rooms, and which other rooms each may use. plugin.cc may use all.
PLUGIN_ROOMS = {
    "base": set(),
    "costs": {"base"},
    "heap": {"base"},
    "calls": {"base", "costs", "heap"},
    "guard": {"base"},
    "elision": {"base", "costs", "guard"},
}


def plugin_include_fault(judge, file, name):
    """What is wrong with an include of plugin/`name` by a file of the plugin; None: nothing."""
    if file == "plugin/base/vec.h" and name == "vec_stand_in.h":
        return None  # of unit tests
    if "plugin/" + name not in judge.files:
        return "GCC's headers come from gcc.h alone"
    room, target = file.split("/")[1], name.split("/")[0]
    if name == "gcc.h" or file == "plugin/plugin.cc" or target == room:
        return None
    if target not in PLUGIN_ROOMS.get(room, ()):
        return "plugin/%s may not use plugin/%s" % (room, target)
    return None


# What unit tests build without GCC.
PLUGIN_PURE = ("costs/claims", "costs/solve", "costs/spanning")


def plugin_modules(judge):
    """Module (a .h, a .cc or both) -> modules that it includes."""
    modules = {}
    for file in judge.code("plugin"):
        module = os.path.splitext(file)[0][len("plugin/"):]
        uses = modules.setdefault(module, set())
        for quoted, name in includes(judge.text(file)):
            if quoted and "plugin/" + name in judge.files:
                uses.add(os.path.splitext(name)[0])
        uses.discard(module)
    return modules


def find_cycle(modules, module, path):
    """A cycle of includes through `module`, as a list of modules, or None; `path` leads there."""
    if module in path:
        return path[path.index(module):] + [module]
    for used in sorted(modules.pop(module, ())):
        cycle = find_cycle(modules, used, path + [module])
        if cycle:
            return cycle
    return None


def check_plugin_cycles(judge):
    modules = plugin_modules(judge)
    for module in sorted(modules):
        cycle = find_cycle(modules, module, [])
        if cycle:
            judge.fault("plugin/" + cycle[0], "is in a circle of includes: " + " -> ".join(cycle))
    for module in PLUGIN_PURE:
        for suffix in (".h", ".cc"):
            for quoted, name in includes(judge.text("plugin/" + module + suffix)):
                if quoted and name != "base/vec.h" and os.path.splitext(name)[0] not in PLUGIN_PURE:
                    judge.fault("plugin/" + module + suffix,
                                "includes %s; it is built without GCC, too" % name)


def check_plugin(judge):
    for file in judge.code("plugin"):
        if file == "plugin/gcc.h":
            continue
        text = judge.text(file)
        for quoted, name in includes(text):
            fault = quoted and plugin_include_fault(judge, file, name)
            if fault:
                judge.fault(file, "includes %s; %s" % (name, fault))
            shared = ("cinstr/abi.h", "cinstr/measures.h")
            if not quoted and name not in shared and not LIBC.match(name):
                judge.fault(file, "includes <%s>; the plugin shares %s alone" % (name, " and ".join(shared)))
        for line in re.findall(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*", text, re.M):
            if re.search(r"GCC_?VERSION|GCCPLUGIN_VERSION|__GNUC", line):
                judge.fault(file, "asks for GCC's version; that is gcc.h's: " + line.strip())
        for name in OF_SOME_GCCS.findall(text):
            judge.fault(file, "uses %s, which not every GCC has; see gcc.h" % name)


def check_runtime(judge):
    for file in judge.code("runtime"):
        writer = file.startswith("runtime/pprof/")
        interposer = file.startswith("runtime/malloc/")
        watch = file.startswith("runtime/watch/")
        for quoted, name in includes(judge.text(file)):
            if quoted and not is_own(judge, file, name):
                contract = interposer and name == "../outside.h"  # with the core
                contract |= watch and re.match(r"\.\./\w+\.h$", name) is not None
                contract |= file == "runtime/session.c" and name == "watch/watch.h"
                contract |= file == "runtime/ending.c" and name == "watch/watch.h"
                if not contract and not (writer and name in ("../snapshot.h", "../arena.h", "../hash.h", "../sort.h")):
                    judge.fault(file, "includes %s, which is not its part's" % name)
            objects = file == "runtime/objects.c"
            loader = (interposer or watch or objects) and name == "link.h"  # libc's own
            if not quoted and not writer and not loader and LIBRARIES.search(name):
                judge.fault(file, "includes <%s>; the core uses libc and threads alone" % name)
            if not quoted and name.startswith("cinstr/") and name == "cinstr/bench.h":
                judge.fault(file, "includes <%s>, the harness's" % name)


def check_tools(judge):
    for folder in ("common", "cli", "bench"):
        for file in judge.code(folder):
            for quoted, name in includes(judge.text(file)):
                if file.startswith("cli/audit/") and name == "cinstr/abi.h":
                    continue  # it reads the records out of a program's file
                if quoted and not is_own(judge, file, name):
                    judge.fault(file, "includes %s, which is not its part's" % name)
                if not quoted and re.match(r"runtime/|plugin/|cinstr/abi\.h", name):
                    judge.fault(file, "includes <%s>; tools use public headers" % name)


def check_rooms(judge):
    for file in judge.code("cli"):
        room = file.split("/")[1]
        if room == "main.c" or room == "commands.h":
            continue
        if room not in ROOMS:
            judge.fault(file, "is in no room that CONTRIBUTING.md and ROOMS here list")
            continue
        for quoted, name in includes(judge.text(file)):
            used = name.split("/")[0] if quoted and "/" in name else room
            if used not in {room, "common"} | ROOMS[room]:
                judge.fault(file, "includes %s; cli/%s may not use cli/%s" % (name, room, used))


def check_readmes(judge):
    """Every room says what lives there."""
    rooms = ["cli/" + room for room in ROOMS] + ["plugin/" + room for room in PLUGIN_ROOMS]
    rooms += ["runtime" + room for room in ("", "/malloc", "/pprof", "/watch")] + ["common", "bench", "wrapper"]
    for file in judge.files:
        room = os.path.dirname(file)
        if re.match(r"(cli|plugin|runtime)/", room) and file.endswith(CODE) and room not in rooms:
            judge.fault(file, "is in no room that is listed here")
    for room in rooms:
        if room + "/README.md" not in judge.files:
            judge.fault(room, "has no README.md: what lives here, what it may use, where a change begins")
            continue
        for name in re.findall(r"`([a-z_0-9./-]+\.(?:c|h|cc))`", judge.text(room + "/README.md")):
            part = room.split("/")[0]
            places = (room + "/" + name, part + "/" + name, name, "include/" + name,
                      "include/cinstr/" + name)
            if not any(place in judge.files for place in places):
                judge.fault(room + "/README.md", "names %s, which does not exist" % name)


def resolve(judge, file, quoted, name):
    """The file of the project that an include names; None: it is none of ours."""
    part = file.split("/")[0]
    near = os.path.normpath(os.path.join(os.path.dirname(file), name))
    for path in (near, name, part + "/" + name) if quoted else ("include/" + name,):
        if path in judge.files:
            return path
    return None


def check_circles(judge):
    """No header includes itself by way of others."""
    graph = {}
    for part in ("include", "common", "runtime", "plugin", "cli", "bench"):
        for file in judge.code(part):
            graph[file] = {resolve(judge, file, *one) for one in includes(judge.text(file))}
    for file in sorted(graph):
        found, left = set(), [file]
        while left:
            new = graph.get(left.pop(), set()) - found - {None}
            found |= new
            left += new
        if file in found:
            judge.fault(file, "includes itself by way of other headers")


def wants_spdx(judge, file):
    if DATA.search(file) or file.startswith("LICENSES/"):
        return False
    return (
        file.endswith(SPDX_SUFFIXES)
        or os.path.basename(file) in SPDX_NAMES
        or judge.text(file)[:2] == "#!"
    )


def check_licences(judge):
    for file in judge.files:
        if not wants_spdx(judge, file):
            continue
        licence = "GPL-3.0-or-later" if file.startswith("plugin/") else "MIT"
        found = re.findall(r"SPDX-License-Identifier: ([\w.-]+)", judge.text(file)[:400])
        if found != [licence]:
            judge.fault(file, "its first lines must say SPDX-License-Identifier: " + licence)


def check_format(judge):
    tool = shutil.which("clang-format-14")
    if not tool and not shutil.which("clang-format"):
        judge.fault(".clang-format", "no clang-format to check with: apt-get install clang-format-14")
    if not tool:
        return bool(judge.faults)
    sources = [f for f in judge.files if f.endswith(CODE[:4]) and not DATA.search(f)]
    # Programs that tests compile are written for their shape.
    sources = [f for f in sources if not re.match(r"tests/.*/(inputs|programs|include)/", f)]
    for file in sources:
        if judge.run(tool, "--dry-run", "-Werror", file).returncode:
            judge.fault(file, "is not formatted: clang-format-14 -i " + file)
    return True


def check_paths(judge):
    """Nobody's directories in the sources, those of this build least of all."""
    here = re.escape(os.path.realpath(judge.source)) + r"\b|"
    # /home/proj is an example in a test of paths.
    others = r"/root/|/work/(?!dir)|/home/(?!proj|user)"
    for file in judge.files:
        if file.startswith("tests/structure/"):
            continue
        # scripts/matrix names the directory in which it builds, which may be this one.
        pattern = re.compile(others if file == "scripts/matrix" else here + others)
        for number, line in enumerate(judge.text(file).splitlines(), 1):
            if pattern.search(line):
                judge.fault("%s:%d" % (file, number), "has a path of a machine: " + line.strip()[:80])


def check_library(judge, library):
    dynamic = judge.run("readelf", "-d", library).stdout
    for name in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
        if not re.match(r"(libc|libpthread|ld-linux.*)\.so", name):
            judge.fault("libcinstr.so", "needs %s; it may need libc alone" % name)
    symbols = judge.run("nm", "-D", "--defined-only", library).stdout.split("\n")
    have = {line.split()[-1].split("@")[0] for line in symbols if line}
    want = set(judge.text("runtime/exports.txt").split())
    for name in sorted(have ^ want):
        what = "exports" if name in have else "does not export"
        judge.fault("libcinstr.so", "%s %s, unlike runtime/exports.txt" % (what, name))


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    judge = Judge(arguments[0])
    if not judge.files:
        print("not a git work tree; nothing is checked")
        return NOT_RUN
    if arguments[1:] == ["--format"]:
        if not check_format(judge):
            print("not run: the sources are formatted with clang-format-14, which is not installed")
            return NOT_RUN
    else:
        for check in (check_include, check_plugin, check_plugin_cycles, check_runtime, check_tools,
                      check_rooms, check_readmes, check_circles, check_licences, check_paths):
            check(judge)
        if len(arguments) > 1:
            check_library(judge, arguments[1])
    print("\n".join(judge.faults) or "%d files keep the rules" % len(judge.files))
    return 1 if judge.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
