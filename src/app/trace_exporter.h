// TraceExporter: sends ended spans to a collector of OpenTelemetry, as OTLP's JSON over HTTP.
//
//   Threads:   one of its own. The destructor sends what is left, once.
//   Limits:    a collector that is away gets the same spans again, kTriesMax times; then they are
//              dropped, as are those that come meanwhile and find no room. Both are counted.
#pragma once

#include <memory>

#include "app/config.h"

namespace pinflow::app {

class TraceExporter {
 public:
  static constexpr int kTriesMax = 5;
  virtual ~TraceExporter() = default;
};

// Begins tracing and sends to telemetry.otlp_endpoint; null where that is "". `headers` are what
// OTEL_EXPORTER_OTLP_HEADERS says ("name=value,name=value", percent-encoded): keys of collectors.
// Errors: kInvalidArgument (the endpoint, a number below 0, the headers).
Result<std::unique_ptr<TraceExporter>> start_trace_export(const Config& config,
                                                          std::string_view headers);

}  // namespace pinflow::app
