#include "telemetry/otlp_json.h"

#include "json/writer.h"

namespace pinflow::telemetry {
namespace {

constexpr int kStatusError = 2;  // STATUS_CODE_ERROR

void write_attribute(const Field& field, json::Writer* writer) {
  writer->begin_object().member("key", field.name).key("value").begin_object();
  const bool is_flag = field.is_json && (field.value == "true" || field.value == "false");
  const bool is_fraction = field.is_json && field.value.find_first_of(".en") != std::string::npos;
  if (is_flag) {
    writer->key("boolValue").raw(field.value);
  } else if (is_fraction) {
    writer->key("doubleValue").raw(field.value);
  } else {
    // 64-bit integers are strings in protobuf's JSON.
    writer->member(field.is_json ? "intValue" : "stringValue", field.value);
  }
  writer->end_object().end_object();
}

std::string nanoseconds(SpanTime time) { return std::to_string(time.time_since_epoch().count()); }

void write_span(const EndedSpan& span, json::Writer* writer) {
  writer->begin_object()
      .member("traceId", span.context.trace_id)
      .member("spanId", span.context.span_id);
  if (!span.parent_id.empty()) writer->member("parentSpanId", span.parent_id);
  writer->member("name", span.name)
      .member("kind", static_cast<int>(span.kind))
      .member("startTimeUnixNano", nanoseconds(span.began_at))
      .member("endTimeUnixNano", nanoseconds(span.ended_at));
  writer->key("attributes").begin_array();
  for (const Field& field : span.fields) write_attribute(field, writer);
  writer->end_array();
  if (!span.failure.empty()) {
    writer->key("status").begin_object().member("code", kStatusError);
    writer->member("message", span.failure).end_object();
  }
  writer->end_object();
}

}  // namespace

std::string otlp_json(std::span<const EndedSpan> spans, std::string_view service_version) {
  json::Writer writer;
  writer.begin_object().key("resourceSpans").begin_array().begin_object();
  writer.key("resource").begin_object().key("attributes").begin_array();
  write_attribute({"service.name", "pinflow"}, &writer);
  write_attribute({"service.version", service_version}, &writer);
  writer.end_array().end_object();
  writer.key("scopeSpans").begin_array().begin_object();
  writer.key("scope").begin_object().member("name", "pinflow").end_object();
  writer.key("spans").begin_array();
  for (const EndedSpan& span : spans) write_span(span, &writer);
  writer.end_array().end_object().end_array();  // spans, one scopeSpans, all of them.
  writer.end_object().end_array().end_object();
  return writer.take();
}

}  // namespace pinflow::telemetry
