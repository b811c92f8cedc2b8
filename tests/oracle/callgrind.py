# SPDX-License-Identifier: MIT
"""Runs callgrind, and reads of its files what each function and line executes itself."""
import os
import re

NAME = re.compile(r"\((\d+)\)(?: (.*))?$")
POSITION = r"(?:0x[0-9a-f]+|[+-]?\d+|\*)"
# Stubs for calls into libraries are functions of their own, with an address for a name.
SKIP_NO_STUBS = "--skip-plt=no"
LIBRARIES = 0x4000000  # Valgrind loads them from there on


def command(out, *options):
    """What runs a program under callgrind, for Costs."""
    return ["valgrind", "-q", "--tool=callgrind", SKIP_NO_STUBS, "--callgrind-out-file=" + out,
            *options]


def moved(position, text):
    """A position after callgrind's word for it: absolute, a step from the one before, or that."""
    if text == "*":
        return position
    return position + int(text) if text[0] in "+-" else int(text, 0)


class Costs:
    """functions: {(name, file's base name): number of the event, which is Ir (instructions) unless
    told}; lines: {(file's base name, line): ...}, both of the object `program` alone, of all files
    that were added. What its stubs cost is in `stubs` and nowhere else. In files of --dump-instr=yes
    the instructions at the addresses `skip` are left out."""

    def __init__(self, program, event="Ir", skip=frozenset()):
        self.program, self.event, self.skip = program, event, skip
        self.functions, self.lines, self.stubs = {}, {}, 0

    def add_cost(self, object_, function, place, count):
        if function[0].endswith("[PLT]"):
            self.stubs += count if int(function[0].split()[0], 16) < LIBRARIES else 0
        elif object_ == self.program:
            self.functions[function] = self.functions.get(function, 0) + count
            self.lines[place] = self.lines.get(place, 0) + count

    def add(self, path):
        names = {"ob": {}, "fl": {}, "fn": {}}

        def name(kind, value):
            number, text = NAME.match(value).groups()
            if text is not None:
                names[kind][number] = text
            return names[kind][number]

        column, positions = 0, [0]
        cost_line = re.compile("(%s)((?: \\d+)*)$" % POSITION)
        object_ = file = function = None
        inclusive = False
        with open(path) as file_:
            for text in file_:
                text = text.rstrip("\n")
                key, _, value = text.partition("=")
                if text.startswith("events: "):
                    column = text.split()[1:].index(self.event)
                elif text.startswith("positions: "):
                    positions = [0] * (len(text.split()) - 1)
                    cost_line = re.compile("(%s)((?: \\d+)*)$" % " ".join([POSITION] * len(positions)))
                elif key == "ob":
                    object_ = name("ob", value)
                elif key == "cob":
                    name("ob", value)
                elif key in ("cfi", "cfl"):
                    name("fl", value)
                elif key in ("fl", "fi", "fe"):
                    file = os.path.basename(name("fl", value))
                    start = file if key == "fl" else start
                elif key == "cfn":
                    name("fn", value)
                elif key == "fn":
                    # "f'2" is f in a recursion, "f.cold" the part of it that GCC put elsewhere.
                    function = name("fn", value).split("'")[0]
                    function = (re.sub(r"\.cold(\.\d+)?$", "", function), start)
                elif key == "calls":
                    inclusive = True
                else:
                    cost = cost_line.match(text)
                    if not cost:
                        continue
                    costs = cost.group(2).split()
                    count = costs[column] if column < len(costs) else 0
                    moves = cost.group(1).split()
                    positions = [moved(*pair) for pair in zip(positions, moves)]
                    line = positions[-1]
                    skipped = len(positions) > 1 and positions[0] in self.skip
                    if not inclusive and not skipped:
                        self.add_cost(object_, function, (file, line), int(count))
                    inclusive = False
