// Http2Session: the frames of one HTTP/2 connection without its socket. Bytes go in and whole
// requests come out; responses go in and bytes come out. Grammar, header compression and flow
// control are nghttp2's; limits, deadlines and the defence against floods are ours.
//
//   Threads:   one.
//   Limits:    those of ServerOptions hold for each stream: past one, the stream gets 400, 408,
//              413, 431 or 503, and the others go on. Who breaks the protocol, or floods, is told
//              so by GOAWAY; nothing more is read of it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/connection.h"
#include "http/held_bytes.h"
#include "http/message.h"

namespace pinflow::http {

class Http2Frames;
class Router;

class Http2Session {
 public:
  using StreamId = int32_t;

  struct Arrived {
    StreamId stream;
    Request request;
    HeldBytes held;         // Of the body: lives as long as the request.
    bool is_begun = false;  // Its body is to be taken by take_body(), while it comes.
  };
  enum class Cancel {
    kRefused,    // Nothing was done: the client may send it again.
    kCancelled,  // The answer ends early.
  };

  // All but `peer` outlive it.
  Http2Session(const ServerOptions& options, const Router& router, RefusalLog& refusals,
               std::atomic<uint64_t>& body_bytes_held, std::string peer, SteadyTime now);
  ~Http2Session();

  // What the client sent, from its preface on.
  void receive(std::string_view bytes, SteadyTime now);
  // What has come since the last call, but requests that their client has cancelled already.
  std::vector<Arrived> take_requests();
  // Streams that ended since the last call, answered or cancelled.
  std::vector<StreamId> take_closed();

  // Of a body that comes: what came since the last call, which lets the client send as much again;
  // whether no more will; and until when there must be more, or it is cut off.
  std::string take_body(StreamId stream);
  bool is_body_over(StreamId stream) const;
  void expect_body(StreamId stream, SteadyTime until);

  // The answer to a request. With response.stream it goes on by add_body() until end_body();
  // without `sends_body` only the head is sent. Nothing happens, here and in the next five,
  // where the stream has ended.
  void respond(StreamId stream, Response response, bool sends_body, SteadyTime now);
  void add_body(StreamId stream, std::string_view piece, SteadyTime now);
  void end_body(StreamId stream);
  void cancel(StreamId stream, Cancel why);
  // How much of what was added is still here, for want of the client's permission to send.
  size_t unsent_body_bytes(StreamId stream) const;

  // Some of the bytes to send next, valid until the next call; "" when there are none now.
  std::string_view output(SteadyTime now);

  // Ends streams whose clients are too slow, and a connection without streams that is idle.
  void enforce_deadlines(SteadyTime now);
  // Takes no more requests; those that came are still answered.
  void finish();
  // Nothing more is to be read; once output() is empty, the connection is done.
  bool is_over() const;

 private:
  std::unique_ptr<Http2Frames> frames_;
  std::string output_;
  bool is_broken_ = false;  // The library gave up.
};

}  // namespace pinflow::http
