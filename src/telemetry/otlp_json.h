// otlp_json(): spans as OTLP's JSON has them, to be posted to a collector's /v1/traces.
// Source: opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding".
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "telemetry/span.h"

namespace pinflow::telemetry {

// An ExportTraceServiceRequest of the service "pinflow".
std::string otlp_json(std::span<const EndedSpan> spans, std::string_view service_version);

}  // namespace pinflow::telemetry
