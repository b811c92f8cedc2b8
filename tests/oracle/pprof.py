# SPDX-License-Identifier: MIT
"""Reads a pprof profile without any help from the code that wrote it."""
import gzip


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def signed(value):
    return value - (1 << 64) if value >> 63 else value


def fields(data):
    """Yields (number, value) of a message: an int, or bytes."""
    at, end = 0, len(data)
    while at < end:
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
            yield key >> 3, signed(value)
        elif key & 7 == 2:
            size, at = varint(data, at)
            yield key >> 3, data[at : at + size]
            at += size
        else:
            raise ValueError("wire type %d" % (key & 7))


def numbers(value):
    """A repeated integer field, packed or a single one."""
    if isinstance(value, int):
        return [value]
    result, at = [], 0
    while at < len(value):
        number, at = varint(value, at)
        result.append(signed(number))
    return result


def message(data):
    return dict(fields(data))


class Function:
    def __init__(self, name, system_name, file):
        self.name, self.system_name, self.file = name, system_name, file


class Profile:
    """types: names of the values; samples: (stack, values), a stack is a list of Functions, the leaf
    first; leaves: a sample's innermost location, as Functions from the inlined ones outwards, and in
    leaf_lines its line; callers: of the innermost location's caller, (Function, line) or None;
    calling: the function with machine code that this is in;
    labels: texts and numbers by key; comments: lines."""

    def __init__(self, path):
        with gzip.open(path) as file:
            data = file.read()
        raw = {}
        for number, value in fields(data):
            raw.setdefault(number, []).append(value)
        strings = [text.decode() for text in raw[6]]
        text = lambda index: strings[index]
        self.types = [text(message(one).get(1, 0)) for one in raw.get(1, [])]
        self.comments = [text(i) for one in raw.get(13, []) for i in numbers(one)]
        functions = {}
        for one in raw.get(5, []):
            m = message(one)
            functions[m[1]] = Function(text(m.get(2, 0)), text(m.get(3, 0)), text(m.get(4, 0)))
        # A location's lines run from the innermost inlined function outwards.
        locations, at = {}, {}
        for one in raw.get(4, []):
            number, lines, places = 0, [], []
            for key, value in fields(one):
                if key == 1:
                    number = value
                elif key == 4:
                    lines.append(functions[message(value)[1]])
                    places.append(message(value).get(2, 0))
            locations[number] = lines
            at[number] = places[0] if places else 0
        self.functions = list(functions.values())
        self.samples, self.leaves, self.leaf_lines = [], [], []
        self.callers, self.calling, self.labels = [], [], []
        for one in raw.get(2, []):
            stack, values, labels = [], [], {}
            for key, value in fields(one):
                if key == 1:
                    stack += numbers(value)
                elif key == 2:
                    values += numbers(value)
                elif key == 3:
                    label = message(value)
                    is_text = 2 in label
                    labels[text(label[1])] = text(label[2]) if is_text else label.get(3, 0)
            self.samples.append(([f for i in stack for f in locations[i]], values))
            self.leaves.append(locations[stack[0]])
            self.leaf_lines.append(at[stack[0]])
            outer = stack[1] if len(stack) > 1 and locations[stack[1]] else None
            self.callers.append((locations[outer][0], at[outer]) if outer else None)
            self.calling.append(locations[outer][-1] if outer else None)
            self.labels.append(labels)

    def calls(self):
        """Calls of every function with probes that has machine code of its own: of the leaves that
        are no inlined bodies, which have samples, and calls, too. Functions without probes have no
        line."""
        index, result = self.types.index("calls"), {}
        for leaf, line, (_, values) in zip(self.leaves, self.leaf_lines, self.samples):
            if len(leaf) == 1 and line:
                result[leaf[0]] = result.get(leaf[0], 0) + values[index]
        return result

    def flat(self, type_name, name, caller=None):
        """What lies in `name` itself, where `caller` called it if one is given."""
        index, total = self.types.index(type_name), 0
        for stack, values in self.samples:
            if stack[0].name == name and (not caller or len(stack) > 1 and stack[1].name == caller):
                total += values[index]
        return total

    def cum(self, type_name, *names):
        """What lies in `names[0]` and below; with more names, in the last one called by the one
        before it, and so on."""
        index, total = self.types.index(type_name), 0
        for stack, values in self.samples:
            path = [f.name for f in reversed(stack)]
            for at in range(len(path) - len(names) + 1):
                if tuple(path[at : at + len(names)]) == names:
                    total += values[index]
                    break
        return total

    def total(self, type_name):
        index = self.types.index(type_name)
        return sum(values[index] for _, values in self.samples)
