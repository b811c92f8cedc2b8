# SPDX-License-Identifier: MIT
"""A heap profile as cinstr's runtime writes it: allocators as innermost frames, whose file is
their library where that is known, labels of type and size class, and with alloc=live the columns of live
blocks, churn and growth."""

COUNT_TYPES = [("alloc_objects", "count"), ("alloc_space", "bytes")]
LIVE_TYPES = COUNT_TYPES + [
    ("inuse_objects", "count"), ("inuse_space", "bytes"),
    ("churn_objects", "count"), ("churn_space", "bytes"),
    ("growth_steps", "count"), ("growth_moved", "count"), ("growth_copied", "bytes"),
    ("growth_final", "bytes"), ("growth_peak", "bytes"),
]

# id: name, file, start line
FUNCTIONS = {
    1: ("main", "/src/tree.c", 40), 2: ("make_node", "/src/tree.c", 10),
    3: ("read_line", "/src/tree.c", 20), 4: ("scratch", "/src/text.c", 5),
    5: ("malloc", "libc.so.6", 0), 6: ("realloc", "libc.so.6", 0), 7: ("calloc", "", 0),
    8: ("operator new(unsigned long)", "libstdc++.so.6", 0),
}
# id: [(function, line)], the innermost inlined one first
LOCATIONS = {
    1: [(5, 0)], 2: [(6, 0)], 3: [(7, 0)], 4: [(8, 0)],
    11: [(2, 12), (1, 44)],          # make_node inlined into main
    12: [(3, 24)], 13: [(4, 8)], 14: [(1, 45)], 15: [(1, 46)], 16: [(4, 9)],
}
# stack, type, size class, values of alloc=live
SAMPLES = [
    ([1, 11], "struct node", 64, [1000, 48000, 900, 43200, 0, 0, 0, 0, 0, 0, 0]),
    ([1, 13, 15], "char[]", 4096, [50, 150000, 0, 0, 50, 150000, 0, 0, 0, 0, 0]),
    ([1, 13, 14], "char[]", 4096, [10, 30000, 0, 0, 5, 15000, 0, 0, 0, 0, 0]),
    ([2, 12, 14], "char[]", 128, [30, 2400, 1, 100, 0, 0, 20, 4, 300, 1600, 1700]),
    ([2, 12, 14], "char[]", 256, [9, 1800, 0, 0, 0, 0, 9, 1, 100, 1800, 1800]),
    ([3, 14], None, 1 << 20, [1, 700000, 1, 700000, 0, 0, 0, 0, 0, 0, 0]),
    ([4, 16, 15], "ns::Widget", 32, [7, 224, 0, 0, 7, 224, 0, 0, 0, 0, 0]),
    ([2, 16, 15], None, 16, [2, 32, 0, 0, 0, 0, 2, 0, 0, 32, 32]),
]


def make(live=True, drop_frames=""):
    types = LIVE_TYPES if live else COUNT_TYPES
    samples = []
    for stack, name, size, values in SAMPLES:
        labels = [("bytes", "", size, "bytes")]
        if name:
            labels.append(("type", name, 0, ""))
        samples.append({"locations": stack, "values": values[: len(types)], "labels": labels})
    return {
        "types": types, "samples": samples,
        "mappings": [{"id": 1, "start": 0x1000, "limit": 0x9000, "offset": 0,
                      "file": "/usr/bin/tree", "build_id": "abc"}],
        "functions": [{"id": i, "name": name, "system_name": name, "file": file,
                       "start_line": line} for i, (name, file, line) in FUNCTIONS.items()],
        "locations": [{"id": i, "mapping": 1, "address": 0, "lines": lines}
                      for i, lines in LOCATIONS.items()],
        "comments": ["cinstr, mode count, alloc=%s" % ("live" if live else "count"),
                     "frees of blocks allocated elsewhere: 3"],
        "default_type": "inuse_space" if live else "alloc_space",
        "time_nanos": 0, "duration_nanos": 0, "drop_frames": drop_frames, "keep_frames": "",
    }
