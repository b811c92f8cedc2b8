# SPDX-License-Identifier: MIT
"""Reads the static records of a program (include/cinstr/abi.h): what a line costs per execution, which
bodies were inlined."""
import collections
import struct

import oracle

FUNCTION_WORDS, COST_WORDS, SCOPE_WORDS, SITE_WORDS = 21, 5, 7, 5
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


Scope = collections.namedtuple("Scope", "name call_file call_line parent entries")
Site = collections.namedtuple("Site", "callee file line")
Function = collections.namedtuple("Function", "name scopes sites")


def read_section(program):
    copy = program + ".records"
    oracle.run(["objcopy", "-O", "binary", "-j", "cinstr_records", program, copy])
    with open(copy, "rb") as file:
        return Reader(file.read())


def functions(program):
    """Every Function of the program, with the bodies that were inlined into it and its calls."""
    reader, unit = read_section(program), 0
    while unit < len(reader.data):
        _, size, _, _, count = reader.words(unit, 5)
        at = reader.follow(unit + 4 * 5)
        for number in range(count):
            function = at + 4 * FUNCTION_WORDS * number
            scopes, first = [], reader.follow(function + 4 * 8)
            for index in range(reader.words(function, 8)[7]):
                scope = first + 4 * SCOPE_WORDS * index
                _, _, _, _, line, parent, entries = reader.words(scope, SCOPE_WORDS)
                scopes.append(Scope(reader.text(scope), reader.text(scope + 4 * 3), line, parent,
                                    entries))
            sites, first = [], reader.follow(function + 4 * 6)
            for index in range(reader.words(function, 6)[5]):
                site = first + 4 * SITE_WORDS * index
                sites.append(Site(reader.text(site), reader.text(site + 4), reader.words(site, 3)[2]))
            yield Function(reader.text(function + 4), scopes, sites)
        unit += size


def line_costs(program):
    """{(function, file, line): {variable: instructions of the line each time the variable counts}}
    of the functions' own code."""
    reader, result, unit = read_section(program), {}, 0
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
