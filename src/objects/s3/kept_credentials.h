// KeptCredentials: credentials that were found, for as long as they are good.
//
//   Threads:   any, at once; one finds while the others wait for what it finds.
#pragma once

#include <functional>
#include <mutex>

#include "base/clock.h"
#include "base/result.h"
#include "objects/s3/credentials.h"

namespace pinflow::objects {

class KeptCredentials {
 public:
  // Keeps the reference.
  explicit KeptCredentials(const Clock& clock) : clock_(clock) {}

  // Calls `find` where there are none, or those there are expire within minutes; where it says
  // kUnavailable, they are given for as long as they last. Errors: those of `find`.
  Result<Credentials> get(const std::function<Result<Credentials>()>& find);
  // The server took them no longer.
  void forget();

 private:
  const Clock& clock_;
  std::mutex mutex_;
  Credentials found_;  // Guarded by mutex_.
};

}  // namespace pinflow::objects
