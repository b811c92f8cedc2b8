# SPDX-License-Identifier: MIT
"""nginx has workers, which it titles, reloads and ends by signals. Judge: the requests made here."""
import http.client
import os
import re
import signal
import socket
import subprocess

from common import check, children_of, end, is_open, wait_for

BUILD = ("objs/nginx", "./configure --with-cc={compiler} --with-cc-opt='{flags} -Wno-error' "
         "--without-http_gzip_module --without-http_rewrite_module && make -j2")
PORT = 18099
CONFIGURATION = """
worker_processes 2;
error_log {place}/error.log;
pid {place}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;
    uwsgi_temp_path {place}/d; scgi_temp_path {place}/e;
    server {{ listen 127.0.0.1:{port}; location / {{ root {place}/html; }} }}
}}
"""
REQUEST = b"GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n"


def request(number):
    for _ in range(number):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
        connection.request("GET", "/index.html")
        check(connection.getresponse().status == 200, "a request")
        connection.close()


def request_in_rows(number):
    """Over one connection, a hundred at a time: the server works more than this script."""
    with socket.create_connection(("127.0.0.1", PORT), timeout=20) as connection:
        for _ in range(number // 100):
            connection.sendall(REQUEST * 100)
            answered, rest = 0, b""
            while answered < 100:
                said = connection.recv(1 << 18)
                check(said, "the connection was closed")
                rest += said
                answered += rest.count(b"\nhello\n")
                rest = rest[-6:]


def start(place, *wrapper, **env):
    program = place.program(*BUILD)
    for name in ("html", "logs"):
        os.makedirs(place.path(name), exist_ok=True)
    for name, text in (("html/index.html", "hello\n"),
                       ("nginx.conf", CONFIGURATION.format(place=place.dir, port=PORT))):
        with open(place.path(name), "w", encoding="ascii") as file:
            file.write(text)
    process = place.start([*wrapper, program, "-p", place.dir, "-c", place.path("nginx.conf"),
                           "-g", "daemon off;"], **env)
    wait_for(lambda: is_open(PORT) and os.path.exists(place.path("nginx.pid")), "an answer")
    with open(place.path("nginx.pid"), encoding="ascii") as file:
        return process, int(file.read())


def workers(master, without=()):
    """Two of them, none of which is one of `without`."""
    wait_for(lambda: len(children_of(master, "nginx") - set(without)) == 2, "two workers")
    return children_of(master, "nginx") - set(without)


def served(place, names):
    return sum(place.calls(name, "ngx_http_process_request") for name in names)


def life(place):
    """Reload, a killed worker, quit: a profile for each process, and no request is lost."""
    process, master = start(place, CINSTR_WATCH="on")
    first = workers(master)
    request(300)
    seen = served(place, [place.snapshot(worker) for worker in first])
    check(seen == 300, f"{seen} requests in snapshots, 300 made")
    os.kill(master, signal.SIGHUP)
    wait_for(lambda: not children_of(master, "nginx") & first, "the end of the old workers")
    second = workers(master, first)
    request(200)
    os.kill(min(second), signal.SIGKILL)
    third = workers(master, first | {min(second)})
    request(100)
    status = end(process, signal.SIGQUIT)
    check(status == 0, f"quit: {status}")
    names = [f"nginx.prof.{worker}.pb.gz" for worker in first | second | third]
    # In the foreground the master is the process that was started, and its file has no number.
    wait_for(lambda: set(place.profiles()) == {*names, "nginx.prof.pb.gz"},
             f"profiles of {sorted(names)}")
    have = served(place, names)
    check(have == 600, f"{have} requests in the profiles, 600 made")


def served_over_http(place):
    """Under cinstr run, as root: it has the profiles of the workers, who have no rights."""
    place.clear()
    process, master = start(place, place.cinstr, "run", "--no-summary", "-o=out",
                            "--http=localhost:0", "--")
    url = re.search(r"http://\S+", process.stderr.readline()).group(0)
    request(50)
    check(place.calls(place.scrape(url, "profile?seconds=0"), "ngx_single_process_cycle") == 0 and
          place.calls(place.scrape(url, "profile?seconds=0"), "ngx_master_process_cycle") == 1,
          "the master's profile over HTTP")
    worker = min(workers(master))
    server = place.start([place.cinstr, "serve", "--http=localhost:0", str(worker)])
    url = re.search(r"http://\S+", server.stderr.readline()).group(0)
    loader = subprocess.Popen(["python3", "-c", "import nginx; nginx.request_in_rows(60000)"],
                              cwd=os.path.dirname(os.path.abspath(__file__)))
    part = sum(place.calls(place.scrape(url, "profile?seconds=1"), "ngx_http_process_request")
               for _ in range(2))
    check(loader.wait() == 0, "the load")
    other = place.calls(place.snapshot(max(workers(master))), "ngx_http_process_request")
    check(part > 0 or other >= 60000, f"{part} requests scraped; the other worker had {other}")
    status = end(process)  # goes to nginx
    check(status == 0, f"end: {status}, {process.stderr.read()}")
    names = place.profiles("out")
    check(len(names) == 3, f"profiles under cinstr run: {names}")
    have = served(place, [os.path.join("out", name) for name in names])
    check(have == 60050, f"{have} requests in the profiles, 60050 made")


def test(place):
    life(place)
    served_over_http(place)
