#!/usr/bin/env python3
"""How quickly /v1/metrics/<name> answers at 1,000 requests/s, while posts keep changing it."""
import json
import os
import subprocess
import tempfile
import time

import requests
from harness import ROOT, Program, parse_arguments, report
from stream_latency import TOPIC, Poster

METRICS = ["categories", "popular_posters", "rates_pin"]


def measure(url, rate, seconds, connections=50):
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
         "-s", ROOT / "bench/get.lua", url],
        env=os.environ | {"PAUSE_MS": str(connections * 1000 // rate)},
        capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    arguments = parse_arguments(__doc__, rate=1000, seconds=20, posts=1000)
    rows = []
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        program = Program(folder).start()
        poster = Poster(program.url, arguments.posts, (arguments.seconds + 2) * len(METRICS))
        poster.start()
        for name in METRICS:
            address = f"{program.url}/v1/metrics/{name}"
            while requests.get(address, timeout=10).status_code != 200:
                time.sleep(0.05)
            rows.append({"metric": name} | measure(address, arguments.rate, arguments.seconds))
        poster.join()
        program.stop()
    slowest = max(row["p99_ms"] for row in rows)
    assert not any(row["errors"] for row in rows), rows
    report(arguments, f"/v1/metrics/<name> while {arguments.posts} rows/s arrive in {TOPIC}", rows,
           [("p99 under 5 ms", slowest, slowest < 5)])


if __name__ == "__main__":
    main()
