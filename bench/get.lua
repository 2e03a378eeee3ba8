-- GETs at a steady rate: each connection pauses between its requests (PAUSE_MS). The last line is JSON.
local pause_ms = tonumber(os.getenv("PAUSE_MS"))

function delay()
  return math.random(0, 2 * pause_ms)
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format('{"rate": %.1f, "p50_ms": %.3f, "p99_ms": %.3f, "longest_ms": %.3f, "errors": %d}',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
