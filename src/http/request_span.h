// with_span(): a request as a span of the trace that its client began, or of one of its own.
#pragma once

#include <string_view>

#include "http/message.h"
#include "http/task.h"
#include "telemetry/span.h"

namespace pinflow::http {

// A "traceparent" of W3C's Trace Context ("00-<trace id>-<span id>-<flags>").
struct TraceParent {
  telemetry::SpanContext context;
  bool is_sampled = false;
};
// Nothing where it is none: the request then begins a trace, as the recommendation wants it.
std::optional<TraceParent> parse_trace_parent(std::string_view text);

// Whether the request is to be followed: its client says so or, where the client says nothing,
// it is one of those that are kept. False while nobody takes spans.
bool wants_span(const Request& request);

// Handles the request and adds a span for it, named by method and `route`; an answer from 500 on
// is a failure. What a stream sends after the answer began is not part of it. `request` and what
// `route` views outlive it.
Task<Response> with_span(const Request& request, std::string_view route, Task<Response> handling);

}  // namespace pinflow::http
