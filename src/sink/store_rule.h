// StoreRule: which store a connector writes to, where its properties say something of their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "sink/option_reader.h"

namespace pinflow::sink {

// What is empty is as the process is configured.
struct StoreRule {
  std::string url;  // "http://127.0.0.1:9000": another S3 server than the configured one.
  std::string region;
  std::string access_key;
  std::string secret_key;  // With access_key.
  std::optional<bool> path_style;

  std::string encryption;  // "AES256" or "aws:kms", with the key's id.
  std::string kms_key_id;
  std::string canned_acl;

  std::optional<uint64_t> part_bytes;  // Larger objects go up in parts.
  std::optional<int> attempts_max;
  std::optional<std::chrono::milliseconds> first_wait;  // Before the second attempt.

  bool operator==(const StoreRule&) const = default;
};

StoreRule read_store_rule(OptionReader* reader);

}  // namespace pinflow::sink
