# SPDX-License-Identifier: MIT
"""Viewers that npm has: a package is fetched and unpacked, or a .tgz of it that is there already."""
import os
import shutil
import subprocess
import sys
import tarfile


def unpack(name, directory, given=None):
    """Where the files of the package are, a path below DIRECTORY."""
    path = given or fetch(name, directory)
    with tarfile.open(path) as package:
        package.extractall(directory)
    return os.path.join(directory, "package")


def fetch(name, directory):
    if not shutil.which("npm"):
        sys.exit("no npm to fetch %s with: apt-get install npm" % name)
    done = subprocess.run(["npm", "pack", "--silent", name], cwd=directory, text=True, capture_output=True, timeout=200)
    if done.returncode:
        sys.exit("npm cannot fetch %s: %s" % (name, done.stderr))
    return os.path.join(directory, done.stdout.split()[-1])
