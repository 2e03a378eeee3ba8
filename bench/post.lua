-- wrk: POST the file BODY_FILE; print the figures as one line of JSON.
local file = assert(io.open(os.getenv("BODY_FILE")))
wrk.method = "POST"
wrk.body = file:read("*a")
file:close()

function done(summary, latency)
  local failed = summary.errors
  print(string.format(
    '{"requests_per_second": %.1f, "p50_ms": %.3f, "p99_ms": %.3f, "errors": %d}',
    summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
