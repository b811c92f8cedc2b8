# SPDX-License-Identifier: MIT
"""
Real programs that do not end by exit: servers.py BUILD dash|nginx

Built from Debian's sources with probes. dash ends by _exit and forks; nginx has workers, which it
titles, reloads and ends by signals. Judge: the requests and commands that this script has made.
"""
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(HERE, "..", "e2e")]
import pprof_reader  # noqa: E402

PORT = 18099
CONFIGURE = {
    "dash": "./autogen.sh && ./configure CC={compiler} CFLAGS='{flags}'",
    "nginx": "./configure --with-cc={compiler} --with-cc-opt='{flags} -Wno-error' "
             "--without-http_gzip_module --without-http_rewrite_module",
}
PROGRAMS = {"dash": "src/dash", "nginx": "objs/nginx"}
CONFIGURATION = """
worker_processes 2;
error_log {place}/error.log;
pid {place}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;
    uwsgi_temp_path {place}/d; scgi_temp_path {place}/e;
    server {{ listen 127.0.0.1:{port}; location / {{ root {place}/html; }} }}
}}
"""


def check(condition, what):
    if not condition:
        sys.exit(f"servers.py: {what}")


def build(directory, name):
    """The program with probes; what is there from an earlier run is taken."""
    sources = os.path.join(directory, "sources")
    program = os.path.join(sources, name, PROGRAMS[name])
    if not os.path.exists(program):
        subprocess.run([os.path.join(ROOT, "scripts", "sources"), sources, name], check=True)
        how = CONFIGURE[name].format(compiler=os.path.join(directory, "bin", "cinstr-gcc"),
                                     flags="-O2 -g -fplugin-arg-cinstr-mode=count")
        subprocess.run(f"{how} && make -j2", shell=True, cwd=os.path.join(sources, name), check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                       env={**os.environ, "CINSTR_OUT": "none"})
    return program


def profiles(place, kind="prof"):
    return sorted(os.path.join(place, name) for name in os.listdir(place) if f".{kind}." in name)


def wait_for(condition, what):
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.02)
    sys.exit(f"servers.py: {what}: not within 20 s")


def dash(directory, place):
    program = build(directory, "dash")
    script = "i=0; while [ $i -lt 100 ]; do i=$((i+1)); /bin/true; done; "

    def run(ending, watch):
        for path in profiles(place):
            os.unlink(path)
        done = subprocess.run([program, "-c", script + ending], cwd=place,
                              env={**os.environ, "CINSTR_WATCH": watch})
        main = os.path.join(place, "dash.prof.pb.gz")
        wait_for(lambda: os.path.exists(main), f"a profile after {ending}")
        return done.returncode, pprof_reader.read(main).flat()

    status, ended = run("exit 3", "off")
    check(status == 3 and len(profiles(place)) == 1, f"exit: {status}, {profiles(place)}")
    # Each of the commands is entered by a vfork child, which counts in its parent's memory.
    check(ended["shellexec"] == 100, f"{ended['shellexec']} programs, not 100")
    commands = ended["evalcommand"]
    check(commands >= 300, f"{commands} commands")
    status, killed = run("kill -9 $$", "on")
    check(status == -9, f"kill: {status}")
    check(killed["evalcommand"] == commands, f"{killed['evalcommand']} commands, not {commands}")
    run("x=$(echo sub); exit 3", "off")
    check(len(profiles(place)) == 2, f"a subshell has a profile of its own: {profiles(place)}")


def request(number):
    for _ in range(number):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
        connection.request("GET", "/index.html")
        check(connection.getresponse().status == 200, "a request")
        connection.close()


def workers_of(master):
    done = subprocess.run(["pgrep", "-P", str(master), "-x", "nginx"], capture_output=True, text=True)
    return {int(line) for line in done.stdout.split()}


def is_up():
    try:
        request(1)
        return True
    except OSError:
        return False


def nginx(directory, place):
    program, cinstr = build(directory, "nginx"), os.path.join(directory, "bin", "cinstr")
    for name in ("html", "logs"):
        os.makedirs(os.path.join(place, name))
    for name, text in (("html/index.html", "hello\n"),
                       ("nginx.conf", CONFIGURATION.format(place=place, port=PORT))):
        with open(os.path.join(place, name), "w", encoding="ascii") as file:
            file.write(text)
    os.chmod(place, 0o777)  # workers give up root's rights, and write as nobody
    subprocess.run([program, "-p", place, "-c", os.path.join(place, "nginx.conf")], cwd=place,
                   check=True, env={**os.environ, "CINSTR_WATCH": "on"})
    made = 1
    wait_for(is_up, "an answer")
    with open(os.path.join(place, "nginx.pid"), encoding="ascii") as file:
        master = int(file.read())
    wait_for(lambda: len(workers_of(master)) == 2, "two workers")
    first = workers_of(master)
    request(300)
    made += 300
    for worker in first:  # a snapshot while it runs; what it has is what the profile at the end has
        out = os.path.join(place, f"snap.{worker}.pb.gz")
        subprocess.run([cinstr, "snapshot", str(worker), "-o", out], check=True, capture_output=True)
    seen = sum(pprof_reader.read(os.path.join(place, f"snap.{worker}.pb.gz"))
               .flat()["ngx_http_process_request"] for worker in first)
    check(seen == made, f"{seen} requests in snapshots, {made} made")
    os.kill(master, signal.SIGHUP)
    wait_for(lambda: len(workers_of(master)) == 2 and not workers_of(master) & first, "new workers")
    second = workers_of(master)
    request(200)
    made += 200
    os.kill(min(second), signal.SIGKILL)
    wait_for(lambda: len(workers_of(master) - {min(second)}) == 2, "a worker in its place")
    request(100)
    made += 100
    processes = first | second | workers_of(master)
    os.kill(master, signal.SIGQUIT)
    names = [os.path.join(place, f"nginx.prof.{process}.pb.gz") for process in processes]
    wait_for(lambda: all(map(os.path.exists, names)), f"profiles of {sorted(processes)}")
    served = sum(pprof_reader.read(name).flat()["ngx_http_process_request"] for name in names)
    check(served == made, f"{served} requests in the profiles, {made} made")
    wait_for(lambda: os.path.exists(os.path.join(place, f"nginx.prof.{master}.pb.gz")), "the master's")


def stop(place):
    """Ends a server that a failed check has left behind."""
    try:
        with open(os.path.join(place, "nginx.pid"), encoding="ascii") as file:
            os.kill(int(file.read()), signal.SIGTERM)
    except (OSError, ValueError):
        pass


def main(directory, name):
    directory = os.path.abspath(directory)
    place = f"/var/tmp/cinstr-servers-{name}"  # workers as nobody may enter it
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    try:
        {"dash": dash, "nginx": nginx}[name](directory, place)
    finally:
        stop(place)
        shutil.rmtree(place, ignore_errors=True)
    print(f"servers-{name}: ok")


main(*sys.argv[1:])
