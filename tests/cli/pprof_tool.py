# SPDX-License-Identifier: MIT
"""Finds and runs 'go tool pprof', the judge of the reports."""
import os
import subprocess
import sys


def find_pprof():
    try:
        found = subprocess.run(["go", "tool", "-n", "pprof"], capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit("pprof_tool: go is missing: apt-get install golang-go")
    path = found.stdout.strip()
    if found.returncode or not os.access(path, os.X_OK):
        sys.exit("pprof_tool: go has no pprof: " + found.stderr)
    return path


def run(arguments, directory):
    environment = dict(os.environ, HOME=directory, TZ="UTC", PWD=directory)
    result = subprocess.run(arguments, cwd=directory, env=environment, capture_output=True)
    # Only whether they fail is compared: the messages are each one's own.
    return result.stdout, result.returncode != 0, result.stderr
