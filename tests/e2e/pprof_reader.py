# SPDX-License-Identifier: MIT
"""Reads profile.proto.gz with nothing but the standard library: a judge that shares no code with
the writer it judges. Only what the tests ask for is decoded."""

import collections
import functools
import gzip


class Malformed(Exception):
    """The bytes are no profile."""


def _varint(data, at):
    if data[at] < 0x80:
        return data[at], at + 1
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise Malformed("varint of more than ten bytes")


def _fields(data):
    """Yields (field number, wire type, value): an integer or bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
        elif wire == 2:
            size, at = _varint(data, at)
            if at + size > len(data):
                raise Malformed("field runs past the end")
            value = data[at : at + size]
            at += size
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            value = int.from_bytes(data[at : at + size], "little")
            at += size
        else:
            raise Malformed(f"wire type {wire}")
        yield number, wire, value


def _numbers(wire, value):
    """A repeated integer field, packed or not."""
    if wire == 0:
        return [value]
    out, at = [], 0
    while at < len(value):
        number, at = _varint(value, at)
        out.append(number)
    return out


def _signed(value):
    return value - (1 << 64) if value >> 63 else value


def _message(data):
    """Field number -> the last value; for messages without repeated fields."""
    return {number: value for number, _, value in _fields(data)}


Frame = collections.namedtuple("Frame", "name system_name file line start_line address mapping")
Mapping = collections.namedtuple("Mapping", "file build_id has_functions start limit")
Sample = collections.namedtuple("Sample", "stack values labels")


class Profile:
    """A decoded profile. A sample's stack is a list of Frame, leaf first, inlined frames expanded."""

    def __init__(self, data):
        self.types, self.samples, self.comments = [], [], []
        self.mappings, self.default_type = {}, ""
        self.duration_nanos = self.time_nanos = 0
        mappings, locations, functions, samples, strings, types = [], [], [], [], [], []
        comments, default, dropped = [], 0, 0
        lists = {1: types, 2: samples, 3: mappings, 4: locations, 5: functions, 6: strings}
        for number, wire, value in _fields(data):
            if number in lists:
                lists[number].append(value)
            elif number == 13:
                comments += _numbers(wire, value)
            elif number == 14:
                default = value
            elif number == 7:
                dropped = value
            elif number == 9:
                self.time_nanos = value
            elif number == 10:
                self.duration_nanos = value
        if not strings or strings[0] != b"":
            raise Malformed("string 0 is not the empty string")
        self._text = [text.decode("utf-8") for text in strings]
        self.comments = [self._text[i] for i in comments]
        self.default_type = self._text[default]
        self.drop_frames = self._text[dropped]
        for one in types:
            fields = _message(one)
            self.types.append((self._text[fields[1]], self._text[fields[2]]))
        self._read_tables(mappings, functions, locations)
        self._read_samples(samples)

    def _read_tables(self, mappings, functions, locations):
        text = self._text
        for one in mappings:
            f = _message(one)
            self.mappings[f[1]] = Mapping(
                text[f.get(5, 0)], text[f.get(6, 0)], bool(f.get(7)), f.get(2, 0), f.get(3, 0)
            )
        table = {}
        for one in functions:
            f = _message(one)
            table[f[1]] = (text[f.get(2, 0)], text[f.get(3, 0)], text[f.get(4, 0)], f.get(5, 0))
        self.function_names = sorted(name for name, _, _, _ in table.values())
        self._locations = {}
        for one in locations:
            ident = address = mapping = 0
            lines = []
            for number, _, value in _fields(one):
                if number == 1:
                    ident = value
                elif number == 2:
                    mapping = value
                elif number == 3:
                    address = value
                elif number == 4:
                    lines.append(_message(value))
            frames = []
            for line in lines:
                name, system, file, start = table[line[1]]
                where = self.mappings.get(mapping)
                frames.append(
                    Frame(name, system, file, _signed(line.get(2, 0)), start, address, where)
                )
            self._locations[ident] = frames

    def _read_samples(self, samples):
        for one in samples:
            stack, values, labels = [], [], {}
            for number, wire, value in _fields(one):
                if number == 1:
                    for ident in _numbers(wire, value):
                        stack += self._locations[ident]
                elif number == 2:
                    values += [_signed(number) for number in _numbers(wire, value)]
                elif number == 3:
                    f = _message(value)
                    labels[self._text[f[1]]] = (
                        self._text[f[2]] if f.get(2) else _signed(f.get(3, 0))
                    )
            if len(values) != len(self.types):
                raise Malformed("a sample has another number of values than the profile has types")
            self.samples.append(Sample(stack, values, labels))

    def index(self, value_type):
        for i, (name, _) in enumerate(self.types):
            if name == value_type:
                return i
        raise KeyError(value_type)

    @functools.lru_cache(maxsize=None)
    def flat(self, value_type="calls"):
        """Function name -> sum over samples whose leaf it is; calls: how often it was called."""
        at, out = self.index(value_type), collections.Counter()
        for sample in self.samples:
            if sample.stack:
                out[sample.stack[0].name] += sample.values[at]
        return out

    @functools.lru_cache(maxsize=None)
    def cum(self, value_type="calls"):
        """Function name -> sum over samples that it appears in, each once."""
        at, out = self.index(value_type), collections.Counter()
        for sample in self.samples:
            for name in {frame.name for frame in sample.stack}:
                out[name] += sample.values[at]
        return out

    @functools.lru_cache(maxsize=None)
    def edges(self, value_type="calls"):
        """(caller, callee) -> calls by the leaf of each sample; the caller of a root is ''."""
        at, out = self.index(value_type), collections.Counter()
        for sample in self.samples:
            names = [frame.name for frame in sample.stack[:2]] + [""]
            out[names[1], names[0]] += sample.values[at]
        return out

    @functools.lru_cache(maxsize=None)
    def stacks(self, value_type="calls"):
        """Root-first 'a;b;c' -> value."""
        at, out = self.index(value_type), collections.Counter()
        for sample in self.samples:
            names = ";".join(frame.name for frame in reversed(sample.stack))
            out[names] += sample.values[at]
        return out

    def by_label(self, key, value_type="calls"):
        """Label value -> function name -> flat value."""
        at, out = self.index(value_type), collections.defaultdict(collections.Counter)
        for sample in self.samples:
            out[sample.labels.get(key)][sample.stack[0].name] += sample.values[at]
        return dict(out)

    def total(self, value_type="calls"):
        at = self.index(value_type)
        return sum(sample.values[at] for sample in self.samples)


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] != b"\x1f\x8b":
        raise Malformed(f"{path}: not gzip")
    try:
        return Profile(gzip.decompress(data))
    except (IndexError, KeyError) as error:
        raise Malformed(f"{path}: {error!r}") from error


if __name__ == "__main__":
    import sys

    for argument in sys.argv[1:]:
        profile = read(argument)
        for line in profile.comments:
            print("#", line)
        for names, value in sorted(profile.stacks().items()):
            print(names, value)
