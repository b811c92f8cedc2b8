# SPDX-License-Identifier: MIT
"""What the tests of run, diff, merge, gate and export share: made-up profiles and the command."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "cli"), os.path.join(HERE, "..", "e2e")]

import pprof_reader  # noqa: E402
import profile_writer  # noqa: E402

COUNT = (("calls", "count"), ("instructions", "count"))
HEAP = (("alloc_objects", "count"), ("alloc_space", "bytes"))
TIME = (("calls", "count"), ("time", "nanoseconds"))
COMMENT = "cinstr 0.1.0, mode count, GCC 12.2.0"


def make(functions, types=COUNT, root="/src", comment=COMMENT, callers=None, line=10):
    """A profile of {NAME or (NAME, FILE): values}; each function is called by main, or its caller.

    Function number i of FILE starts at line * i and spends its values there.
    """
    profile = {"types": list(types), "mappings": [], "comments": [comment] if comment else [],
               "functions": [], "locations": [], "samples": [], "drop_frames": "",
               "keep_frames": "", "time_nanos": 0, "duration_nanos": 0, "default_type": ""}
    numbers = {}
    names = [name if isinstance(name, tuple) else (name, "a.c") for name in functions]
    for name, file in names + [("main", "main.c")]:
        if name in numbers and name == "main":
            continue
        number = len(profile["functions"]) + 1
        numbers[name] = number
        profile["functions"].append({"id": number, "name": name, "system_name": name,
                                     "file": f"{root}/{file}", "start_line": line * number})
        profile["locations"].append({"id": number, "mapping": 0, "address": 0,
                                     "lines": [(number, line * number)]})
    for number, values in enumerate(functions.values(), 1):
        caller = numbers[(callers or {}).get(profile["functions"][number - 1]["name"], "main")]
        stack = [number] if caller == number else [number, caller]
        profile["samples"].append({"locations": stack, "values": list(values), "labels": []})
    return profile


class GateCase(unittest.TestCase):
    cinstr = ""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = os.path.realpath(scratch.name)

    def path(self, name):
        return os.path.join(self.directory, name)

    def put(self, name, profile):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        profile_writer.write(self.path(name), profile)
        return self.path(name)

    def put_bytes(self, name, data):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def get(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def read(self, name):
        return pprof_reader.read(self.path(name))

    def run_cinstr(self, *arguments, env=None, **more):
        result = subprocess.run([self.cinstr, *arguments], cwd=self.directory, text=True,
                                capture_output=True, timeout=120,
                                env={**os.environ, **(env or {})}, **more)
        self.assertGreaterEqual(result.returncode, 0, result)
        return result

    def check(self, status, *arguments, env=None):
        """Runs and compares the exit status. A command that cannot do its work says so in a line."""
        result = self.run_cinstr(*arguments, env=env)
        self.assertEqual(result.returncode, status, result)
        if status > 1:
            self.assertRegex(result.stderr, r"\Acinstr: [^\n]*\n\Z")
        return result


def main(doc):
    if len(sys.argv) < 2:
        sys.exit(doc)
    GateCase.cinstr = os.path.abspath(sys.argv.pop(1))
    unittest.main()
