#!/usr/bin/env python3
"""Memory of `pinflow up` that nobody uses, and how soon it is ready after its start."""
import pathlib
import re
import tempfile
import time

import requests
from harness import ROOT, Program, medians, parse_arguments, report


def resident_mb(process_id):
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def one_run():
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        program = Program(folder)
        started = time.monotonic()
        program.start()
        while requests.get(f"{program.url}/health/ready", timeout=5).status_code != 200:
            time.sleep(0.005)
        ready = time.monotonic() - started
        time.sleep(2)  # What a start leaves behind settles.
        figures = {"resident_mb": resident_mb(program.process_id), "ready_seconds": ready}
        program.stop()
        return figures


def main():
    arguments = parse_arguments(__doc__)
    figures = medians([one_run() for _ in range(arguments.runs)])
    report(arguments, "pinflow up, idle", [
        {"resident MB": figures["resident_mb"], "ready after s": figures["ready_seconds"]},
    ], [("under 60 MB", figures["resident_mb"], figures["resident_mb"] < 60),
        ("ready in under 0.3 s", figures["ready_seconds"], figures["ready_seconds"] < 0.3)])


if __name__ == "__main__":
    main()
