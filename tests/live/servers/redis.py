# SPDX-License-Identifier: MIT
"""redis writes a title over its arguments and forks to save. Judge: the requests made here."""
import os
import signal
import socket

from common import check, end, is_open, judge_cost, wait_for

BUILD = ("src/redis-server", "make -j2 -C src redis-server MALLOC=libc USE_SYSTEMD=no "
         "CC='{compiler} {flags}' OPTIMIZATION=-O2")
PORT = 18097


class Client:
    def __init__(self):
        self.made = 0
        self.connection = socket.create_connection(("127.0.0.1", PORT), timeout=20)

    def ask(self, request, answer, number=1):
        for _ in range(number):
            self.connection.sendall(request)
            said = b""
            while len(said) < len(answer):
                more = self.connection.recv(1 << 16)
                check(more, "the connection was closed")
                said += more
            check(said == answer, f"{request[:20]}: {said[:40]}")

    def get(self, number):
        """Two hundred at a time: the server works more than this script."""
        self.ask(b"GET k\r\n" * 200, b"$5\r\nhello\r\n" * 200, number // 200)
        self.made += number


def start(place):
    command = [place.program(*BUILD), "--port", str(PORT), "--save", "", "--dir", place.dir]
    process = place.start(command, CINSTR_WATCH="on")
    wait_for(lambda: is_open(PORT), "an answer")
    client = Client()
    client.ask(b"SET k hello\r\n", b"+OK\r\n")
    with open(f"/proc/{process.pid}/cmdline", "rb") as file:
        title = file.read()
    check(b"--port" not in title and b":%d" % PORT in title, f"no title: {title}")
    return process, client


def ended(place, number, want):
    place.clear()
    process, client = start(place)
    client.get(2000)
    client.ask(b"BGSAVE\r\n", b"+Background saving started\r\n")
    wait_for(lambda: os.path.exists(place.path("dump.rdb")), "the child's file")
    seen = place.calls(place.snapshot(process.pid), "getCommand")
    check(seen == 2000, f"{seen} requests in a snapshot, 2000 made")
    os.unlink(place.path("dump.rdb"))
    client.get(400)
    status = end(process, number)
    check(status == want, f"status {status}, not {want}")
    wait_for(lambda: "redis-server.prof.pb.gz" in place.profiles(), "a profile")
    names = [name for name in place.profiles() if name != "redis-server.prof.pb.gz"]
    check(len(names) == 1 and names[0].startswith("redis-server.prof."), f"the child's: {names}")
    saved = place.calls(names[0], "rdbSave")
    check(saved == 1, f"{saved} calls of rdbSave in the child")
    have = place.calls("redis-server.prof.pb.gz", "getCommand")
    check(have == client.made, f"{have} requests in the profile, {client.made} made")


def cost(place):
    process, client = start(place)
    judge_cost(process.pid, lambda: client.get(20000))
    end(process)


def test(place):
    ended(place, signal.SIGTERM, 0)
    ended(place, signal.SIGKILL, -9)
    cost(place)
