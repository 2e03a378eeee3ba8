// Gatekeeper: who may do what through the doors, and how often. Without keys everybody may do
// everything; app/ then lets the server listen on loopback only.
//
//   Threads:   any.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/throttle.h"
#include "http/message.h"

namespace pinflow::gateway {

enum class Action { kProduce, kConsume, kAdmin };

struct ApiKey {
  std::string name;
  std::string sha256;               // Of the key that clients send as x-api-key, in hex.
  std::vector<std::string> topics;  // Names, or beginnings followed by '*'.
  std::vector<Action> actions;
};

Result<Action> parse_action(std::string_view name);  // "produce", "consume" or "admin".

enum class Verdict {
  kAllowed,
  kUnknown,     // No key, or none that we have.
  kNotAllowed,  // The key has no right to this action or topic.
  kTooFast,     // Over the rate of this key or address.
};

using TopicScope = std::function<bool(std::string_view topic)>;

class Gatekeeper {
 public:
  // Errors: kInvalidArgument (a hash that is none, or a name or hash that occurs twice).
  static Result<std::unique_ptr<Gatekeeper>> open(std::vector<ApiKey> keys, const Rate& rate);

  // `topic` "" stands for all topics at once, which each key may list.
  Verdict check(const http::Request& request, Action action, std::string_view topic);

  // Which topics the request's key covers: what a list may show. Refers to the gatekeeper.
  TopicScope scope(const http::Request& request) const;

  // The name of the request's key, "" without keys: whose what it makes is.
  std::string caller(const http::Request& request) const;

 private:
  Gatekeeper(std::vector<ApiKey> keys, const Rate& rate)
      : keys_(std::move(keys)), throttle_(rate) {}
  const ApiKey* find_key(const http::Request& request) const;

  const std::vector<ApiKey> keys_;
  Throttle throttle_;
};

}  // namespace pinflow::gateway
