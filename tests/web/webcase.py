# SPDX-License-Identifier: MIT
"""What the tests of the page share: what 'cinstr top' and 'cinstr list' print, and how a view is asked for.

The first two arguments of such a test are the build directory and the repository.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.request

BUILD, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path[:0] = [os.path.join(SOURCE, "tests", "web"), os.path.join(SOURCE, "tests", "cli")]
import browser  # noqa: E402

BIN = os.path.join(BUILD, "bin")
CINSTR = os.path.join(BIN, "cinstr")
VIEWS = ["flame", "functions", "sandwich", "graph", "source", "notes"]


def run(*command, cwd):
    environment = dict(os.environ, PATH=BIN + os.pathsep + os.environ["PATH"], SOURCE_DATE_EPOCH="0")
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, timeout=120, env=environment)
    if done.returncode:
        raise AssertionError("%s: %s" % (" ".join(command), done.stderr))
    return done.stdout


def top(directory, profile, type_name, unit):
    """{name: (own, with callees)} as 'cinstr top' prints them, in the unit."""
    text = run(CINSTR, "top", "-nodecount=0", "-nodefraction=0", "-edgefraction=0", "-compact_labels",
               "-sample_index=" + type_name, "-unit=" + unit, profile, cwd=directory)
    rows = {}
    for line in text.splitlines():
        match = re.match(r" *(-?\d+)(?:ns|B)? +\S+ +\S+ +(-?\d+)(?:ns|B)? +\S+  (.*)$", line)
        if match:
            name = re.sub(r" \((?:partial-)?inline\)$", "", match[3])
            rows[name] = int(match[1]), int(match[2])
    return rows


def listing(directory, profile, name, type_name, unit, *options):
    """{line: (own, with callees)} of the function, as 'cinstr list' prints them."""
    exactly = re.sub(r"([][\\.^$*+?{}()|])", r"\\\1", name)  # Python escapes what RE2 does not let one escape
    text = run(CINSTR, "list", "-f", f"^{exactly}$", "-sample_index=" + type_name,
               "-unit=" + unit, *options, profile, cwd=directory)
    lines = {}
    for line in text.splitlines():
        match = re.match(r" *(-?\d+|\.)(?:ns|B)? +(-?\d+|\.)(?:ns|B)? +(\d+):", line)
        if match and (match[1], match[2]) != (".", "."):
            lines[int(match[3])] = tuple(0 if text == "." else int(text) for text in match.group(1, 2))
    return lines


TABLE = """(async () => {
  const rows = {}, scroller = document.querySelector('.table-view .scroller');
  for (let y = 0; y <= scroller.scrollHeight; y += 200) {
    scroller.scrollTop = y;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const row of scroller.querySelectorAll('tr[data-function]')) {
      const value = (column) => Number(row.querySelector(`[data-column=${column}]`)?.dataset.value);
      rows[row.querySelector('button').title] = [value('own'), value('cum'), value('calls'), value('ownChange')];
    }
  }
  return rows;
})()"""


def compiled(source, directory, program, *options):
    """Compiles tests/web/SOURCE in mode=count and runs the program, which writes its profiles."""
    compiler = "cinstr-g++" if source.endswith(".cc") else "cinstr-gcc"
    path = os.path.join(SOURCE, "tests", "web", source)
    run(os.path.join(BIN, compiler), "-g", "-fplugin-arg-cinstr-mode=count", *options, path, "-o", program, cwd=directory)
    run("./" + program, cwd=directory)


def make_pipeline(directory):
    """The pipeline of examples/, slow and fast."""
    pipeline = os.path.join(SOURCE, "examples", "pipeline")
    make = ["make", "-s", "-C", pipeline, "BUILD=" + directory, "CC=" + os.path.join(BIN, "cinstr-gcc")]
    run(*make, *[os.path.join(directory, name, "pipeline_bench") for name in
                 ("time/slow", "time/fast", "count/slow")], cwd=directory)
    for name, flag in (("time/slow", "cpu"), ("time/fast", "cpu"), ("count/slow", "cpu"), ("count/slow", "mem")):
        program = os.path.join(directory, name, "pipeline_bench")
        out = "%s.%s.pb.gz" % (name.replace("/", "-"), flag)
        run(program, "-benchtime=3x", "-%sprofile=%s" % (flag, out), cwd=directory)


def make_words(directory):
    compiled("words.cc", directory, "words", "-O1", "-fplugin-arg-cinstr-alloc=live")


class PageCase(unittest.TestCase):
    """Programs that the class makes in a directory of its own, and a browser for their pages."""

    @classmethod
    def make(cls, directory):
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="cinstr-web-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.directory = cls.scratch.name
        cls.make(cls.directory)
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def write(self, name, *arguments):
        run(CINSTR, "web", "-o", name, *arguments, cwd=self.directory)
        return "file://" + urllib.request.pathname2url(os.path.join(self.directory, name))

    def open(self, address, **options):
        page = self.browser.open(address, **options)
        page.settle()
        self.addCleanup(lambda: self.browser.call("Target.closeTarget", {"targetId": page.target}))
        return page

    def check_quiet(self, page, address):
        self.assertEqual(page.faults(), [])
        self.assertEqual({url.split("#")[0] for url in page.requests()}, {address.split("#")[0]})

    def show(self, page, view, function=None, type_name=None):
        """Goes to a view by the page's own address, as a link would."""
        state = {"view": view}
        if function is not None:
            state["function"] = function
        if type_name is not None:
            state["type"] = type_name
        page.run("location.hash = '#' + new URLSearchParams(%s)" % json.dumps(state))
        page.wait("document.querySelector('[data-view=%s]').getAttribute('aria-current') === 'page'" % view)
        page.settle()

    def tip(self, page):
        return page.run("document.querySelector('.tip').hidden ? '' : document.querySelector('.tip-name').textContent")

    def tip_at(self, page, box, part, y):
        page.move_to(box[0] + box[2] * part, y)
        return self.tip(page)

    def search(self, page, text):
        page.run("document.querySelector('input[type=search]').focus()")
        page.run("document.querySelector('input[type=search]').select()")
        page.type(text)
        return page.run("document.querySelector('.found').textContent")

    def shown_source(self, page):
        """{line: (own, with callees)} of the source view."""
        shown = page.run("""Object.fromEntries([...document.querySelectorAll('tr[data-line]')].map((row) => [row.dataset.line,
            [Number(row.querySelector('.own').dataset.value), Number(row.querySelector('.cum').dataset.value)]]))""")
        return {int(line): tuple(values) for line, values in shown.items() if any(values)}

    def frame(self, page, name):
        """Where the widest frame of the function is, by the tip of the pointer."""
        box = page.run("(() => { const b = document.querySelector('.flame-canvas').getBoundingClientRect();"
                       "return [b.left, b.top, b.width, b.height]; })()")
        for y in range(int(box[1]) + 8, int(box[1] + box[3]), 21):
            for part in (0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98):
                page.move_to(box[0] + box[2] * part, y)
                if self.tip(page) == name:
                    return box[0] + box[2] * part, y, box
        self.fail("no frame of " + name)
