// AccountSettings: what UpdateAccountSettings sets, in a small file of its own.
//
//   Durability:  a setting is durable when it is set.
//   Threads:     any.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/result.h"

namespace pinflow::gateway::kinesis {

// A setting that only the account's bill would show.
struct Commitment {
  bool is_enabled = false;
  std::optional<UnixMillis> changed_at;
};

class AccountSettings {
 public:
  // Without a file ("") settings last as long as the process. One that cannot be read counts as
  // none, which is told in the log.
  explicit AccountSettings(std::filesystem::path file);

  Commitment commitment() const;
  Status set_commitment(const Commitment& commitment);  // Errors: kUnavailable.

 private:
  const std::filesystem::path file_;
  mutable std::mutex mutex_;
  Commitment commitment_;  // Guarded by mutex_.
};

}  // namespace pinflow::gateway::kinesis
