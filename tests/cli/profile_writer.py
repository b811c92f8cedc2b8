# SPDX-License-Identifier: MIT
"""Makes random but valid pprof profiles; the same seed makes the same profile.

The encoder writes protobuf by hand, for the tests may use nothing but Python's own library and
should not read with the decoder that they test.
"""
import gzip
import os
import random


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    """An integer field; 0 is left out, as proto3 does."""
    return varint(field << 3) + varint(value) if value else b""


def data(field, value):
    return varint(field << 3 | 2) + varint(len(value)) + value


def packed(field, values):
    return data(field, b"".join(varint(v) for v in values)) if values else b""


class Encoder:
    """Collects the string table while messages are written."""

    def __init__(self):
        self.strings = {"": 0}

    def text(self, value):
        return self.strings.setdefault(value, len(self.strings))

    def value_type(self, field, pair):
        return data(field, number(1, self.text(pair[0])) + number(2, self.text(pair[1])))

    def label(self, label):
        key, text, value, unit = label
        return data(3, number(1, self.text(key)) + number(2, self.text(text))
                    + number(3, value) + number(4, self.text(unit)))

    def sample(self, sample):
        labels = b"".join(self.label(label) for label in sample["labels"])
        return data(2, packed(1, sample["locations"]) + packed(2, sample["values"]) + labels)

    def mapping(self, m):
        flags = b"".join(number(field, 1) for field in (7, 8, 9, 10))
        return data(3, number(1, m["id"]) + number(2, m["start"]) + number(3, m["limit"])
                    + number(4, m["offset"]) + number(5, self.text(m["file"]))
                    + number(6, self.text(m["build_id"])) + flags)

    def location(self, place):
        lines = b"".join(data(4, number(1, function) + number(2, line))
                         for function, line in place["lines"])
        return data(4, number(1, place["id"]) + number(2, place["mapping"])
                    + number(3, place["address"]) + lines)

    def function(self, f):
        return data(5, number(1, f["id"]) + number(2, self.text(f["name"]))
                    + number(3, self.text(f["system_name"])) + number(4, self.text(f["file"]))
                    + number(5, f["start_line"]))

    def profile(self, p):
        out = b"".join(self.value_type(1, pair) for pair in p["types"])
        out += b"".join(self.sample(s) for s in p["samples"])
        out += b"".join(self.mapping(m) for m in p["mappings"])
        out += b"".join(self.location(place) for place in p["locations"])
        out += b"".join(self.function(f) for f in p["functions"])
        out += number(7, self.text(p["drop_frames"])) + number(8, self.text(p["keep_frames"]))
        out += number(9, p["time_nanos"]) + number(10, p["duration_nanos"])
        out += self.value_type(11, p["types"][0]) + number(12, 1)
        out += packed(13, [self.text(comment) for comment in p["comments"]])
        out += number(14, self.text(p["default_type"]))
        return out + b"".join(data(6, text.encode()) for text in self.strings)


def encode(profile):
    return Encoder().profile(profile)


def write(path, profile, compress=True):
    raw = encode(profile)
    with open(path, "wb") as file:
        file.write(gzip.compress(raw, 1, mtime=0) if compress else raw)


TYPES = [
    [("calls", "count"), ("time", "nanoseconds")],
    [("calls", "count"), ("time", "nanoseconds"), ("wait", "microseconds")],
    [("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_objects", "count"),
     ("inuse_space", "bytes")],
    [("objects", "count"), ("space", "kilobytes")],
    [("instructions", "count"), ("cycles", "cycles"), ("cache", "sample")],
    [("delay", "ms"), ("idle", "Seconds"), ("work", "GCU"), ("days", "hours")],
]

NAMES = [
    "main", "parse", "parse_line", "parse@src/a.c", "eval", "walk tree", "hash_insert", "compare",
    "ns::Widget::draw", "std::vector<int, A<int>>::push_back(int const&)", "operator new(unsigned long)",
    "lambda(anonymous namespace)::run(int)", "bad>name<", "main.part.0", "(paren", ".hidden", "été",
    "a[3]", "qsort_r", "read_all", "x", "Y.z", "__libc_start_main",
]


def make_sources(directory, seed=7):
    """Writes source files with lines of all kinds; returns paths as a profile may have them."""
    rng = random.Random(seed)
    os.makedirs(os.path.join(directory, "src", "deep"), exist_ok=True)
    for name in ("src/a.c", "src/deep/b.c", "src/crlf.c", "src/long.c", "src/empty.c"):
        lines = []
        for i in range(rng.randrange(40, 90)):
            lines.append("%s/* line %d */ f(%s);" % ("\t" * rng.randrange(3), i + 1, "x" * rng.randrange(30)))
        if name == "src/long.c":
            lines[30] = "y" * 65535
            lines[35] = "z" * 70000
        end = "\r\n" if name == "src/crlf.c" else "\n"
        text = "" if name == "src/empty.c" else end.join(lines) + ("\r\r" if "b.c" in name else end)
        with open(os.path.join(directory, name), "w", newline="") as file:
            file.write(text)
    return [
        os.path.join(directory, "src/a.c"), "src/a.c", "./src/../src/deep/b.c", "src/crlf.c",
        "/proc/self/cwd/src/a.c", "/build/machine/src/deep/b.c", "/nowhere/at/all.c", "lost.c", "",
        "src/long.c", "src/empty.c", directory, "src//a.c", "/proc/self/cwd/./src/crlf.c",
        "../../up.c", "/a/b/../../c.c", os.path.join(directory, "src/a.c/not"),
    ]


def random_value(rng, scale):
    if rng.random() < 0.1:
        return 0
    return int(10 ** rng.uniform(0, rng.choice(scale)))


def random_functions(rng, files, start_lines):
    functions = []
    for i in range(rng.randrange(3, 40)):
        name, file = rng.choice(NAMES), rng.choice(files)
        system_name = rng.choice([name, name, "", "sys_" + name])
        name = rng.choice([name] * 9 + [""])
        # Functions of one name begin at one line: how pprof lists others, and orders the callers
        # of those without a name, depends on the order of a hash table.
        line = random.Random(name or system_name).choice([0, 1, 7, 20]) if start_lines else 0
        line = line if name or system_name else 0
        functions.append({"id": i + 1, "name": name, "system_name": system_name, "file": file,
                          "start_line": line})
    return functions


def random_mappings(rng):
    mappings = []
    for i in range(rng.randrange(0, 4)):
        mappings.append({"id": i + 1, "start": 0x1000000 * (i + 1), "limit": 0x1000000 * (i + 2),
                         "offset": i, "file": rng.choice(["", "/usr/bin/prog", "/lib/libz.so.1", "rel/x"]),
                         "build_id": rng.choice(["", "abc%d" % i])})
    return mappings


def random_locations(rng, functions, mappings):
    locations = []
    for i in range(rng.randrange(1, 60)):
        depth = rng.choice([0, 1, 1, 1, 1, 1, 2, 2, 3])
        lines = [(rng.choice(functions)["id"], rng.choice([0, 3, 9, 21, 33, 40, 500]))
                 for _ in range(depth)]
        locations.append({"id": i + 1, "mapping": rng.randrange(0, len(mappings) + 1),
                          "address": rng.choice([0, 0x1000000 + 16 * i]), "lines": lines})
    return locations


def random_labels(rng):
    labels = []
    if rng.random() < 0.3:
        labels.append(("thread", "", rng.randrange(1, 9), ""))
    if rng.random() < 0.3:
        labels.append(("bench", rng.choice(["A", "B/size:10"]), 0, ""))
    if rng.random() < 0.3:
        labels.append(("bytes", "", 1 << rng.randrange(12), "bytes"))
    return labels


def random_samples(rng, locations, types):
    samples = []
    ids = [place["id"] for place in locations]
    scale = rng.choice([[3], [3, 7], [7], [15], [3, 5, 7, 15]])
    for _ in range(rng.choice([0, 1, 5, 30, 100, 300])):
        # Cubing makes some locations common, so that stacks recur and recurse.
        stack = [ids[int(len(ids) * rng.random() ** 3)] for _ in range(rng.randrange(0, 14))]
        samples.append({"locations": stack, "values": [random_value(rng, scale) for _ in types],
                        "labels": random_labels(rng)})
    return samples


def is_difference(seed):
    """Whether the profile of a seed has negative values."""
    return seed % 5 == 0


def make_difference(rng, profile):
    """Half of the samples again with less of their values, negative, as a subtraction makes them."""
    for i, place in enumerate(profile["locations"]):
        place["address"] = 0x1000000 + 16 * i
    for sample in list(profile["samples"]):
        if rng.random() < 0.5:
            values = [-int(value * rng.choice([0.5, 1, 2])) for value in sample["values"]]
            profile["samples"].append(dict(sample, values=values))
    rng.shuffle(profile["samples"])


def spread_ids(rng, profile):
    """Gives mappings, functions and locations ids that are neither small nor in order."""
    for key in ("functions", "locations"):
        ids = rng.sample(range(1, 1 << 40), len(profile[key]))
        new = {entry["id"]: ids[i] for i, entry in enumerate(profile[key])}
        for entry in profile[key]:
            entry["id"] = new[entry["id"]]
        if key == "functions":
            for place in profile["locations"]:
                place["lines"] = [(new[function], line) for function, line in place["lines"]]
        else:
            for sample in profile["samples"]:
                sample["locations"] = [new[i] for i in sample["locations"]]


def make_profile(seed, files):
    rng = random.Random(seed)
    start_lines = seed % 2 == 0
    types = rng.choice(TYPES)
    functions = random_functions(rng, files, start_lines)
    mappings = random_mappings(rng)
    locations = random_locations(rng, functions, mappings)
    profile = {
        "types": types, "functions": functions, "mappings": mappings, "locations": locations,
        "samples": random_samples(rng, locations, types),
        "comments": rng.choice([[], ["made by a test", "#hidden"]]),
        "default_type": rng.choice(["", "", types[0][0], "unknown"]),
        "time_nanos": rng.choice([0, 1700000000123456789, 86400 * 10**9]),
        "duration_nanos": rng.choice([0, 1500000000, 73]),
        "drop_frames": rng.choice(["", "", "", "qsort_r|parse.*", "main"]),
        "keep_frames": rng.choice(["", "parse_line"]),
    }
    if is_difference(seed):
        make_difference(rng, profile)
    if rng.random() < 0.3:
        spread_ids(rng, profile)
    return profile
