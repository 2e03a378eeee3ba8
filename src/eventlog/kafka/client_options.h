// ClientOptions: how a Kafka is spoken to.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace pinflow::eventlog {

// What is sent as SASL's OAUTHBEARER.
struct BearerToken {
  std::string value;
  UnixMillis expires_at{};
};

struct ClientOptions {
  std::map<std::string, std::string> properties;    // By librdkafka's names.
  std::function<Result<BearerToken>()> token = {};  // Where sasl.mechanism is OAUTHBEARER.
  std::string role = "";  // Of AWS's IAM, that `token` speaks for; "": whoever is found.
  std::chrono::milliseconds answer_timeout{10'000};
};

// Of what is written and not acknowledged yet.
struct RecordWriterLimits {
  uint64_t bytes_max = 64u << 20;
  uint64_t count_max = 200'000;
};

}  // namespace pinflow::eventlog
