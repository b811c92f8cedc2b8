# SPDX-License-Identifier: MIT
"""Reads the static records of a program (include/cinstr/abi.h): what a line costs per execution, which
bodies were inlined."""
import collections
import struct

import oracle

FUNCTION_WORDS, SCOPE_WORDS, SITE_WORDS = 17, 7, 5
COST_UNIT = 1024
SCOPE_LESS = 2**32 - 2
PLACE_SCOPE, PLACE_FILE = 1, 2
ITEM_INSTRUCTIONS, ITEM_MIX, ITEM_CALL, ITEM_ENDLESS = range(4)


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


class Stream:
    """The bytes of a function's equations or costs."""

    def __init__(self, reader, at):
        self.reader, self.at = reader, at

    def number(self):
        value = shift = 0
        while True:
            byte = self.reader.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def reference(self):
        text = self.reader.text(self.at)
        self.at += 4
        return text


def signed(number):
    return -(number + 1) // 2 if number & 1 else number // 2


def items(stream):
    """(variable, kind, mix kind or callee, units) of the place that begins here."""
    variable = 0
    for _ in range(stream.number()):
        head = stream.number()
        variable, kind = variable + (head >> 2), head & 3
        what = {ITEM_MIX: stream.number, ITEM_CALL: stream.reference}.get(kind, lambda: None)()
        units = None
        if kind != ITEM_ENDLESS:
            number = stream.number()
            units = signed(number >> 1) * (COST_UNIT if number & 1 else 1)
        yield variable, kind, what, units


def places(reader, function):
    """(scope, file, line, items) of a function's costs; the items must be read before the next."""
    words = reader.words(function, FUNCTION_WORDS)
    scope, file, line = 0, reader.text(function + 4 * 2), words[3]
    stream = Stream(reader, reader.follow(function + 4 * 13))
    for _ in range(words[12]):
        head = stream.number()
        line += signed(head >> 2)
        if head & PLACE_SCOPE:
            scope = (SCOPE_LESS + stream.number()) % 2**32
        if head & PLACE_FILE:
            file = stream.reference()
        yield scope, file, line, items(stream)


def line_costs(program):
    """{(function, file, line): {variable: instructions of the line each time the variable counts}}
    of the functions' own code."""
    reader, result, unit = read_section(program), {}, 0
    while unit < len(reader.data):
        size, count = reader.words(unit, 5)[1], reader.words(unit, 5)[4]
        functions = reader.follow(unit + 4 * 5)
        for number in range(count):
            function = functions + 4 * FUNCTION_WORDS * number
            for scope, file, line, costs in places(reader, function):
                for variable, kind, _, units in costs:
                    if scope == 0 and kind == ITEM_INSTRUCTIONS:
                        place = (reader.text(function + 4), file, line)
                        by_variable = result.setdefault(place, {})
                        by_variable[variable] = by_variable.get(variable, 0) + units / COST_UNIT
        unit += size
    return result
