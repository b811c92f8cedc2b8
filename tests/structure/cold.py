# SPDX-License-Identifier: MIT
"""
cold.py NM COLD.O: what the cold path calls is the runtime's own. Code of the C library may use
vector registers, in which the program has values (runtime/miss-x86_64.S). Helpers of GCC that
do atomic operations use none.
"""
import re
import subprocess
import sys

OWN = re.compile(r"ci_|__cinstr_thread_v|_GLOBAL_OFFSET_TABLE_$|__aarch64_(cas|swp|ldadd|ldclr|ldeor|ldset)\d+_")
listed = subprocess.run([sys.argv[1], "-u", sys.argv[2]], capture_output=True, text=True, check=True)
wrong = [name for name in listed.stdout.split() if name != "U" and not OWN.match(name)]
if wrong:
    sys.exit("the cold path calls " + ", ".join(wrong))
