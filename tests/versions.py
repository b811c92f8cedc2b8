# SPDX-License-Identifier: MIT
"""What GCC's versions do differently, as far as tests expect it: one row for each version."""

import collections

# fast_calls: calls per operation of examples/pipeline's fast version: from 14 on GCC inlines two more.
# drops_unused_strlen: C++'s front end removes (void)strlen("abc") before a plugin can see it.
Version = collections.namedtuple("Version", "fast_calls drops_unused_strlen")

VERSIONS = {
    11: Version(24, False),
    12: Version(24, False),
    13: Version(24, False),
    14: Version(22, False),
    15: Version(22, True),
    16: Version(22, True),
}
