# SPDX-License-Identifier: MIT
"""Reads the static records of a program (include/cinstr/abi.h): what a line costs per execution."""
import struct

import oracle

UNIT_WORDS, FUNCTION_WORDS, COST_WORDS = 8, 15, 5
COST_UNIT = 1024


class Reader:
    def __init__(self, data):
        self.data = data

    def words(self, at, count):
        return struct.unpack_from("<%dI" % count, self.data, at)

    def follow(self, at):
        (step,) = struct.unpack_from("<i", self.data, at)
        return at + step if step else None

    def text(self, at):
        start = self.follow(at)
        return self.data[start : self.data.index(b"\0", start)].decode() if start else ""


def line_costs(program):
    """{(function, file, line): {variable: instructions of the line each time the variable counts}}
    of the functions' own code."""
    copy = program + ".records"
    oracle.run(["objcopy", "-O", "binary", "-j", "cinstr_records", program, copy])
    with open(copy, "rb") as file:
        reader = Reader(file.read())
    result, unit = {}, 0
    while unit < len(reader.data):
        size, count = reader.words(unit, 5)[1], reader.words(unit, 5)[4]
        functions = reader.follow(unit + 4 * 5)
        for number in range(count):
            function = functions + 4 * FUNCTION_WORDS * number
            name = reader.text(function + 4)
            costs = reader.follow(function + 4 * 14)
            for index in range(reader.words(function, FUNCTION_WORDS)[13]):
                cost = costs + 4 * COST_WORDS * index
                variable, scope, _, line, units = reader.words(cost, COST_WORDS)
                units -= (units >> 31) << 32  # it is signed
                if scope == 0:
                    place = (name, reader.text(cost + 8), line)
                    by_variable = result.setdefault(place, {})
                    by_variable[variable] = by_variable.get(variable, 0) + units / COST_UNIT
        unit += size
    return result
