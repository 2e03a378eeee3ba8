// Record: what a topic holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"

namespace pinflow::model {

struct Header {
  std::string name;
  std::optional<std::string> value;
};

struct Record {
  std::optional<std::string> key;
  std::optional<std::string> value;  // None is a tombstone.
  UnixMillis timestamp{};
  std::vector<Header> headers;
};

// A record where it rests.
struct StoredRecord {
  Offset offset{};
  Record record;
};

}  // namespace pinflow::model
