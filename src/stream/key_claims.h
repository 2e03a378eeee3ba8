// KeyClaims: which records of a shared stream are one stream's, by their keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "stream/stream_config.h"

namespace pinflow::stream {

// Threads: one at a time.
class KeyClaims {
 public:
  // `config` outlives it.
  explicit KeyClaims(const StreamConfig& config) : config_(config) {}

  // kOk: it is the stream's. kNotFound: it is, for want of an owner, and why it is a dead letter.
  // kDenied: it is another stream's.
  Status of(const std::optional<std::string>& key);

 private:
  Status judge(const std::optional<std::string>& key) const;

  const StreamConfig& config_;
  std::unordered_map<std::string, Status> known_;  // Keys come again and again.
};

}  // namespace pinflow::stream
