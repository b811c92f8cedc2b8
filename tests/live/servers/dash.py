# SPDX-License-Identifier: MIT
"""dash ends by _exit, and forks. Judge: the commands of the script."""
import os
import subprocess

from common import check, wait_for

BUILD = ("src/dash", "{{ [ -x configure ] || ./autogen.sh; }} "
         "&& ./configure CC={compiler} CFLAGS='{flags}' && make -j2")
SCRIPT = "i=0; while [ $i -lt 100 ]; do i=$((i+1)); /bin/true; done; "


def test(place):
    program = place.program(*BUILD)

    def run(ending, watch):
        place.clear()
        done = subprocess.run([program, "-c", SCRIPT + ending], cwd=place.dir,
                              env={**os.environ, "CINSTR_WATCH": watch})
        wait_for(lambda: os.path.exists(place.path("dash.prof.pb.gz")), f"a profile after {ending}")
        return done.returncode

    status = run("exit 3", "off")
    check(status == 3 and place.profiles() == ["dash.prof.pb.gz"], f"exit: {status}, {place.profiles()}")
    # Each of the commands is entered by a vfork child, which counts in its parent's memory.
    entered = place.calls("dash.prof.pb.gz", "shellexec")
    check(entered == 100, f"{entered} programs, not 100")
    commands = place.calls("dash.prof.pb.gz", "evalcommand")
    check(commands >= 300, f"{commands} commands")
    status = run("kill -9 $$", "on")
    check(status == -9, f"kill: {status}")
    killed = place.calls("dash.prof.pb.gz", "evalcommand")
    check(killed == commands, f"{killed} commands, not {commands}")
    run("x=$(echo sub); exit 3", "off")
    check(len(place.profiles()) == 2, f"a subshell has a profile of its own: {place.profiles()}")
