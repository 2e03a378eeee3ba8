// Http2Frames: nghttp2's session and what its callbacks mean to the streams of a connection.
// Private to http2_session.cc: it needs nghttp2. The callbacks may not send or receive; what
// comes of them is noted, and taken by Http2Session afterwards.
//
//   Threads:   one.
#pragma once

#include <nghttp2/nghttp2.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/flood_guard.h"
#include "http/http2_session.h"
#include "http/http2_stream.h"
#include "http/router.h"

namespace pinflow::http {

class Http2Frames {
 public:
  using StreamId = Http2Session::StreamId;

  Http2Frames(const ServerOptions& options, const Router& router, RefusalLog& refusals,
              std::atomic<uint64_t>& held, std::string peer, SteadyTime now);
  Http2Frames(const Http2Frames&) = delete;
  Http2Frames& operator=(const Http2Frames&) = delete;
  ~Http2Frames() { nghttp2_session_del(session_); }

  nghttp2_session* session() { return session_; }
  void set_now(SteadyTime now) { now_ = now; }
  Http2Stream* find(StreamId id);
  bool is_terminated() const { return is_terminated_; }
  std::vector<Http2Session::Arrived>& arrived() { return arrived_; }
  std::vector<StreamId>& closed() { return closed_; }

  void submit(StreamId id, Response response, bool sends_body);
  std::string take_body(StreamId id);
  void enforce_deadlines();

  // What the library tells of.
  void begin_frame(const nghttp2_frame_hd& head);
  void receive_frame(const nghttp2_frame& frame);
  void receive_field(StreamId id, std::string_view name, std::string_view value);
  void receive_body(StreamId id, std::string_view bytes);
  ssize_t send_body(StreamId id, uint8_t* space, size_t size, uint32_t* flags);
  void note_sent(const nghttp2_frame& frame);
  void close(StreamId id);

 private:
  bool takes_stream(const Request& request) const;
  void hand_over(Http2Stream& stream, const nghttp2_frame& frame);
  void refuse(StreamId id, Http2Stream& stream, Http2Stream::Verdict verdict);
  void terminate(int status, const char* cause);

  const ServerOptions& options_;
  const Router& router_;
  RefusalLog& refusals_;
  std::atomic<uint64_t>& body_bytes_held_;
  const std::string peer_;
  SteadyTime now_;
  FloodGuard flood_guard_;
  SteadyTime idle_deadline_;
  std::map<StreamId, Http2Stream> streams_;
  std::vector<Http2Session::Arrived> arrived_;
  std::vector<StreamId> closed_;
  bool is_terminated_ = false;
  nghttp2_session* session_ = nullptr;
};

}  // namespace pinflow::http
