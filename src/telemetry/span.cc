#include "telemetry/span.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/uuid.h"

namespace pinflow::telemetry {
namespace {

std::atomic<bool> tracing = false;
std::atomic<int64_t> followed_every = 0;
thread_local const EndedSpan* innermost = nullptr;

struct Waiting {
  std::mutex mutex;
  TakenSpans spans;  // Guarded by mutex.
};

// Never destroyed, so that threads may end spans while the process ends.
Waiting& waiting() {
  static Waiting& only = *new Waiting();
  return only;
}

std::string random_digits() {
  std::string digits = quick_uuid4();
  std::erase(digits, '-');
  return digits;
}

}  // namespace

void begin_tracing(int64_t request_every) {
  followed_every = request_every;
  tracing = true;
}

void end_tracing() { tracing = false; }

bool is_tracing() { return tracing.load(std::memory_order_relaxed); }

bool takes_request() {
  thread_local int64_t request_count = 0;
  const int64_t every = followed_every.load(std::memory_order_relaxed);
  return every > 0 && ++request_count % every == 0;
}

TakenSpans take_spans() {
  std::lock_guard lock(waiting().mutex);
  return std::exchange(waiting().spans, {});
}

SpanTime span_time_now() {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

SpanContext new_span(std::string_view trace_id) {
  return {trace_id.empty() ? random_digits() : std::string(trace_id), random_digits().substr(16)};
}

void add_span(EndedSpan span) {
  std::lock_guard lock(waiting().mutex);
  TakenSpans& all = waiting().spans;
  if (all.spans.size() < kWaitingSpansMax) {
    all.spans.push_back(std::move(span));
  } else {
    ++all.dropped_count;
  }
}

Span::Span(std::string_view name, std::initializer_list<Field> fields) {
  if (!is_tracing()) return;
  outer_ = innermost;
  span_ = std::make_unique<EndedSpan>();
  span_->context = new_span(outer_ ? outer_->context.trace_id : "");
  if (outer_) span_->parent_id = outer_->context.span_id;
  span_->name = name;
  span_->fields = fields;
  span_->began_at = span_time_now();
  innermost = span_.get();
}

Span::~Span() {
  if (!span_) return;
  innermost = outer_;
  // A clock that was set back must not make it end before it began.
  span_->ended_at = std::max(span_->began_at, span_time_now());
  add_span(std::move(*span_));
}

void Span::add(Field field) {
  if (span_) span_->fields.push_back(std::move(field));
}

void Span::settle(const Status& status) {
  if (span_ && !status.ok()) span_->failure = status.message();
}

}  // namespace pinflow::telemetry
