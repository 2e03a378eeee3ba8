#include "gateway/gatekeeper.h"

#include <algorithm>
#include <chrono>

#include "http/sha256.h"

namespace pinflow::gateway {
namespace {

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool covers_topic(const ApiKey& key, std::string_view topic) {
  return std::any_of(key.topics.begin(), key.topics.end(), [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return pattern == topic;
    return topic.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

}  // namespace

Result<Action> parse_action(std::string_view name) {
  if (name == "produce") return Action::kProduce;
  if (name == "consume") return Action::kConsume;
  if (name == "admin") return Action::kAdmin;
  return Status(Code::kInvalidArgument,
                "action: " + std::string(name) + ": produce, consume or admin");
}

Result<std::unique_ptr<Gatekeeper>> Gatekeeper::open(std::vector<ApiKey> keys, const Rate& rate) {
  for (ApiKey& key : keys) {
    std::transform(key.sha256.begin(), key.sha256.end(), key.sha256.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    if (!is_sha256(key.sha256)) {
      return Status(Code::kInvalidArgument,
                    "key: " + key.name + ": sha256: 64 hexadecimal digits are wanted");
    }
    auto same = [&](const ApiKey& other) {
      return other.name == key.name || other.sha256 == key.sha256;
    };
    if (std::count_if(keys.begin(), keys.end(), same) > 1) {
      return Status(Code::kInvalidArgument, "key: " + key.name + ": name or hash occurs twice");
    }
  }
  return std::unique_ptr<Gatekeeper>(new Gatekeeper(std::move(keys), rate));
}

Verdict Gatekeeper::check(const http::Request& request, Action action, std::string_view topic) {
  const ApiKey* key = find_key(request);
  if (!keys_.empty() && !key) return Verdict::kUnknown;
  if (throttle_.is_on() &&
      !throttle_.take(key ? key->name : request.peer, std::chrono::steady_clock::now())) {
    return Verdict::kTooFast;
  }
  if (!key) return Verdict::kAllowed;
  bool may_act = std::find(key->actions.begin(), key->actions.end(), action) != key->actions.end();
  bool may_use = topic.empty() || covers_topic(*key, topic);
  return may_act && may_use ? Verdict::kAllowed : Verdict::kNotAllowed;
}

TopicScope Gatekeeper::scope(const http::Request& request) const {
  if (keys_.empty()) return [](std::string_view) { return true; };
  const ApiKey* key = find_key(request);
  return [key](std::string_view topic) { return key && covers_topic(*key, topic); };
}

std::string Gatekeeper::caller(const http::Request& request) const {
  const ApiKey* key = find_key(request);
  return key ? key->name : "";
}

const ApiKey* Gatekeeper::find_key(const http::Request& request) const {
  auto sent = request.header("x-api-key");
  if (keys_.empty() || !sent) return nullptr;
  std::string hash = http::to_hex(http::sha256(*sent));
  const ApiKey* found = nullptr;
  for (const ApiKey& key : keys_) {  // All of them, whichever it is: the time tells nothing.
    if (http::equal_in_constant_time(key.sha256, hash)) found = &key;
  }
  return found;
}

}  // namespace pinflow::gateway
