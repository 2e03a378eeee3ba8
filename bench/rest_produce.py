#!/usr/bin/env python3
"""One row a request over 64 keep-alive connections, acknowledged after fdatasync, against the
bare HTTP server answering with the same body."""
import tempfile

from harness import (ROOT, ROW_BYTES, Echo, Program, medians, parse_arguments, produce_body,
                     report, run_wrk)


def main():
    arguments = parse_arguments(__doc__, seconds=5)
    body = produce_body(1)
    echo_runs, produce_runs = [], []
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder, Echo() as echo:
        program = Program(folder).start("--only", "gateway")
        url = f"{program.url}/topics/bench.rows"
        run_wrk(url, body, 1)
        for _ in range(arguments.runs):
            echo_runs.append(run_wrk(echo.url, body, arguments.seconds))
            produce_runs.append(run_wrk(url, body, arguments.seconds))
        program.stop()
    echo_figures, produce = medians(echo_runs), medians(produce_runs)
    rate = produce["requests_per_second"] / echo_figures["requests_per_second"]
    tail = produce["p99_ms"] / echo_figures["p99_ms"]
    rows = [{"server": name, "requests/s": f["requests_per_second"], "p50 ms": f["p50_ms"],
             "p99 ms": f["p99_ms"]}
            for name, f in [("bare HTTP server, echo", echo_figures), ("pinflow up", produce)]]
    rows.append({"server": "ratio", "requests/s": rate, "p50 ms":
                 produce["p50_ms"] / echo_figures["p50_ms"], "p99 ms": tail})
    report(arguments, f"REST produce, one row of {ROW_BYTES} bytes a request, 64 connections", rows,
           [("at least 0.6 of the bare server's requests/s", rate, rate >= 0.6),
            ("p99 at most 4 times the bare server's", tail, tail <= 4)])


if __name__ == "__main__":
    main()
