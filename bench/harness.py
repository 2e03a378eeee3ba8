"""What the benchmarks share: the program under test, wrk, medians, one table at the end."""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/end_to_end"))
from program import BINARY, Program  # noqa: E402,F401

ROW = {
    "index": 7528,
    "unique_id": "fbe53c66-3442-4773-b19e-d3ec6f54dddf",
    "title": "Ten ideas for a small garden that anyone can follow",
    "description": "A long text about everything one may wish to know before. " + "More. " * 4,
    "poster_name": "The Gardener's Friend",
    "follower_count": "124k",
    "tag_list": "Garden,Small Garden,Ideas,Plants,Flowers,Home,Summer,Spring,Outdoor",
    "is_image_or_video": "image",
    "image_src": "https://i.pinimg.com/originals/aa/bb/cc/aabbcc00112233445566778899aabbcc.jpg",
    "downloaded": 1,
    "save_location": "Local save in /data/home-decor",
    "category": "home-decor",
}
ROW_BYTES = len(json.dumps(ROW))  # As one row of the exercise: about 600.


def parse_arguments(description, **defaults):
    """--json and --runs, and an integer option for each default given."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    for name, value in {"runs": 3, **defaults}.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    return parser.parse_args()


def produce_body(row_count):
    return json.dumps({"records": [{"value": ROW}] * row_count})


JSON_V2 = {"Content-Type": "application/vnd.kafka.json.v2+json"}


def run_wrk(url, body, seconds, connections=64, headers=JSON_V2):
    """POSTs the body over keep-alive connections; requests/s, latencies in ms, wrong answers."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(body)
        file.flush()
        done = subprocess.run(
            ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
             "-s", ROOT / "bench/post.lua",
             *(word for name, value in headers.items() for word in ("-H", f"{name}: {value}")),
             url],
            env=os.environ | {"BODY_FILE": file.name}, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["errors"] == 0, done.stdout
    return figures


class Echo:
    """The bare server of src/http, as echo_bench runs it."""

    def __enter__(self):
        self._process = subprocess.Popen(
            [BINARY.parent / "echo_bench", "--port", "0"], stdout=subprocess.PIPE, text=True)
        port = re.search(r":?(\d+)\s*$", self._process.stdout.readline())[1]
        self.url = f"http://127.0.0.1:{port}/"
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


def run_measured(command, **options):
    """Runs a command to its end; seconds, CPU seconds, peak MB and its standard output."""
    with tempfile.TemporaryFile("w+") as output:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=output, **options)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, f"{command}: exit {process.returncode}"
        output.seek(0)
        return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "peak_mb": usage.ru_maxrss / 1024, "output": output.read()}


def medians(runs):
    """The median of each figure over runs that are dicts of numbers."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]
            if isinstance(runs[0][name], (int, float))}


def disk_bytes_per_second(folder, total_bytes=256 << 20, block_bytes=1 << 20):
    """Sequential writes of a block, each followed by fdatasync."""
    block = os.urandom(block_bytes)
    path = pathlib.Path(folder) / "disk_speed"
    with open(path, "wb", buffering=0) as file:
        started = time.monotonic()
        for _ in range(total_bytes // block_bytes):
            file.write(block)
            os.fdatasync(file.fileno())
        seconds = time.monotonic() - started
    path.unlink()
    return total_bytes / seconds


def report(arguments, title, rows, goals=()):
    """Prints rows (dicts with the same names) as a table, and goals as (text, value, met); met is
    None for what is only to be known."""
    if arguments.json:
        print(json.dumps({"title": title, "rows": rows, "goals": [
            {"goal": text, "value": value, "met": met} for text, value, met in goals]}))
        return
    print(f"\n### {title}\n")
    names = list(rows[0])
    cells = [names] + [[shown(row[name]) for name in names] for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    for number, line in enumerate(cells):
        print("| " + " | ".join(
            cell.ljust(width) for cell, width in zip(line, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print()
    for text, value, met in goals:
        verdict = {None: "", True: ", met", False: ", NOT MET"}[met]
        print(f"- {text}: {shown(value)}{verdict}")


def shown(value):
    """A number with about three digits that count."""
    if not isinstance(value, (int, float)):
        return str(value)
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
