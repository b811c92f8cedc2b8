# SPDX-License-Identifier: MIT
"""Builds programs with the cross compiler, runs them in qemu's emulator, and reads what its plugin (counts.c)
counted of a plain one: the judge of calls and instructions, which knows nothing of cinstr."""
import array
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "oracle"), os.path.join(HERE, "..", "e2e")]

import harness  # noqa: E402
import oracle  # noqa: E402

TARGET = "aarch64-linux-gnu"
INSTRUCTION = 4


def takes_plugins():
    """A static qemu cannot load any."""
    return b"\n-plugin " in oracle.run([harness.emulator(TARGET)[0], "-h"])


class Workshop(oracle.Workshop):
    """The oracle tests' one, for the target, with flags for all modes. Addresses of programs are those of their
    files."""

    def __init__(self, build, name, flags=()):
        super().__init__(build, name)
        self.flags = ["-no-pie", *flags]
        major = sorted(glob.glob(os.path.join(self.build, "lib", "cinstr", TARGET, "gcc-*")))[-1].split("-")[-1]
        self.gcc = "%s-gcc-%s" % (TARGET, major)
        self.plugin = self.path("counts.so")
        oracle.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden",
                    "-o", self.plugin, os.path.join(HERE, "counts.c")])

    def compiler(self, mode):
        if mode is None:
            return [self.gcc] + self.flags
        return ["env", "CINSTR_CC=" + self.gcc, self.cinstr] + self.flags + oracle.MODES[mode]

    def command(self, program, counts=None):
        emulator = harness.emulator(TARGET)
        plugin = ["-plugin", "%s,out=%s" % (self.plugin, counts)] if counts else []
        return oracle.NO_ASLR + emulator + plugin + [program]


class Counts:
    """What the files of counts.c tell of a program: calls and instructions of its functions, as
    {(name, file's base name): number}."""

    def __init__(self, program):
        self.functions = []  # (start, end, name, file)
        listed = oracle.run([TARGET + "-nm", "-S", "-l", program]).decode()
        for line in listed.splitlines():
            symbol = re.match(r"(\w+) (\w+) [tTwW] (\S+)(?:\t(.*):\d+)?$", line)
            if symbol:
                start, size = (int(number, 16) for number in symbol.groups()[:2])
                self.functions.append((start, start + size, symbol[3], os.path.basename(symbol[4] or "")))
        self.loops = self.find_loops(program)
        self.calls, self.instructions = {}, {}

    def find_loops(self, program):
        """{function's start: [the branches in it that lead there]}: they are no calls."""
        text = oracle.run([TARGET + "-objdump", "-d", "--no-show-raw-insn", program]).decode()
        start = {low: high for low, high, _, _ in self.functions}
        loops, here = {}, None
        for line in text.splitlines():
            heading = re.match(r"([0-9a-f]+) <.*>:$", line)
            if heading:
                here = int(heading[1], 16)
                continue
            branch = re.match(r" *([0-9a-f]+):\t(b|b\.\w+|cbn?z|tbn?z)\t(?:.*, )?([0-9a-f]+) <", line)
            if branch and int(branch[3], 16) == here and here in start:
                loops.setdefault(here, []).append((int(branch[1], 16), branch[2]))
        return loops

    def add(self, path):
        numbers = array.array("Q")
        with open(path, "rb") as file:
            numbers.frombytes(file.read())
        first, counts = numbers[0], numbers[1:]

        def at(address):
            return counts[(address - first) // INSTRUCTION]

        for low, high, name, file in self.functions:
            if not first <= low < first + len(counts) * INSTRUCTION:
                continue
            begun = at(low)
            for branch, what in self.loops.get(low, []):
                # One that is not always taken: the others fall through, and nothing else leads there.
                begun -= at(branch) if what == "b" else at(branch) - at(branch + INSTRUCTION)
            executed = sum(counts[(low - first) // INSTRUCTION : (high - first) // INSTRUCTION])
            name, _, part = name.partition(".cold")
            key = (name, file)
            if begun and not part:
                self.calls[key] = self.calls.get(key, 0) + begun
            if executed:
                self.instructions[key] = self.instructions.get(key, 0) + executed
