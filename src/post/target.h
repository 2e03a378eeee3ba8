// Target: where the rows of one dataset go, over one connection.
//
//   Data's way:  source/ -> post()  ->  Target  ->  a gateway, or the console.
//   Threads:     one at a time; one Target a thread.
//   Stand-ins:   console (here), kafka_target.h, kinesis_target.h.
#pragma once

#include <memory>
#include <mutex>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/client.h"
#include "source/row_source.h"

namespace pinflow::post {

struct PostedRow {
  source::RowIndex index{};
  std::string json;
};

// What became of one row.
struct Outcome {
  enum class Kind {
    kAccepted,
    kRetry,    // Busy, or not reached: the same row may be taken later.
    kRefused,  // Sending it again is no use.
  };
  Kind kind = Kind::kAccepted;
  std::string text;  // Where it rests ("0/123": partition and offset); else why not.
};

class Target {
 public:
  virtual ~Target() = default;
  virtual std::vector<Outcome> send(std::span<const PostedRow> rows) = 0;  // One for each row.
};

// Writes each row as a line. `mutex` guards `out` against the other datasets' targets.
std::unique_ptr<Target> open_console_target(std::ostream* out, std::mutex* mutex);

// What an answer says of the whole request: kRetry when nothing came, 408, 429 and 5xx; kRefused
// for other codes that are not 2xx, with the message of the body.
Outcome outcome_of_request(const Result<http::Response>& response);

}  // namespace pinflow::post
