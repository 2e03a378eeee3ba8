// lags(): how far connectors and streams are behind the log, in records and in time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/parts.h"

namespace pinflow::app {

// What a part has not taken yet of one topic.
struct Lag {
  std::string part;  // "connector/s3-sink-demo", "stream/demo_pin_table".
  std::string topic;
  int64_t records = 0;
  std::optional<UnixMillis> oldest_at;  // Of the oldest of them; none where nothing waits.

  bool is_of_stream() const { return part.starts_with("stream/"); }
};

// Of the configured users' datasets, as far as their topics are there. A stream that begins
// elsewhere than at the beginning is in it once it has taken something.
// Errors: those of reading the log and the tables.
Result<std::vector<Lag>> lags(Parts& parts);

// [{"part", "topic", "records", "oldest_at_ms"}]: the last only where something waits.
std::string lags_json(const std::vector<Lag>& all);

}  // namespace pinflow::app
