# SPDX-License-Identifier: MIT
"""
Loads, stores and branches against callgrind: mix.py BUILD lua|minigzip|bzip2|nbody|NAME

NAME is an entry of programs.toml. callgrind simulates caches and branch prediction for the program
as plain GCC builds it, and so counts data reads (Dr) and writes (Dw), conditional (Bc) and indirect
branches (Bi). Totals must be within 1 %, 90 % of the functions that have more than 0.1 % of an
event within 5 %. To callgrind each step of a string instruction (rep stosq) is a conditional branch;
that is left out.
The last line is the program's row of the table in docs/mix.md.
"""
import glob
import os
import re
import sys
import tomllib

import callgrind
import instructions
import oracle
import parity
import programs

EVENTS = {"Dr": "loads", "Dw": "stores", "Bc": "branches", "Bi": "indirect"}
MIX = "-fplugin-arg-cinstr-mix=" + ",".join(EVENTS.values())
VALGRIND = (
    "valgrind -q --log-file=/dev/null --tool=callgrind --cache-sim=yes --branch-sim=yes --dump-instr=yes --demangle=no "
    + callgrind.SKIP_NO_STUBS
)
SHARE = 0.001
FEW = 1000  # of an event, in the whole program: start and end weigh too much then


def run_known(shop, program):
    """The programs that the other tests of this directory know."""
    flags = ("-O2", "-g")
    if program == "nbody":
        files = [os.path.join(oracle.HERE, "mix", "nbody.c")]
        make = lambda mode, output, flags=flags: shop.compile(mode, output, files, flags, ["-lm"])
        jobs = lambda: [([], None)]
    else:
        make, jobs = getattr(shop, program), lambda: parity.jobs(shop, program)
    make(None, shop.path("plain"))
    make("count", shop.path("count"), flags=flags + (MIX,))
    for number, (arguments, data) in enumerate(jobs()):
        given = {"input": data} if data is not None else {}
        out = "--callgrind-out-file=" + shop.path("callgrind.%d" % number)
        command = oracle.NO_ASLR + VALGRIND.split() + [out, shop.path("plain")]
        expected = oracle.run(command + arguments, **given)
        env = oracle.environment(CINSTR_OUT=shop.path("ours.%d.prof" % number))
        command = oracle.NO_ASLR + [shop.path("count")] + arguments
        if oracle.run(command, env=env, **given) != expected:
            oracle.fail("output of the instrumented program differs")
    return shop.path("plain")


def run_listed(shop, program):
    """An entry of programs.toml."""
    with open(os.path.join(oracle.HERE, "programs.toml"), "rb") as file:
        entry = tomllib.load(file)[program]
    plain = programs.build(shop, entry, "plain", "-O2")
    count = programs.build(shop, entry, "count", "-O2", MIX)
    out = " --callgrind-out-file=%s.%%p %s" % (shop.path("callgrind"), plain)
    expected = programs.run_all(shop, entry, {},
                                programs.launcher(shop, "run.plain", VALGRIND + out))
    said = programs.run_all(shop, entry, {"CINSTR_OUT": shop.path("ours.%p.prof")},
                            programs.launcher(shop, "run.count", count))
    if said != expected:
        oracle.fail("output of the instrumented program differs")
    return plain


REP = re.compile(r" *([0-9a-f]+):\trep")


def repeats(binary):
    """The addresses of string instructions."""
    text = oracle.run(["objdump", "-d", "--no-show-raw-insn", binary]).decode()
    return {int(m.group(1), 16) for m in map(REP.match, text.splitlines()) if m}


def body_name(name):
    """A destructor or constructor of whole objects is often one with that of base classes, of which
    either may name it."""
    return re.sub(r"(?<=[0-9a-zE])([CD])1(?=E)", r"\g<1>2", name)


def one_name(functions):
    result = {}
    for (name, file), count in functions.items():
        key = (body_name(name), file)
        result[key] = result.get(key, 0) + count
    return result


def judge_event(judge, shop, plain, event):
    skip = repeats(plain) if event == "Bc" else frozenset()
    theirs, ours = callgrind.Costs(plain, event, skip), instructions.Profile(EVENTS[event])
    for path in sorted(glob.glob(shop.path("callgrind.*"))):
        theirs.add(path)
    for path in sorted(glob.glob(shop.path("ours.*.prof"))):
        ours.add(path)
    pairs = instructions.joined(one_name(theirs.functions), one_name(ours.functions))
    # Functions without probes: the C library's parts that are linked in.
    pairs = {name: pair for name, pair in pairs.items() if pair[1] or pair[0] > FEW}
    whole, own = (sum(pair[side] for pair in pairs.values()) for side in (0, 1))
    print("\n%s, %s: callgrind %d, cinstr %d" % (event, EVENTS[event], whole, own))
    if max(whole, own) < FEW:
        judge.check(abs(whole - own) < FEW / 10, "few: not compared by function")
        return " few | |"
    big = sorted((n for n in pairs if pairs[n][0] > whole * SHARE), key=lambda n: -pairs[n][0])
    far = [name for name in big if abs(pairs[name][1] / pairs[name][0] - 1) > 0.05]
    for name in far:
        print("        %-40s %12d %12d %7.3f" % (name, *pairs[name], pairs[name][1] / pairs[name][0]))
    judge.check(abs(own / whole - 1) <= 0.01, "total: %.4f of callgrind's, bound 1 %%" % (own / whole))
    judge.check(len(far) <= 0.1 * len(big),
                "within 5 %%: %d of %d functions, bound 90 %%" % (len(big) - len(far), len(big)))
    return " %.4f | %d of %d |" % (own / whole, len(big) - len(far), len(big))


def main(build, program):
    oracle.need(valgrind="valgrind", gcc="gcc", setarch="util-linux", objdump="binutils")
    shop = oracle.Workshop(build, "mix-" + program)
    known = program in ("lua", "minigzip", "bzip2", "nbody")
    plain = (run_known if known else run_listed)(shop, program)
    judge = instructions.Judge()
    row = "| %s |" % program
    for event in EVENTS:
        row += judge_event(judge, shop, plain, event)
    print("\n" + row)
    if judge.failed:
        oracle.fail("%d bounds missed" % judge.failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
