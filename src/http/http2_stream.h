// Http2Stream: one request of an HTTP/2 connection while it comes, and its answer while it goes.
// It knows the limits of requests, but no frames.
//
//   Threads:   one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/connection.h"
#include "http/held_bytes.h"
#include "http/message.h"

namespace pinflow::http {

class Http2Stream {
 public:
  // What a piece of a request does to it. An error is final: what comes later is dropped.
  struct Verdict {
    int status = 0;          // 0: it goes on. Otherwise what it is refused with.
    const char* cause = "";  // For the log.
  };
  enum class Phase {
    kHead,      // Its header fields come.
    kBody,      // They are whole.
    kWhole,     // All of it has come.
    kAnswered,  // Its answer has begun, whether all of it has come or not.
  };

  Http2Stream(const ServerOptions& options, HeldBytes held, SteadyTime now);

  void add_field(std::string_view name, std::string_view value);
  Verdict end_head();
  Verdict add_body(std::string_view bytes);
  void end_request();  // All of it has come.

  // From now on the head alone is the request, and its handler takes the body's pieces.
  void hand_over();
  bool is_handed_over() const { return is_handed_over_; }
  bool keeps_body() const { return is_handed_over_ && !is_body_over_; }  // To be taken.
  std::string take_body();  // What has come since the last call.
  size_t untaken_bytes() const { return came_.size(); }
  void expect_body(SteadyTime until) { body_deadline_ = until; }  // Later it is cut off.
  void cut_body() { is_body_over_ = true; }
  bool is_body_over() const { return is_body_over_ && came_.empty(); }
  SteadyTime body_deadline() const { return is_body_over_ ? SteadyTime::max() : body_deadline_; }

  // Past every measure: the client is not only careless.
  bool is_header_bomb() const { return header_bytes_ > 8 * options_.header_bytes_max; }
  bool expects_continue() const;

  Phase phase() const { return phase_; }
  Request& request() { return request_; }
  HeldBytes& held() { return held_; }

  // The answer's body, from its begin; `is_last` when no more of it follows.
  void begin_answer(std::string body, bool is_last, SteadyTime now);
  void add_answer(std::string_view piece, SteadyTime now);
  void end_answer() { is_answer_last_ = true; }
  // Takes at most `size` bytes of it to be sent; how many there were.
  size_t take_answer(uint8_t* space, size_t size, SteadyTime now);
  size_t unsent_bytes() const { return answer_.size() - sent_; }
  bool has_unsent() const { return unsent_bytes() > 0; }
  bool is_answer_over() const { return is_answer_last_ && !has_unsent(); }
  void linger(SteadyTime until) { deadline_ = until; }  // The answer has gone.

  // When its client is too slow in sending the request, or in taking the answer.
  SteadyTime deadline() const { return deadline_; }

 private:
  void expect_progress(SteadyTime now);

  const ServerOptions& options_;
  HeldBytes held_;
  Request request_;
  uint64_t header_bytes_ = 0;
  bool has_bad_target_ = false;
  Phase phase_ = Phase::kHead;
  bool is_handed_over_ = false;
  bool is_body_over_ = false;  // Of a body that is taken: no more will come.
  std::string came_;
  SteadyTime body_deadline_ = SteadyTime::max();
  std::string answer_;
  size_t sent_ = 0;
  bool is_answer_last_ = false;
  SteadyTime deadline_;
};

}  // namespace pinflow::http
