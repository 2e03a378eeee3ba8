#include "http/http2_frames.h"

#include <utility>

#include "base/check.h"
#include "http/http2_message.h"
#include "http/protocol.h"
#include "http/response_head.h"

namespace pinflow::http {
namespace {

// What a client may send before it has to wait for us: of one body, and of all.
constexpr uint32_t kStreamWindowBytes = 1 << 20;
constexpr int32_t kConnectionWindowBytes = 4 << 20;

std::vector<nghttp2_nv> as_library(const Fields& fields) {
  auto bytes = [](const std::string& text) {
    return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));
  };
  std::vector<nghttp2_nv> all;
  all.reserve(fields.size());
  for (const auto& [name, value] : fields) {
    all.push_back({bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  return all;
}

std::string_view text_of(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

bool ends_stream(const nghttp2_frame& frame) {
  bool may = frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA;
  return may && (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
}

Http2Frames& frames_of(void* user) { return *static_cast<Http2Frames*>(user); }

// The library's callbacks, each one a call of the function that is its meaning.
nghttp2_session* open_session(Http2Frames* frames) {
  nghttp2_session_callbacks* callbacks = nullptr;
  check(nghttp2_session_callbacks_new(&callbacks) == 0);
  nghttp2_session_callbacks_set_on_begin_frame_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame_hd* head, void* user) {
        frames_of(user).begin_frame(*head);
        return 0;
      });
  nghttp2_session_callbacks_set_on_frame_recv_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
        frames_of(user).receive_frame(*frame);
        return 0;
      });
  nghttp2_session_callbacks_set_on_header_callback(
      callbacks,
      [](nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
         const uint8_t* value, size_t value_size, uint8_t, void* user) {
        frames_of(user).receive_field(frame->hd.stream_id, text_of(name, name_size),
                                      text_of(value, value_size));
        return 0;
      });
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
      callbacks,
      [](nghttp2_session*, uint8_t, int32_t id, const uint8_t* bytes, size_t size, void* user) {
        frames_of(user).receive_body(id, text_of(bytes, size));
        return 0;
      });
  nghttp2_session_callbacks_set_on_frame_send_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
        frames_of(user).note_sent(*frame);
        return 0;
      });
  nghttp2_session_callbacks_set_on_stream_close_callback(
      callbacks, [](nghttp2_session*, int32_t id, uint32_t, void* user) {
        frames_of(user).close(id);
        return 0;
      });
  nghttp2_session* session = nullptr;
  nghttp2_option* options = nullptr;
  check(nghttp2_option_new(&options) == 0);
  // The client may send more when what it sent is used up, which the library cannot know.
  nghttp2_option_set_no_auto_window_update(options, 1);
  check(nghttp2_session_server_new2(&session, callbacks, frames, options) == 0);
  nghttp2_option_del(options);
  nghttp2_session_callbacks_del(callbacks);
  return session;
}

}  // namespace

Http2Frames::Http2Frames(const ServerOptions& options, const Router& router, RefusalLog& refusals,
                         std::atomic<uint64_t>& held, std::string peer, SteadyTime now)
    : options_(options),
      router_(router),
      refusals_(refusals),
      body_bytes_held_(held),
      peer_(std::move(peer)),
      now_(now),
      flood_guard_(now),
      idle_deadline_(now + options.idle_timeout),
      session_(open_session(this)) {
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, static_cast<uint32_t>(options.stream_count_max)},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindowBytes},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(options.header_bytes_max)}};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, std::size(settings));
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kConnectionWindowBytes);
}

Http2Stream* Http2Frames::find(StreamId id) {
  auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : &found->second;
}

void Http2Frames::begin_frame(const nghttp2_frame_hd& head) {
  bool is_request = head.type == NGHTTP2_HEADERS || head.type == NGHTTP2_CONTINUATION;
  bool is_body = head.type == NGHTTP2_DATA && head.length > 0;
  if (is_request || is_body || head.type == NGHTTP2_WINDOW_UPDATE) return;
  int points = head.type == NGHTTP2_RST_STREAM ? FloodGuard::kReset : FloodGuard::kFrame;
  if (flood_guard_.allow(points, now_)) return;
  terminate(429, "flood of frames that ask for nothing");
}

void Http2Frames::receive_field(StreamId id, std::string_view name, std::string_view value) {
  Http2Stream* stream = find(id);
  if (!stream) {
    HeldBytes held(body_bytes_held_, options_.body_bytes_held_max);
    stream = &streams_.try_emplace(id, options_, std::move(held), now_).first->second;
  }
  stream->add_field(name, value);
  if (stream->is_header_bomb()) terminate(431, "header bomb");
}

void Http2Frames::receive_frame(const nghttp2_frame& frame) {
  Http2Stream* stream = find(frame.hd.stream_id);
  if (!stream) return;
  bool ends = ends_stream(frame);
  if (frame.hd.type == NGHTTP2_HEADERS && stream->phase() == Http2Stream::Phase::kHead) {
    Http2Stream::Verdict verdict = stream->end_head();
    if (verdict.status != 0) {
      refuse(frame.hd.stream_id, *stream, verdict);
    } else if (!ends && stream->expects_continue()) {
      Fields fields = {{":status", "100"}};
      nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, frame.hd.stream_id, nullptr,
                             as_library(fields).data(), 1, nullptr);
    }
    if (verdict.status == 0 && !ends && takes_stream(stream->request())) hand_over(*stream, frame);
  }
  if (!ends) return;
  stream->end_request();
  bool is_new = stream->phase() == Http2Stream::Phase::kWhole && !stream->is_handed_over();
  if (!is_new || is_terminated_) return;
  arrived_.push_back({frame.hd.stream_id, std::move(stream->request()), std::move(stream->held())});
}

// A body whose length is not known, as over HTTP/1.1 one in chunks.
bool Http2Frames::takes_stream(const Request& request) const {
  return !request.header("content-length") && router_.takes_stream(request);
}

void Http2Frames::hand_over(Http2Stream& stream, const nghttp2_frame& frame) {
  stream.hand_over();
  if (is_terminated_) return;
  HeldBytes held(body_bytes_held_, options_.body_bytes_held_max);
  arrived_.push_back(
      {frame.hd.stream_id, std::move(stream.request()), std::move(held), /*is_begun=*/true});
}

void Http2Frames::receive_body(StreamId id, std::string_view bytes) {
  Http2Stream* stream = find(id);
  bool is_kept = stream && stream->keeps_body();
  if (!is_kept) nghttp2_session_consume(session_, id, bytes.size());
  if (!stream) return;
  Http2Stream::Verdict verdict = stream->add_body(bytes);
  if (verdict.status == 0) return;
  if (!stream->is_handed_over()) return refuse(id, *stream, verdict);
  refusals_.note(verdict.status, "http/2", peer_, verdict.cause);
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_ENHANCE_YOUR_CALM);
}

std::string Http2Frames::take_body(StreamId id) {
  Http2Stream* stream = find(id);
  if (!stream) return "";
  std::string came = stream->take_body();
  if (!came.empty()) nghttp2_session_consume(session_, id, came.size());
  return came;
}

void Http2Frames::refuse(StreamId id, Http2Stream& stream, Http2Stream::Verdict verdict) {
  const Request& request = stream.request();
  refusals_.note(verdict.status, request.method + " " + request.path, peer_, verdict.cause);
  Response response = Response::error(verdict.status, reason_phrase(verdict.status));
  if (verdict.status == 503) response.headers.emplace_back("Retry-After", "1");
  bool sends_body = request.method != "HEAD";
  stream.held().release();
  stream.request() = {};
  submit(id, std::move(response), sends_body);
}

void Http2Frames::submit(StreamId id, Response response, bool sends_body) {
  Http2Stream* stream = find(id);
  if (!stream) return;
  Fields head = http2_head(response, http_date_now());
  bool goes_on = response.stream != nullptr && sends_body;
  bool has_body = goes_on || (sends_body && !response.body.empty());
  stream->begin_answer(has_body ? std::move(response.body) : std::string(), !goes_on, now_);
  nghttp2_data_provider body = {};
  body.read_callback = [](nghttp2_session*, int32_t stream_id, uint8_t* space, size_t size,
                          uint32_t* flags, nghttp2_data_source*, void* user) {
    return frames_of(user).send_body(stream_id, space, size, flags);
  };
  std::vector<nghttp2_nv> fields = as_library(head);
  nghttp2_submit_response(session_, id, fields.data(), fields.size(), has_body ? &body : nullptr);
}

ssize_t Http2Frames::send_body(StreamId id, uint8_t* space, size_t size, uint32_t* flags) {
  Http2Stream* stream = find(id);
  size_t taken = stream ? stream->take_answer(space, size, now_) : 0;
  bool is_over = !stream || stream->is_answer_over();
  if (is_over) *flags |= NGHTTP2_DATA_FLAG_EOF;
  if (taken == 0 && !is_over) return NGHTTP2_ERR_DEFERRED;
  return static_cast<ssize_t>(taken);
}

// A client that has not sent all may go on for a while, so that it comes to read the answer.
void Http2Frames::note_sent(const nghttp2_frame& frame) {
  Http2Stream* stream = find(frame.hd.stream_id);
  if (stream && ends_stream(frame)) stream->linger(now_ + Protocol::kLingerTime);
}

void Http2Frames::close(StreamId id) {
  std::erase_if(arrived_,
                [id](const Http2Session::Arrived& arrived) { return arrived.stream == id; });
  if (auto found = streams_.find(id); found != streams_.end()) {
    nghttp2_session_consume_connection(session_, found->second.untaken_bytes());
    streams_.erase(found);
    closed_.push_back(id);
  }
  if (streams_.empty()) idle_deadline_ = now_ + options_.idle_timeout;
}

// Ends the connection, and tells why; `status` is 0 when it is nobody's fault.
void Http2Frames::terminate(int status, const char* cause) {
  if (std::exchange(is_terminated_, true)) return;
  arrived_.clear();
  if (status != 0) refusals_.note(status, "http/2", peer_, cause);
  nghttp2_session_terminate_session(session_,
                                    status == 0 ? NGHTTP2_NO_ERROR : NGHTTP2_ENHANCE_YOUR_CALM);
}

void Http2Frames::enforce_deadlines() {
  if (streams_.empty() && now_ >= idle_deadline_) terminate(0, "idle");
  for (auto& [id, stream] : streams_) {
    if (now_ >= stream.body_deadline()) stream.cut_body();
    if (now_ < stream.deadline()) continue;
    if (stream.phase() == Http2Stream::Phase::kBody) {
      refuse(id, stream, {408, "timed out"});
    } else if (stream.phase() == Http2Stream::Phase::kAnswered) {
      nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id,
                                stream.is_answer_over() ? NGHTTP2_NO_ERROR : NGHTTP2_CANCEL);
    } else {
      terminate(408, "timed out");  // No answer fits between the frames of a head.
    }
  }
}

}  // namespace pinflow::http
