#!/usr/bin/env python3
"""The dashboard in Chromium: how soon it paints and can be used; what live data costs the browser and
the server while posts arrive; a question over a million rows beside the command line's."""
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import threading
import time

import deltalake
import pyarrow
import requests
from harness import BINARY, ROOT, Program, parse_arguments, report
from playwright.sync_api import sync_playwright
from stream_latency import Poster

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
TABS = 3
LISTENERS = 50
QUESTION = "SELECT number % 1000 AS kind, sum(number) AS total FROM silver.demo_big GROUP BY ALL"
# Long tasks of the main thread, and how often each canvas is drawn anew.
OBSERVER = """
window.longest = 0; window.draws = new Map();
new PerformanceObserver(list => list.getEntries().forEach(
  entry => { window.longest = Math.max(window.longest, entry.duration); })).observe({type: "longtask"});
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...given) {
  window.draws.set(this.canvas, (window.draws.get(this.canvas) ?? 0) + 1);
  return clear.apply(this, given);
};"""


def cpu_seconds(process_id):
    fields = pathlib.Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cores_used(program, seconds):
    before = cpu_seconds(program.process_id)
    time.sleep(seconds)
    return (cpu_seconds(program.process_id) - before) / seconds


def opened(browser, url):
    """Milliseconds from the address to the first paint, and to numbers on the page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/ui/")
    page.get_by_test_id("last-minute").filter(has_text=re.compile("[0-9]")).wait_for()
    usable = page.evaluate("performance.now()")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return paint, usable


class Listener(threading.Thread):
    """A client of /v1/events that reads until it is told to stop."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.stopped = False
        self.answer = requests.get(f"{url}/v1/events", stream=True, timeout=60)

    def run(self):
        for _ in self.answer.iter_content(65536):
            if self.stopped:
                break
        self.answer.close()


def live(browser, program, seconds):
    """Cores of the server with nobody at the pages and with everybody; what a tab had to do."""
    alone = cores_used(program, seconds)
    context = browser.new_context(viewport={"width": 1440, "height": 1200})
    context.add_init_script(OBSERVER)
    tabs = [context.new_page() for _ in range(TABS)]
    for tab in tabs:
        tab.goto(f"{program.url}/ui/#/flow")
        tab.locator("canvas").first.wait_for()
    listeners = [Listener(program.url) for _ in range(LISTENERS)]
    for listener in listeners:
        listener.start()
    tabs[-1].wait_for_timeout(2000)  # What loading costs is not what being live costs.
    tabs[-1].evaluate("window.longest = 0; window.draws.clear()")
    watched = cores_used(program, seconds)
    longest, draws = tabs[-1].evaluate("[window.longest, Math.max(0, ...window.draws.values())]")
    for listener in listeners:
        listener.stopped = True
    context.close()
    return watched - alone, longest, draws / seconds


def questions(program, runs):
    """Seconds of the question by the page's route and by the command line, in turns."""
    by_page, by_command = [], []
    for _ in range(runs):
        started = time.monotonic()
        requests.post(f"{program.url}/v1/sql", json={"sql": QUESTION}, timeout=60).raise_for_status()
        by_page.append(time.monotonic() - started)
        started = time.monotonic()
        subprocess.run([BINARY, "sql", QUESTION, "--data", program.data], check=True,
                       stdout=subprocess.DEVNULL)
        by_command.append(time.monotonic() - started)
    return statistics.median(by_page), statistics.median(by_command)


def main():
    arguments = parse_arguments(__doc__, runs=5, rate=5000, seconds=10)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder, sync_playwright() as playwright:
        program = Program(folder).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        paint, usable = (statistics.median(one) for one in zip(
            *(opened(browser, program.url) for _ in range(arguments.runs))))
        deltalake.write_deltalake(str(program.table_path("silver.demo_big")), pyarrow.table(
            {"number": pyarrow.array(range(1_000_000), pyarrow.int64())}))
        by_page, by_command = questions(program, arguments.runs)
        poster = Poster(program.url, arguments.rate, 3 * arguments.seconds + 15)
        poster.start()
        time.sleep(3)
        cost, longest, draws = live(browser, program, arguments.seconds)
        poster.join()
        browser.close()
        program.stop()
    report(arguments, f"The dashboard; live while {arguments.rate:,} rows/s arrive", [
        {"first paint ms": paint, "usable ms": usable, "longest task ms": longest,
         "draws/s": draws, "cores": cost, "question s": by_page, "by command s": by_command},
    ], [("first paint under 1 s", paint, paint < 1000),
        ("usable under 1.5 s", usable, usable < 1500),
        ("no task of the main thread over 100 ms", longest, longest <= 100),
        ("at most 4 draws a second of a chart", draws, draws <= 4),
        (f"{LISTENERS} listeners and {TABS} tabs: under 0.1 cores", cost, cost < 0.1),
        ("a question over 1 M rows as fast as the command line's", by_page / by_command,
         by_page <= by_command)])


if __name__ == "__main__":
    main()
