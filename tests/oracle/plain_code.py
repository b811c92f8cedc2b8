# SPDX-License-Identifier: MIT
"""
The plain compilation, whose instructions are counted, makes GCC's own code:

  plain_code.py BUILD GROUP FLAGS [TARGET]

The assembly of each function that the plugin's second compilation writes, and throws away, against
that of the same GCC without a plugin. GROUP is truth (tests/oracle/truth), language
(tests/language), lua or duktape; TARGET is that of a cross compiler.
"""
import glob
import os
import re
import sys

import oracle

sys.path.insert(0, os.path.join(oracle.HERE, "..", "language"))
import language  # noqa: E402

MAJOR = int(oracle.run(["gcc", "-dumpversion"]).decode().split(".")[0])

# Without optimisation: with GCC 14 libstdc++ has functions with one nop less, and in duktape's
# duk_js_equals_helper, duk_is_dynamic_buffer and duk_is_external_buffer a jump leads to a jump, of
# which the profile says that it is not certain.
MAY_DIFFER = {("duktape", "-O0"): 3, ("language", "-O0"): 3 if MAJOR > 12 else 0}


def sources(shop, group):
    """[(compiler, file, further flags)]"""
    if group == "truth":
        return [("gcc", path, []) for path in sorted(glob.glob(os.path.join(oracle.HERE, "truth", "*.c")))]
    if group == "lua":
        flags = ["-DLUA_USE_POSIX", "-I" + os.path.join(oracle.HERE, "lua", "include")]
        return [("gcc", path, flags) for path in sorted(glob.glob(os.path.join(shop.source("lua5.4"), "src", "*.c")))]
    if group == "duktape":
        return [("gcc", shop.source("duktape", "src", "duktape.c"), [])]
    # What comes before the first function with probes is compiled before the two compilations part.
    cases = [language.read(name) for name in language.names() if name != "resolvers"]
    return [("g++" if case.sources[0].endswith(".cc") else "gcc", case.sources[0],
             ["-std=" + language.STANDARDS.get((case.standard, MAJOR), case.standard), *case.flags])
            for case in cases if case.least <= MAJOR and len(case.sources) == 1]


def code(path):
    """{function: its instructions}, each label as the instruction that it stands before; without what `asm` outside
    of functions defines."""
    functions, compiled, places, current = {}, set(), {}, None
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            label, own = re.match(r"([A-Za-z_$][\w.$]*):", line), re.match(r"(\.L[A-Z]*\d+):", line)
            if label:
                current = label[1]
            elif own and current:
                places[own[1]] = "%s+%d" % (current, len(functions.get(current, [])))
            elif current and re.match(r"\t[^.\t#]", line):
                functions.setdefault(current, []).append(line.strip())
            elif current and line.startswith("\t.cfi_startproc"):
                compiled.add(current)

    def place(label):
        return places.get(label[0], ".L") if re.fullmatch(r"\.L\d+", label[0]) else ".L"

    return {name: [re.sub(r"\.L[A-Z]*\d+", place, line) for line in lines]
            for name, lines in functions.items() if name.split(".cold")[0] in compiled}


def cross_compiler(shop, target):
    """The newest one of a target that has a plugin in this build."""
    places = glob.glob(os.path.join(shop.build, "lib", "cinstr", target, "gcc-*"))
    return "%s-gcc-%d" % (target, max(int(place.split("-")[-1]) for place in places))


def main(build, group, flags, target=""):
    oracle.need(gcc="gcc", **{"g++": "g++"})
    shop = oracle.Workshop(build, "plain-" + group + flags.replace(" ", "") + target)
    library = shop.path("null_device.so")
    oracle.run(["gcc", "-shared", "-fPIC", "-o", library, os.path.join(oracle.HERE, "null_device.c")])
    count, different = 0, []
    for compiler, path, further in sources(shop, group):
        command = ["-g", "-w", "-S", *flags.split(), *further, path, "-o"]
        ours, plain, kept = shop.path("ours.s"), shop.path("plain.s"), shop.path("kept.s")
        real = cross_compiler(shop, target) if target else compiler
        oracle.run([real, *command, plain])
        with open(kept, "w", encoding="utf-8"):
            pass  # the text of the file before
        variable = "CINSTR_CXX" if compiler == "g++" else "CINSTR_CC"
        oracle.run([os.path.join(shop.build, "bin", "cinstr-" + compiler), oracle.COUNT, *command, ours],
                   env=oracle.environment(LD_PRELOAD=library, PLAIN_CODE=kept, **{variable: real}))
        wanted, have = code(plain), code(kept)
        for name in wanted:
            count += 1
            if have.get(name) != wanted[name]:
                different.append("%s: %s: %d instructions for %d" % (
                    os.path.basename(path), name, len(have.get(name, [])), len(wanted[name])))
    print("%d of %d functions are GCC's own" % (count - len(different), count))
    for line in different:
        print(line)
    if count == 0 or len(different) > MAY_DIFFER.get((group, flags), 0):
        oracle.fail("other code than GCC's")


main(*sys.argv[1:])
