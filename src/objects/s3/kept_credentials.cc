#include "objects/s3/kept_credentials.h"

namespace pinflow::objects {
namespace {

constexpr std::chrono::minutes kRenewBefore{5};

}  // namespace

Result<Credentials> KeptCredentials::get(const std::function<Result<Credentials>()>& find) {
  std::lock_guard lock(mutex_);
  bool is_fresh = !found_.expires_at || *found_.expires_at - clock_.now() > kRenewBefore;
  if (!found_.empty() && is_fresh) return found_;
  Result<Credentials> found = find();
  if (found.ok()) {
    found_ = *found;
  } else if (found.status().code() == Code::kUnavailable && !found_.empty() &&
             *found_.expires_at > clock_.now()) {
    return found_;  // Good for some minutes still.
  }
  return found;
}

void KeptCredentials::forget() {
  std::lock_guard lock(mutex_);
  found_ = {};
}

}  // namespace pinflow::objects
