# SPDX-License-Identifier: MIT
"""A watcher that the test plays: answers on the socket of a process, as runtime/watch/requests.c does."""

import gzip
import os
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import profile_writer  # noqa: E402


def directory():
    run = f"/run/user/{os.geteuid()}"
    place = f"{run}/cinstr" if os.path.isdir(run) else f"/tmp/cinstr-{os.geteuid()}"
    os.makedirs(place, mode=0o700, exist_ok=True)
    return place


class Watcher:
    """Answers with what `answers` has for the request, a list that is used up to its last element."""

    def __init__(self, process, answers):
        self.path, self.answers, self.asked = f"{directory()}/{process}", answers, []
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(self.path)
        self.socket.listen(64)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            request = connection.recv(64).decode().strip()
            self.asked.append(request)
            replies = self.answers.get(request, [b"error unknown request\n"])
            connection.sendall(replies.pop(0) if len(replies) > 1 else replies[0])
            connection.close()

    def move(self, path):
        os.rename(self.path, path)
        self.path = path

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)  # wakes the thread, which must not get the next socket's number
        self.thread.join()
        self.socket.close()
        os.unlink(self.path)


def profile(calls, nanos):
    """main -> work -> leaf, of which leaf was called so often and took so long."""
    functions = [{"id": i + 1, "name": name, "system_name": name, "file": "/src/p.c",
                  "start_line": 10 * i + 1} for i, name in enumerate(("main", "work", "leaf"))]
    places = [{"id": i, "mapping": 1, "address": 16 * i, "lines": [(i, 10 * i)]} for i in (1, 2, 3)]
    samples = [
        {"locations": [3, 2, 1], "values": [calls, nanos], "labels": []},
        {"locations": [2, 1], "values": [1, 5000], "labels": []},
    ]
    return gzip.compress(profile_writer.encode({
        "types": [("calls", "count"), ("time", "nanoseconds")], "samples": samples,
        "mappings": [{"id": 1, "start": 0, "limit": 4096, "offset": 0, "file": "/bin/p",
                      "build_id": "01"}],
        "locations": places, "functions": functions, "drop_frames": "", "keep_frames": "",
        "time_nanos": 10**18, "duration_nanos": nanos, "comments": ["a comment"],
        "default_type": "time"}), mtime=0)
