# SPDX-License-Identifier: MIT
"""What GCC's versions do differently, as far as tests expect it: one row for each version."""

import collections
import subprocess

# fast_calls: calls per operation of examples/pipeline's fast version: from 14 on GCC inlines two more.
# drops_unused_strlen: C++'s front end removes (void)strlen("abc") before a plugin can see it.
# inlined_lua: the least share of Lua's inlined bodies that have a number: from 14 on fewer have.
# short_loops: instructions of a function and of a line may be off by this share in tests/oracle/truth, of the nops that
#   align short loops to lines of the cache: one to six for each, as the code happens to lie.
# rolled: the same for truth/rolled.c, where a short loop is in one of twelve instructions, with up to two nops between.
# padded_pairs: two floats at a time are worked on as four, of which two are zeros: more operations than the source has.
# free_operations: those of the first step of oracle/mix/kernels.h's mandelbrot that GCC computes itself: 0 * 0 + 0 * 0.
# sunk_operations: those of its last step, where the point stays in the circle: nothing uses the new place, and from 15
#   on GCC leaves the loop before it would compute it, but not at -Ofast. Read off the code.
# doubled_operations: what a pair of doubles does twice for each two bodies of nbody, at -Ofast: 16 works on (x, y) and on
#   (y, z), so it subtracts the y twice, and adds two of the squares in both halves of a pair. Read off the code.
# empty_loop: instructions of an iteration of a loop that only counts: from 13 on -O2 unrolls it once.
# folds_functors: 14's C++ front end, and no other, computes what a std::function calls, where it has no effect that
#   the language knows of, before a plugin can see it.
# diagnostics: the format of -fdiagnostics-format= that programs read: 16 has no json.
Version = collections.namedtuple("Version", "fast_calls drops_unused_strlen inlined_lua short_loops rolled padded_pairs "
                                 "free_operations sunk_operations doubled_operations empty_loop folds_functors diagnostics")

VERSIONS = {
    11: Version(24, False, 0.70, 0, 0, False, 0, 0, 0, 2, False, "json"),
    12: Version(24, False, 0.70, 0, 0, False, 0, 0, 0, 2, False, "json"),
    13: Version(24, False, 0.70, 0, 0, False, 0, 0, 0, 1.5, False, "json"),
    14: Version(22, False, 0.66, 0.025, 0.08, True, 3, 0, 0, 1.5, True, "json"),
    15: Version(22, True, 0.66, 0.025, 0.08, True, 3, 5, 0, 1.5, False, "json"),
    16: Version(22, True, 0.66, 0.025, 0.08, True, 3, 5, 2, 1.5, False, "sarif-stderr"),
}


def of_gcc(command="gcc"):
    """The row of the compiler that a command starts."""
    text = subprocess.run([command, "-dumpversion"], capture_output=True, text=True, check=True).stdout
    return VERSIONS[int(text.split(".")[0])]
