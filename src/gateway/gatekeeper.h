// Gatekeeper: who may do what through the doors, and how often. Without keys everybody may do
// everything; app/ then lets the server listen on loopback only.
//
//   Threads:   any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/quota.h"
#include "gateway/throttle.h"
#include "http/message.h"

namespace pinflow::gateway {

enum class Action { kProduce, kConsume, kAdmin };

struct UsagePlan {
  Rate rate;
  int64_t requests_per_day = 0;  // 0: no limit.
};

struct ApiKey {
  std::string name;
  std::string sha256;               // Of the key that clients send as x-api-key, in hex.
  std::vector<std::string> topics;  // Names, or beginnings followed by '*'.
  std::vector<Action> actions;
  std::optional<UsagePlan> plan = {};  // None: the rate that all have, and no quota.
};

Result<Action> parse_action(std::string_view name);  // "produce", "consume" or "admin".

enum class Verdict {
  kAllowed,
  kUnknown,     // No key, or none that we have.
  kNotAllowed,  // The key has no right to this action or topic.
  kTooFast,     // Over the rate of this key or address.
  kOverQuota,   // The key's requests of the day are used up.
};

// How many seconds a client that is refused like this should wait, as Retry-After says it.
std::string retry_after(Verdict verdict);

using TopicScope = std::function<bool(std::string_view topic)>;

class Gatekeeper {
 public:
  // A key and what its plan leaves it. For others: who asks, null when that is nobody we know.
  struct Holder {
    ApiKey key;
    std::unique_ptr<Throttle> throttle;  // Null without a plan.
    std::unique_ptr<DailyQuota> quota;
  };

  // Errors: kInvalidArgument (a hash that is none, or a name or hash that occurs twice).
  static Result<std::unique_ptr<Gatekeeper>> open(std::vector<ApiKey> keys, const Rate& rate);

  // `topic` "" stands for all topics at once, which each key may list.
  Verdict check(const http::Request& request, Action action, std::string_view topic);

  // Which topics the request's key covers: what a list may show. Refers to the gatekeeper.
  TopicScope scope(const http::Request& request) const;

  // The same in parts, for doors whose clients say once who they are. The holder of the key of
  // that name, when it is the right one; it lives as long as the gatekeeper.
  bool has_keys() const { return !holders_.empty(); }
  const Holder* find_holder(std::string_view name, std::string_view key) const;
  // Counts a request of the holder, or of an address without one.
  Verdict count_request(const Holder* holder, const std::string& peer);
  Verdict check_right(const Holder* holder, Action action, std::string_view topic) const;
  TopicScope scope(const Holder* holder) const;

  // The name of the request's key, "" without keys: whose what it makes is.
  std::string caller(const http::Request& request) const;

 private:
  Gatekeeper(std::vector<ApiKey> keys, const Rate& rate);
  const Holder* find_holder(const http::Request& request) const;

  std::vector<Holder> holders_;
  Throttle throttle_;
};

}  // namespace pinflow::gateway
