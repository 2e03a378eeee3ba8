#include "http/request_span.h"

#include <algorithm>

namespace pinflow::http {
namespace {

constexpr size_t kTraceDigits = 32;
constexpr size_t kSpanDigits = 16;
constexpr size_t kTraceParentSize = 2 + 1 + kTraceDigits + 1 + kSpanDigits + 1 + 2;

bool is_id(std::string_view text) {
  auto is_digit = [](char digit) {
    return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
  };
  return std::ranges::all_of(text, is_digit) &&
         text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::optional<TraceParent> parse_trace_parent(std::string_view text) {
  // Later versions than 00 may have more behind the flags.
  if (text.size() < kTraceParentSize || text.starts_with("ff")) return std::nullopt;
  if (text.starts_with("00") && text.size() > kTraceParentSize) return std::nullopt;
  std::string_view trace = text.substr(3, kTraceDigits);
  std::string_view span = text.substr(4 + kTraceDigits, kSpanDigits);
  std::string_view flags = text.substr(5 + kTraceDigits + kSpanDigits, 2);
  bool has_dashes = text[2] == '-' && text[3 + kTraceDigits] == '-' &&
                    text[4 + kTraceDigits + kSpanDigits] == '-';
  if (!has_dashes || !is_id(trace) || !is_id(span)) return std::nullopt;
  const bool is_sampled = std::string_view("13579bdf").find(flags[1]) != std::string_view::npos;
  return TraceParent{{std::string(trace), std::string(span)}, is_sampled};
}

bool wants_span(const Request& request) {
  if (!telemetry::is_tracing()) return false;
  auto given = request.header("traceparent");
  auto parent = given ? parse_trace_parent(*given) : std::nullopt;
  return parent ? parent->is_sampled : telemetry::takes_request();
}

Task<Response> with_span(const Request& request, std::string_view route, Task<Response> handling) {
  telemetry::EndedSpan span;
  auto given = request.header("traceparent");
  auto parent = given ? parse_trace_parent(*given) : std::nullopt;
  span.context = telemetry::new_span(parent ? parent->context.trace_id : "");
  if (parent) span.parent_id = parent->context.span_id;
  span.name = request.method + (route.empty() ? "" : " ") + std::string(route);
  span.kind = telemetry::SpanKind::kServer;
  span.fields = {{"http.request.method", request.method}, {"url.path", request.path}};
  if (!route.empty()) span.fields.emplace_back("http.route", route);
  span.began_at = telemetry::span_time_now();
  Response response = co_await handling;
  span.ended_at = std::max(span.began_at, telemetry::span_time_now());
  span.fields.emplace_back("http.response.status_code", response.status);
  if (response.status >= 500) span.failure = "HTTP " + std::to_string(response.status);
  telemetry::add_span(std::move(span));
  co_return response;
}

}  // namespace pinflow::http
