# SPDX-License-Identifier: MIT
"""What the tests of real servers share: the build with probes, profiles, snapshots, and what one costs."""
import glob
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path[:0] = [os.path.join(ROOT, "tests", "e2e")]
import pprof_reader  # noqa: E402

FLAGS = "-O2 -g -fplugin-arg-cinstr-mode=count"
SLICES = 30  # of load, with and without snapshots in turns
SNAPSHOTS, LOADS_MOST = 3, 100  # in each slice with
ALLOWED = 1.05  # of processor time for a request


def check(condition, what):
    if not condition:
        sys.exit(f"servers: {what}")


def wait_for(condition, what):
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.02)
    check(False, f"{what}: not within 20 s")


class Place:
    """A scratch directory that servers can write to when they have given up root's rights."""

    def __init__(self, build, name):
        self.build, self.name = os.path.abspath(build), name
        self.cinstr = os.path.join(self.build, "bin", "cinstr")
        self.dir = f"/var/tmp/cinstr-servers-{name}"
        self.processes = []  # what is killed at the end, whatever happens
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir)
        os.chmod(self.dir, 0o777)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def program(self, file, commands, package=None):
        """Debian's source, built with probes; what is there from an earlier run is taken."""
        sources, package = os.path.join(self.build, "sources"), package or self.name
        program = os.path.join(sources, package, file)
        if not os.path.exists(program):
            subprocess.run([os.path.join(ROOT, "scripts", "sources"), sources, package], check=True)
            compiler = os.path.join(self.build, "bin", "cinstr-gcc")
            subprocess.run(commands.format(compiler=compiler, flags=FLAGS), shell=True, check=True,
                           cwd=os.path.join(sources, package), stdout=subprocess.DEVNULL,
                           stderr=subprocess.STDOUT, env={**os.environ, "CINSTR_OUT": "none"})
        return program

    def start(self, command, **env):
        process = subprocess.Popen(command, cwd=self.dir, env={**os.environ, **env},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    # -- profiles

    def profiles(self, directory="."):
        return sorted(os.path.basename(path) for path in glob.glob(self.path(directory, "*.prof*.gz")))

    def calls(self, name, function):
        """Of the function and of the copies that GCC has made of it."""
        flat = pprof_reader.read(self.path(name)).flat()
        return sum(count for key, count in flat.items() if key.split(".")[0] == function)

    def clear(self):
        for name in self.profiles():
            os.unlink(self.path(name))

    def snapshot(self, process, *arguments):
        name = f"snapshot.{process}.pb.gz"
        subprocess.run([self.cinstr, "snapshot", str(process), "-o", name, *arguments], check=True,
                       cwd=self.dir, capture_output=True)
        return name

    def scrape(self, url, page):
        with urllib.request.urlopen(url + page, timeout=300) as answer, \
                open(self.path("scraped.pb.gz"), "wb") as file:
            shutil.copyfileobj(answer, file)
        return "scraped.pb.gz"


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
        return True
    except OSError:
        return False


def children_of(process, name):
    done = subprocess.run(["pgrep", "-P", str(process), "-x", name], capture_output=True, text=True)
    return {int(line) for line in done.stdout.split()}


# ---- What a snapshot costs the server ----

def processor_time(process):
    """Nanoseconds of all of its threads; a watcher is another process."""
    total = 0
    for path in glob.glob(f"/proc/{process}/task/*/schedstat"):
        with open(path, encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total


class Asker:
    """Asks a watcher for a profile again and again, while it is let."""

    def __init__(self, process):
        run = f"/run/user/{os.geteuid()}/cinstr/{process}"
        self.path = run if os.path.exists(run) else f"/tmp/cinstr-{os.geteuid()}/{process}"
        self.let, self.done = threading.Event(), 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            self.let.wait()
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(self.path)
                    connection.sendall(b"prof\n")
                    while connection.recv(1 << 20):
                        pass
            except OSError:
                return
            self.done += 1


def judge_cost(process, load):
    """`load` makes some thousand requests. Snapshots back to back must not make one more expensive."""
    asker, ratios = Asker(process), []

    def measure(snapshots):
        """Processor time of one load, where at least so many snapshots were made."""
        before, asked, loads = processor_time(process), asker.done, 0
        while loads == 0 or asker.done < asked + snapshots:
            check(loads < LOADS_MOST, f"{asker.done - asked} snapshots during {loads} loads")
            load()
            loads += 1
        return (processor_time(process) - before) / loads

    load()
    for _ in range(SLICES):
        without = measure(0)
        asker.let.set()
        ratios.append(measure(SNAPSHOTS) / without)
        asker.let.clear()
        time.sleep(0.02)
    ratio = statistics.median(ratios)
    print(f"processor time of a request while snapshots are made: {ratio:.3f} of that without, "
          f"median of {SLICES} pairs, {asker.done} snapshots")
    check(ratio < ALLOWED, "snapshots cost the server too much")


def end(process, number=signal.SIGTERM):
    """Its exit status."""
    process.send_signal(number)
    return process.wait(60)
