// Span: one piece of work as a trace of OpenTelemetry tells it: what it was, when and how long, of
// which bigger piece it is a part, and how it failed.
//
//   Cost:      one atomic read while nobody takes spans.
//   Threads:   any. A Span ends on the thread it began on, and those that begin there meanwhile are
//              its parts.
//   Limits:    kWaitingSpansMax ended spans wait to be taken; more are counted and dropped.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "telemetry/log.h"

namespace pinflow::telemetry {

inline constexpr size_t kWaitingSpansMax = 8192;

enum class SpanKind { kInternal = 1, kServer = 2 };  // Numbered as in OTLP.

using SpanTime = std::chrono::sys_time<std::chrono::nanoseconds>;

struct SpanContext {
  std::string trace_id;  // 32 hexadecimal digits; "" begins a trace.
  std::string span_id;   // 16 of them.
};

struct EndedSpan {
  SpanContext context;
  std::string parent_id;  // "" for a trace's first.
  std::string name;
  SpanKind kind = SpanKind::kInternal;
  SpanTime began_at;
  SpanTime ended_at;
  std::vector<Field> fields;  // Their names are literals.
  std::string failure;        // "" when it went well.
};

struct TakenSpans {
  std::vector<EndedSpan> spans;
  uint64_t dropped_count = 0;  // Since they were taken last.
};

// From now on spans are kept to be taken. Of requests that are in no trace yet every
// `request_every`-th of a thread is followed; 0: none.
void begin_tracing(int64_t request_every);
void end_tracing();
bool is_tracing();
bool takes_request();  // Whether the next such request is followed.
TakenSpans take_spans();

SpanTime span_time_now();
SpanContext new_span(std::string_view trace_id);  // "": of a new trace.
void add_span(EndedSpan span);                    // One that was no Span, as of a coroutine.

// Span span("lake commit", {{"table", name}}); … span.settle(status);
class Span {
 public:
  explicit Span(std::string_view name, std::initializer_list<Field> fields = {});
  ~Span();
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;

  void add(Field field);
  void settle(const Status& status);  // Failed, unless it is ok.

 private:
  std::unique_ptr<EndedSpan> span_;  // Null while nobody takes spans.
  const EndedSpan* outer_ = nullptr;
};

}  // namespace pinflow::telemetry
