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

Gatekeeper::Gatekeeper(std::vector<ApiKey> keys, const Rate& rate) : throttle_(rate) {
  for (ApiKey& key : keys) {
    Holder& holder = holders_.emplace_back();
    if (key.plan) {
      holder.throttle = std::make_unique<Throttle>(key.plan->rate);
      holder.quota = std::make_unique<DailyQuota>(key.plan->requests_per_day);
    }
    holder.key = std::move(key);
  }
}

Verdict Gatekeeper::check(const http::Request& request, Action action, std::string_view topic) {
  const Holder* holder = find_holder(request);
  if (has_keys() && !holder) return Verdict::kUnknown;
  Verdict usage = count_request(holder, request.peer);
  return usage == Verdict::kAllowed ? check_right(holder, action, topic) : usage;
}

Verdict Gatekeeper::check_right(const Holder* holder, Action action, std::string_view topic) const {
  if (!has_keys()) return Verdict::kAllowed;
  if (!holder) return Verdict::kUnknown;
  const ApiKey& key = holder->key;
  bool may_act = std::find(key.actions.begin(), key.actions.end(), action) != key.actions.end();
  bool may_use = topic.empty() || covers_topic(key, topic);
  return may_act && may_use ? Verdict::kAllowed : Verdict::kNotAllowed;
}

Verdict Gatekeeper::count_request(const Holder* holder, const std::string& peer) {
  Throttle& throttle = holder && holder->throttle ? *holder->throttle : throttle_;
  if (throttle.is_on()) {
    const std::string& caller = holder ? holder->key.name : peer;
    if (!throttle.take(caller, std::chrono::steady_clock::now())) return Verdict::kTooFast;
  }
  bool is_over = holder && holder->quota && !holder->quota->take(system_clock().now());
  return is_over ? Verdict::kOverQuota : Verdict::kAllowed;
}

TopicScope Gatekeeper::scope(const http::Request& request) const {
  return scope(find_holder(request));
}

TopicScope Gatekeeper::scope(const Holder* holder) const {
  if (!has_keys()) return [](std::string_view) { return true; };
  return [holder](std::string_view topic) { return holder && covers_topic(holder->key, topic); };
}

std::string Gatekeeper::caller(const http::Request& request) const {
  const Holder* holder = find_holder(request);
  return holder ? holder->key.name : "";
}

const Gatekeeper::Holder* Gatekeeper::find_holder(const http::Request& request) const {
  auto sent = request.header("x-api-key");
  if (holders_.empty() || !sent) return nullptr;
  std::string hash = http::to_hex(http::sha256(*sent));
  const Holder* found = nullptr;
  for (const Holder& holder : holders_) {  // All of them, whichever it is: the time tells nothing.
    if (http::equal_in_constant_time(holder.key.sha256, hash)) found = &holder;
  }
  return found;
}

const Gatekeeper::Holder* Gatekeeper::find_holder(std::string_view name,
                                                  std::string_view key) const {
  const std::string hash = http::to_hex(http::sha256(key));
  const Holder* found = nullptr;
  for (const Holder& holder : holders_) {
    bool is_right = http::equal_in_constant_time(holder.key.sha256, hash);
    if (is_right && holder.key.name == name) found = &holder;
  }
  return found;
}

std::string retry_after(Verdict verdict) {
  if (verdict != Verdict::kOverQuota) return "1";
  return std::to_string(time_until_midnight(system_clock().now()).count());
}

}  // namespace pinflow::gateway
