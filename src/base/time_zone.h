// TimeZone: how far a zone's clocks are from UTC, from the system's own tables.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pinflow {

class TimeZone {
 public:
  TimeZone() = default;  // UTC.

  // "Europe/London", "UTC". Errors: kInvalidArgument: there is no such zone.
  static Result<TimeZone> load(std::string_view name);
  // The bytes of a zone's file (RFC 8536). Past its last change, which common tables have in
  // 2037, that change's offset stays. Errors: kInvalidArgument.
  static Result<TimeZone> parse(std::string_view file);

  // What is added to UTC to get the time that clocks there show.
  std::chrono::seconds offset_at(UnixMillis time) const;
  // When clocks there first show `shown`; where they leave it out, when they are put forward.
  UnixMillis first_showing(std::chrono::local_time<std::chrono::milliseconds> shown) const;

 private:
  struct Change {
    int64_t at_s;  // Since 1970 UTC.
    int64_t offset_s;
  };
  int64_t first_offset_s_ = 0;
  std::vector<Change> changes_;  // By time.
};

}  // namespace pinflow
