#include "http/http2_session.h"

#include <utility>

#include "http/http2_frames.h"

namespace pinflow::http {
namespace {

constexpr size_t kOutputBytes = 64 << 10;  // Sent at a time.

}  // namespace

Http2Session::Http2Session(const ServerOptions& options, const Router& router, RefusalLog& refusals,
                           std::atomic<uint64_t>& body_bytes_held, std::string peer, SteadyTime now)
    : frames_(std::make_unique<Http2Frames>(options, router, refusals, body_bytes_held,
                                            std::move(peer), now)) {}

Http2Session::~Http2Session() = default;

void Http2Session::receive(std::string_view bytes, SteadyTime now) {
  frames_->set_now(now);
  ssize_t used = nghttp2_session_mem_recv(
      frames_->session(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (used < 0) is_broken_ = true;
}

std::vector<Http2Session::Arrived> Http2Session::take_requests() {
  return std::exchange(frames_->arrived(), {});
}

std::vector<Http2Session::StreamId> Http2Session::take_closed() {
  return std::exchange(frames_->closed(), {});
}

std::string Http2Session::take_body(StreamId stream) { return frames_->take_body(stream); }

bool Http2Session::is_body_over(StreamId stream) const {
  const Http2Stream* found = frames_->find(stream);
  return !found || found->is_body_over();
}

void Http2Session::expect_body(StreamId stream, SteadyTime until) {
  if (Http2Stream* found = frames_->find(stream)) found->expect_body(until);
}

void Http2Session::respond(StreamId stream, Response response, bool sends_body, SteadyTime now) {
  frames_->set_now(now);
  frames_->submit(stream, std::move(response), sends_body);
}

void Http2Session::add_body(StreamId stream, std::string_view piece, SteadyTime now) {
  Http2Stream* found = frames_->find(stream);
  if (!found) return;
  found->add_answer(piece, now);
  nghttp2_session_resume_data(frames_->session(), stream);
}

void Http2Session::end_body(StreamId stream) {
  Http2Stream* found = frames_->find(stream);
  if (!found) return;
  found->end_answer();
  nghttp2_session_resume_data(frames_->session(), stream);
}

void Http2Session::cancel(StreamId stream, Cancel why) {
  if (!frames_->find(stream)) return;
  uint32_t code = why == Cancel::kRefused ? NGHTTP2_REFUSED_STREAM : NGHTTP2_CANCEL;
  nghttp2_submit_rst_stream(frames_->session(), NGHTTP2_FLAG_NONE, stream, code);
}

size_t Http2Session::unsent_body_bytes(StreamId stream) const {
  const Http2Stream* found = frames_->find(stream);
  return found ? found->unsent_bytes() : 0;
}

std::string_view Http2Session::output(SteadyTime now) {
  frames_->set_now(now);
  output_.clear();
  while (output_.size() < kOutputBytes && !is_broken_) {
    const uint8_t* bytes = nullptr;
    ssize_t size = nghttp2_session_mem_send(frames_->session(), &bytes);
    if (size < 0) is_broken_ = true;
    if (size <= 0) break;
    output_.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  }
  return output_;
}

void Http2Session::enforce_deadlines(SteadyTime now) {
  frames_->set_now(now);
  frames_->enforce_deadlines();
}

void Http2Session::finish() {
  nghttp2_submit_goaway(frames_->session(), NGHTTP2_FLAG_NONE,
                        nghttp2_session_get_last_proc_stream_id(frames_->session()),
                        NGHTTP2_NO_ERROR, nullptr, 0);
}

bool Http2Session::is_over() const {
  return is_broken_ || frames_->is_terminated() || !nghttp2_session_want_read(frames_->session());
}

}  // namespace pinflow::http
