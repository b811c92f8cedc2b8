# SPDX-License-Identifier: MIT
"""Drives a headless Chromium by its DevTools protocol, over a pipe: no library and no port is needed."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--hide-scrollbars", "--mute-audio",
    "--remote-debugging-pipe", "--allow-file-access-from-files", "--force-device-scale-factor=1",
]


def find():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise SystemExit("no Chromium: apt-get install chromium")


class Browser:
    """A browser of its own, with nothing kept from one to the next."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="cinstr-browser-")
        from_us, to_browser = os.pipe()
        from_browser, to_us = os.pipe()
        self.input, self.output = to_browser, from_browser
        self.log = open(os.path.join(self.profile, "log"), "w+")

        def connect():  # the protocol's descriptors are 3 and 4
            low = os.dup2(from_us, 103), os.dup2(to_us, 104)
            os.dup2(low[0], 3)
            os.dup2(low[1], 4)

        self.process = subprocess.Popen(
            [find()] + FLAGS + ["--user-data-dir=" + self.profile, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, preexec_fn=connect,
            close_fds=False)
        os.close(from_us)
        os.close(to_us)
        self.buffer, self.number, self.events = b"", 0, []

    def close(self):
        try:
            self.call("Browser.close")
        except (EOFError, TimeoutError, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.input)
        os.close(self.output)
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def receive(self, deadline):
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.output], [], [], left)[0]:
                raise TimeoutError("the browser does not answer")
            data = os.read(self.output, 1 << 20)
            if not data:
                self.log.seek(0)
                raise EOFError("the browser ended: " + self.log.read()[-2000:])
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, params=None, session=None, timeout=120):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.input, data):]
        deadline = time.monotonic() + timeout
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]))
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def open(self, url, width=1280, height=800, dark=False, ready="document.documentElement && document.documentElement.hasAttribute('data-ready')"):
        page = Page(self, width, height, dark)
        page.go(url, ready)
        return page


class Page:
    """A tab. Everything that it logs, throws or asks the network for is kept."""

    def __init__(self, browser, width, height, dark):
        self.browser = browser
        target = browser.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.target = target
        self.session = browser.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")
        self.resize(width, height)
        self.call("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def call(self, method, params=None, timeout=120):
        return self.browser.call(method, params, self.session, timeout)

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700})

    def go(self, url, ready, timeout=120):
        self.call("Page.navigate", {"url": url})
        self.wait(ready, timeout)

    def wait(self, condition, timeout=60):
        deadline = time.monotonic() + timeout
        while not self.run("Boolean(%s)" % condition):
            if time.monotonic() > deadline:
                raise TimeoutError("never true: %s; %s" % (condition, self.faults()))
            time.sleep(0.03)

    def run(self, expression):
        """The value of an expression of JavaScript; a promise is awaited."""
        result = self.call("Runtime.evaluate", {
            "expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError("%s: %s" % (expression, details.get("exception", {}).get("description", details)))
        return result["result"].get("value")

    def settle(self):
        """Waits until what was asked for is on the screen."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(done, {timeout: 1000}))))")

    def click(self, selector):
        self.run("(() => { const e = document.querySelector(%s); if (!e) throw new Error('no ' + %s); e.click(); })()"
                 % (json.dumps(selector), json.dumps(selector)))
        self.settle()

    def click_at(self, x, y):
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", {
                "type": kind, "x": x, "y": y, "button": "none" if kind == "mouseMoved" else "left",
                "clickCount": 0 if kind == "mouseMoved" else 1})
        self.settle()

    def move_to(self, x, y):
        self.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
        self.settle()

    def press(self, key, text=None):
        keys = {"Enter": 13, "Escape": 27, "Backspace": 8, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
        code = keys.get(key, ord(key.upper()[0]))
        down = {"type": "keyDown", "key": key, "windowsVirtualKeyCode": code}
        if len(key) == 1:
            down["text"] = text or key
        self.call("Input.dispatchKeyEvent", down)
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "windowsVirtualKeyCode": code})
        self.settle()

    def type(self, text):
        self.call("Input.insertText", {"text": text})
        self.settle()

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", {"format": "png"})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def happened(self):
        self.run("0")  # brings what is under way
        return [event for event in self.browser.events if event.get("sessionId") == self.session]

    def faults(self):
        """What the console says that is no plain log, and what was thrown."""
        found = []
        for event in self.happened():
            if event["method"] == "Runtime.exceptionThrown":
                details = event["params"]["exceptionDetails"]
                found.append(details.get("exception", {}).get("description", details["text"]))
            elif event["method"] == "Runtime.consoleAPICalled" and event["params"]["type"] in ("error", "warning", "assert"):
                found.append(str(event["params"]["args"]))
            elif event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] in ("error", "warning"):
                found.append(event["params"]["entry"]["text"])
        return found

    def requests(self):
        """The addresses that the page asked for, itself included."""
        return [event["params"]["request"]["url"] for event in self.happened()
                if event["method"] == "Network.requestWillBeSent"]
