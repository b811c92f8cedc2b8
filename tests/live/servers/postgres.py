# SPDX-License-Identifier: MIT
"""
postgres has a process for each connection and five more, and each writes a title over its arguments.
Judge: the queries made here. The server has probes, its tools have none.
"""
import concurrent.futures
import os
import re
import shutil
import signal
import subprocess
import threading

from common import check, children_of, end, wait_for

PACKAGE = "postgresql-15"
TOOLS = ("src/timezone src/interfaces/libpq src/backend/snowball src/backend/utils/mb/conversion_procs "
         "src/pl/plpgsql/src src/include src/bin/initdb src/bin/pgbench src/bin/psql")
BUILD = ("./configure --without-readline --without-zlib --prefix=$PWD/installed CC=gcc CFLAGS='-O1 -g' "
         "&& make -j2 -C src/common all && make -j2 -C src/port all "
         "&& make -j2 -C src/backend install CC={compiler} CFLAGS='{flags} -fwrapv -fno-strict-aliasing' "
         f"&& for part in {TOOLS}; do make -C $part install CC=gcc CFLAGS='-O1 -g' || exit 1; done "
         "&& cp installed/bin/postgres installed/complete")
PORT = 18096
AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
CONNECT = ["-h", "127.0.0.1", "-p", str(PORT), "-U", "nobody"]


class Server:
    def __init__(self, place):
        complete = place.program("installed/complete", BUILD, PACKAGE)
        self.place = place
        shutil.copytree(os.path.dirname(complete), place.path("pg"), symlinks=True)  # where nobody may go
        self.tool([*AS_NOBODY, place.path("pg/bin/initdb"), "-D", place.path("data"), "-A", "trust",
                   "--no-sync", "-U", "nobody"])
        self.process = place.start(
            [*AS_NOBODY, place.path("pg/bin/postgres"), "-D", place.path("data"), "-p", str(PORT),
             "-k", place.dir, "-c", "listen_addresses=127.0.0.1"],
            CINSTR_WATCH="on", CINSTR_OUT=place.path("%e.%t.pb.gz"))
        wait_for(lambda: self.ask("SELECT 1", check=False) == "1", "an answer")
        self.asked = 1

    def tool(self, command, **options):
        done = subprocess.run(command, cwd=self.place.dir, capture_output=True, text=True,
                              env={**os.environ, "CINSTR_OUT": "none"}, **options)
        return done.stdout.strip()

    def ask(self, query, **options):
        return self.tool([self.place.path("pg/bin/psql"), *CONNECT, "-At", "-c", query, "postgres"],
                         **{"check": True, **options})

    def load(self, clients, queries):
        with open(self.place.path("query.sql"), "w", encoding="ascii") as file:
            file.write("SELECT 1;\n")
        said = self.tool([self.place.path("pg/bin/pgbench"), *CONNECT, "-n", "-f", "query.sql", "-c",
                          str(clients), "-t", str(queries), "postgres"], check=True)
        made = clients * queries
        check(f"actually processed: {made}/" in said, f"pgbench: {said}")
        self.asked += made

    def backend(self, state):
        """The process whose title tells that it serves, and does what."""
        for process in children_of(self.process.pid, "postgres"):
            try:
                with open(f"/proc/{process}/cmdline", "rb") as file:
                    title = file.read()
            except OSError:
                continue  # it has ended
            if b"127.0.0.1(" in title and state in title:
                return process
        return None


def kill_one(server):
    """The others start anew, as they do without probes."""
    asking = subprocess.Popen([server.place.path("pg/bin/psql"), *CONNECT, "-c", "SELECT pg_sleep(60)",
                               "postgres"], stderr=subprocess.DEVNULL)
    wait_for(lambda: server.backend(b"SELECT"), "the process that sleeps")
    killed = server.backend(b"SELECT")
    os.kill(killed, signal.SIGKILL)
    check(asking.wait(60) != 0, "the query of a killed process")
    wait_for(lambda: server.ask("SELECT 1", check=False) == "1", "an answer after it")
    server.asked += 2
    return killed


def ask_on(psql, stop):
    """Over one connection until told to stop. Returns the number of queries."""
    made = 0
    while not stop.is_set():
        psql.stdin.write("SELECT 1;\n" * 50)
        psql.stdin.flush()
        for _ in range(50):
            check(psql.stdout.readline() == "1\n", "an answer")
        made += 50
    return made


def look(server):
    """A snapshot, and a profile over HTTP, of a process while it serves."""
    place, stop = server.place, threading.Event()
    wait_for(lambda: not server.backend(b""), "the end of those that have served")
    psql = subprocess.Popen([place.path("pg/bin/psql"), *CONNECT, "-Atq", "postgres"], text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    wait_for(lambda: server.backend(b""), "the process that serves")
    process = server.backend(b"")
    serve = place.start([place.cinstr, "serve", "--http=localhost:0", str(process)])
    url = re.search(r"http://\S+", serve.stderr.readline()).group(0)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        load = pool.submit(ask_on, psql, stop)
        try:
            part = place.calls(place.scrape(url, "profile?seconds=1"), "exec_simple_query")
        finally:
            stop.set()
        made = load.result()
    seen = place.calls(place.snapshot(process), "exec_simple_query")
    psql.communicate()
    server.asked += made
    check(0 < part <= seen == made, f"{part} queries in a second, {seen} seen, {made} made")


def test(place):
    server = Server(place)
    server.load(4, 200)
    look(server)
    killed = kill_one(server)
    status = end(server.process, signal.SIGINT)
    check(status == 0, f"status {status}")
    wait_for(lambda: "postgres.prof.pb.gz" in place.profiles(), "the first process's profile")
    names = place.profiles()
    wrong = [name for name in names if not re.fullmatch(r"postgres\.prof(\.\d+)?\.pb\.gz", name)]
    check(not wrong, f"names {wrong}")
    check(f"postgres.prof.{killed}.pb.gz" in names, f"no profile of {killed}: {names}")
    for function in ("CheckpointerMain", "BackgroundWriterMain", "WalWriterMain"):
        count = sum(place.calls(name, function) for name in names)
        check(count == 2, f"{function}: in {count} processes, 2 were started")  # 1 before the kill
    have = sum(place.calls(name, "exec_simple_query") for name in names)
    check(have == server.asked, f"{have} queries in the profiles, {server.asked} made")
