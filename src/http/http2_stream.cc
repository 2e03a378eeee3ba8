#include "http/http2_stream.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "http/http2_message.h"

namespace pinflow::http {
namespace {

// What RFC 9113 counts for a field besides its name and value.
constexpr uint64_t kFieldBytes = 32;
// A body is not trusted to be as long as it says before it has come.
constexpr uint64_t kReservedBytesMax = 1 << 20;
// What was sent is let go in steps, since moving the rest down costs time.
constexpr size_t kSentBytesMax = 1 << 20;

}  // namespace

Http2Stream::Http2Stream(const ServerOptions& options, HeldBytes held, SteadyTime now)
    : options_(options), held_(std::move(held)), deadline_(now + options.request_timeout) {}

void Http2Stream::add_field(std::string_view name, std::string_view value) {
  if (phase_ != Phase::kHead) return;  // A trailer must not change what the head said.
  header_bytes_ += name.size() + value.size() + kFieldBytes;
  if (header_bytes_ > options_.header_bytes_max) return;
  if (!add_request_field(name, value, &request_).ok()) has_bad_target_ = true;
}

Http2Stream::Verdict Http2Stream::end_head() {
  phase_ = Phase::kBody;
  if (header_bytes_ > options_.header_bytes_max) return {431, "header too long"};
  if (has_bad_target_ || request_.target.empty()) return {400, "bad target"};
  std::string_view length = request_.header("content-length").value_or("0");
  uint64_t bytes = 0;
  std::from_chars(length.data(), length.data() + length.size(), bytes);
  if (bytes > options_.body_bytes_max) return {413, "body too long"};
  request_.body.reserve(std::min(bytes, kReservedBytesMax));
  return {};
}

Http2Stream::Verdict Http2Stream::add_body(std::string_view bytes) {
  if (is_handed_over_ && is_body_over_) return {};
  if (is_handed_over_) {
    came_.append(bytes);
    if (!held_.grow_to(came_.size())) return {503, "too many bodies at once"};
    return {};
  }
  if (phase_ != Phase::kBody) return {};
  if (request_.body.size() + bytes.size() > options_.body_bytes_max) return {413, "body too long"};
  request_.body.append(bytes);
  if (!held_.grow_to(request_.body.size())) return {503, "too many bodies at once"};
  return {};
}

void Http2Stream::hand_over() {
  is_handed_over_ = true;
  phase_ = Phase::kWhole;
  deadline_ = SteadyTime::max();
}

std::string Http2Stream::take_body() {
  held_.release();
  return std::exchange(came_, std::string());
}

void Http2Stream::end_request() {
  is_body_over_ = true;
  if (phase_ != Phase::kBody) return;
  phase_ = Phase::kWhole;
  deadline_ = SteadyTime::max();
}

bool Http2Stream::expects_continue() const {
  return same_ignoring_case(request_.header("expect").value_or(""), "100-continue");
}

void Http2Stream::begin_answer(std::string body, bool is_last, SteadyTime now) {
  phase_ = Phase::kAnswered;
  answer_ = std::move(body);
  is_answer_last_ = is_last;
  expect_progress(now);
}

void Http2Stream::add_answer(std::string_view piece, SteadyTime now) {
  bool is_waiting = has_unsent();
  answer_.append(piece);
  if (!is_waiting) expect_progress(now);
}

// Of the client, while there is something for it to take.
void Http2Stream::expect_progress(SteadyTime now) {
  bool is_due = has_unsent() || is_answer_last_;
  deadline_ = is_due ? now + options_.request_timeout : SteadyTime::max();
}

size_t Http2Stream::take_answer(uint8_t* space, size_t size, SteadyTime now) {
  size = std::min(size, answer_.size() - sent_);
  if (size > 0) std::memcpy(space, answer_.data() + sent_, size);
  sent_ += size;
  expect_progress(now);
  if (!has_unsent() || sent_ >= kSentBytesMax) {
    answer_.erase(0, sent_);
    sent_ = 0;
  }
  return size;
}

}  // namespace pinflow::http
