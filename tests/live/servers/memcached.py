# SPDX-License-Identifier: MIT
"""memcached has threads, and gives up root's rights. Judge: the requests made here."""
import os
import re
import signal
import socket

from common import check, end, is_open, judge_cost, wait_for

BUILD = "memcached", "./configure CC={compiler} CFLAGS='{flags}' && make -j2 memcached"
PORT = 18098
ANSWER = b"VALUE k 0 5\r\nhello\r\nEND\r\n"


class Client:
    def __init__(self):
        self.made = 0
        self.connection = socket.create_connection(("127.0.0.1", PORT), timeout=20)
        self.connection.sendall(b"set k 0 0 5\r\nhello\r\n")
        check(self.connection.recv(100) == b"STORED\r\n", "a set")

    def get(self, number):
        """Two hundred at a time: the server works more than this script."""
        for _ in range(number // 200):
            self.connection.sendall(b"get k\r\n" * 200)
            left = 200 * len(ANSWER)
            while left > 0:
                said = self.connection.recv(1 << 16)
                check(said, "the connection was closed")
                left -= len(said)
        self.made += number


def start(place, *wrapper, user="nobody", **env):
    command = [place.program(*BUILD), "-u", user, "-p", str(PORT), "-l", "127.0.0.1", "-t", "4"]
    process = place.start([*wrapper, *command], **env)
    wait_for(lambda: is_open(PORT), "an answer")
    return process


def ended(place, number, want):
    """By a signal, under cinstr run and with requests before: all of them are in the profile."""
    process = start(place, place.cinstr, "run", "--no-summary", "-o=out", "--http=localhost:0", "--")
    url = re.search(r"http://\S+", process.stderr.readline()).group(0)
    client = Client()
    client.get(2000)
    scraped = place.calls(place.scrape(url, "profile?seconds=0"), "process_get_command")
    check(scraped == 2000, f"{scraped} requests over HTTP, 2000 made")
    snapshot = place.calls(place.snapshot("memcached"), "process_get_command")
    check(snapshot == 2000, f"{snapshot} requests in a snapshot, 2000 made")
    client.get(400)
    if number == signal.SIGTERM:
        status = end(process)  # goes to memcached
    else:
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            programs = [int(word) for word in file.read().split()]
        memcached = [p for p in programs if name_of(p) == "memcached"]
        check(len(memcached) == 1, f"children {programs}")
        signal.pidfd_send_signal(os.pidfd_open(memcached[0]), number)
        status = process.wait(60)
    said = process.stderr.read()
    check(status == want, f"status {status}, not {want}: {said}")
    check(place.profiles("out") == ["memcached.prof.pb.gz"], f"files {place.profiles('out')}: {said}")
    have = place.calls("out/memcached.prof.pb.gz", "process_get_command")
    check(have == client.made, f"{have} requests in the profile, {client.made} made")


def name_of(process):
    with open(f"/proc/{process}/comm", encoding="ascii") as file:
        return file.read().strip()


def cost(place):
    process = start(place, user="root", CINSTR_WATCH="on")
    client = Client()
    judge_cost(process.pid, lambda: client.get(40000))
    end(process)


def test(place):
    ended(place, signal.SIGTERM, 0)
    ended(place, signal.SIGKILL, 137)
    cost(place)
