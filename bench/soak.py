#!/usr/bin/env python3
"""The three streams under steady load for half an hour: memory each minute, beside what the key
indexes take of it, and at the end the ledger."""
import pathlib
import re
import statistics
import tempfile
import threading
import time

import requests
from harness import JSON_V2, ROOT, ROW, Program, parse_arguments, report

BYTES_A_KEY = 25  # At most: bench/key_index.py.
REQUESTS_A_SECOND = 10
MAKERS = {
    "pin": lambda index: ROW | {"index": index, "unique_id": f"id-{index}"},
    "geo": lambda index: {"ind": index, "timestamp": "2026-01-01T10:00:00", "latitude": 1.5,
                          "longitude": 2.5, "country": f"Country {index % 200}"},
    "user": lambda index: {"ind": index, "first_name": "A", "last_name": f"B{index % 1000}",
                           "age": 20 + index % 50, "date_joined": "2015-10-24T11:23:51"},
}


class Load(threading.Thread):
    """Posts rows of one dataset at the rate, every hundredth of them twice."""

    def __init__(self, url, name, rate, until):
        super().__init__(daemon=True)
        self.url, self.name, self.rate, self.until = url, name, rate, until
        self.count = 0

    def run(self):
        session, next_at = requests.Session(), time.monotonic()
        while time.monotonic() < self.until:
            first, self.count = self.count, self.count + self.rate // REQUESTS_A_SECOND
            records = [{"value": MAKERS[self.name](max(0, index - (index % 100 == 0)))}
                       for index in range(first, self.count)]
            session.post(f"{self.url}/topics/streaming-demo-{self.name}", timeout=60,
                         json={"records": records}, headers=JSON_V2).raise_for_status()
            next_at += 1 / REQUESTS_A_SECOND
            time.sleep(max(0, next_at - time.monotonic()))


def resident_mb(process_id):
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def soak(program, minutes, rate, every_seconds):
    """One row of figures for each period."""
    until = time.monotonic() + minutes * 60
    loads = [Load(program.url, name, rate, until) for name in MAKERS]
    for load in loads:
        load.start()
    rows = []
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(every_seconds, left))
        posted = sum(load.count for load in loads)
        resident = resident_mb(program.process_id)
        keys_mb = posted * BYTES_A_KEY / (1 << 20)
        rows.append({"minute": round(minutes - (until - time.monotonic()) / 60, 1),
                     "rows posted": posted, "resident MB": resident, "keys MB": keys_mb,
                     "beyond keys MB": resident - keys_mb})
        print(rows[-1], flush=True)
    for load in loads:
        load.join()
    return rows, sum(load.count for load in loads)


def main():
    arguments = parse_arguments(__doc__, minutes=30.0, rate=1000, every=60)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        program = Program(folder).start()
        rows, posted = soak(program, arguments.minutes, arguments.rate, arguments.every)
        audit = program.run_json("audit")
        while audit["waiting"] > 0:
            time.sleep(1)
            audit = program.run_json("audit")
        program.stop()
    third = max(1, len(rows) // 3)
    middle = statistics.mean(row["beyond keys MB"] for row in rows[third:2 * third] or rows)
    last = statistics.mean(row["beyond keys MB"] for row in rows[-third:])
    balances = audit["accepted"] == posted == (
        audit["tables"] + audit["duplicates"] + audit["dead_letters"])
    report(arguments, f"Three streams at {arguments.rate} rows/s each", rows[-1:], [
        ("MB beyond the keys in the last third, under 400", last, last < 400),
        ("at most a tenth more than in the middle third", last / middle, last <= 1.1 * middle),
        ("every row is accounted for", audit["tables"], balances)])


if __name__ == "__main__":
    main()
