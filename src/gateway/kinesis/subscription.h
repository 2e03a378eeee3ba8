// SubscribeToShard: an answer that goes on for five minutes, with an event for whatever is put
// into the shard meanwhile.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/kinesis/encoder.h"
#include "gateway/kinesis/value.h"
#include "http/message.h"

namespace pinflow::gateway::kinesis {

struct Service;

// Who is subscribed: each consumer once to each shard; a newer subscription ends the older one.
//
//   Threads:   any.
class Subscriptions {
 public:
  static constexpr std::chrono::seconds kPause{5};  // The least between two of the same.

  // The number of a new subscription to `key`; nothing when the one before is too recent.
  std::optional<uint64_t> begin(const std::string& key, UnixMillis now);
  bool is_current(const std::string& key, uint64_t number) const;

 private:
  struct Latest {
    uint64_t number = 0;
    UnixMillis began_at{};
  };

  mutable std::mutex mutex_;  // Guards:
  std::map<std::string, Latest> latest_;
  uint64_t count_ = 0;
};

// The body that follows. Errors: those of the action, before it begins.
Result<std::shared_ptr<http::BodyStream>> subscribe_to_shard(Service& service, const Value& input,
                                                             Encoding encoding);

}  // namespace pinflow::gateway::kinesis
