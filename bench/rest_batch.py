#!/usr/bin/env python3
"""100 rows a request over 64 keep-alive connections, acknowledged after fdatasync, beside what
the disk takes when it is written in order."""
import tempfile

from harness import (ROOT, ROW_BYTES, Program, disk_bytes_per_second, medians, parse_arguments,
                     produce_body, report, run_wrk)

ROWS_A_REQUEST = 100


def main():
    arguments = parse_arguments(__doc__, seconds=5)
    body = produce_body(ROWS_A_REQUEST)
    runs, disk = [], []
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        program = Program(folder).start("--only", "gateway")
        url = f"{program.url}/topics/bench.rows"
        run_wrk(url, body, 1)
        for _ in range(arguments.runs):
            disk.append({"bytes_per_second": disk_bytes_per_second(folder)})
            runs.append(run_wrk(url, body, arguments.seconds))
        program.stop()
    produce = medians(runs)
    rows_per_second = produce["requests_per_second"] * ROWS_A_REQUEST
    disk_rows = medians(disk)["bytes_per_second"] / ROW_BYTES
    ratio = rows_per_second / disk_rows
    report(arguments, f"REST produce, {ROWS_A_REQUEST} rows of {ROW_BYTES} bytes a request", [
        {"what": "pinflow up", "rows/s": rows_per_second, "MB/s": rows_per_second * ROW_BYTES / 1e6,
         "p99 ms": produce["p99_ms"]},
        {"what": "disk, 1 MiB + fdatasync in order", "rows/s": disk_rows,
         "MB/s": disk_rows * ROW_BYTES / 1e6, "p99 ms": "-"},
        {"what": "ratio", "rows/s": ratio, "MB/s": ratio, "p99 ms": "-"},
    ], [("at least 250,000 rows/s, or 0.8 of the disk's", rows_per_second,
         rows_per_second >= 250_000 or ratio >= 0.8)])


if __name__ == "__main__":
    main()
