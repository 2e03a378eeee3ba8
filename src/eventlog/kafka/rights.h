// ask_rights(): what a Kafka lets our user do with topics and groups, as it says itself (KIP-430);
// nothing of it is tried.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "eventlog/kafka/client_options.h"

namespace pinflow::eventlog {

enum class Right { kDescribe, kDescribeConfigs, kRead, kWrite, kCreate };

struct RightsOn {
  enum class State {
    kTold,
    kHidden,  // Not to be seen by this user, whether it is there or not.
    kAbsent,  // A topic that is not there: of `rights`, only kCreate can be told.
    kUntold,  // The server does not say.
  };
  std::string name;
  State state = State::kUntold;
  std::set<Right> rights;
};

struct AskedRights {
  std::vector<RightsOn> topics;  // As they were asked for.
  std::vector<RightsOn> groups;
};

// A group need not be there. Errors: kInvalidArgument: the properties; kDenied; kUnavailable.
Result<AskedRights> ask_rights(const ClientOptions& options, const std::vector<std::string>& topics,
                               const std::vector<std::string>& groups);

}  // namespace pinflow::eventlog
