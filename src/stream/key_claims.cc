#include "stream/key_claims.h"

namespace pinflow::stream {
namespace {

constexpr size_t kKnownKeysMax = 1024;

}  // namespace

Status KeyClaims::of(const std::optional<std::string>& key) {
  if (config_.shared_by == nullptr) return Status();
  if (!key) return judge(key);
  auto known = known_.find(*key);
  if (known != known_.end()) return known->second;
  if (known_.size() >= kKnownKeysMax) known_.clear();
  return known_.emplace(*key, judge(key)).first->second;
}

Status KeyClaims::judge(const std::optional<std::string>& key) const {
  Result<model::TopicOwner> owner =
      key ? model::key_owner(*config_.shared_by, *key)
          : Status(Code::kNotFound, "the record has no key to say whose it is");
  const Status others(Code::kDenied, "of another stream");
  if (!owner.ok()) return config_.takes_strays ? owner.status() : others;
  bool is_mine = !config_.is_nobodys() && owner->dataset->name == config_.dataset->name &&
                 (owner->user_id.empty() || owner->user_id == config_.user_id);
  return is_mine ? Status() : others;
}

}  // namespace pinflow::stream
