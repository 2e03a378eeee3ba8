// AccessKey: who we are to AWS; whoever opens an event log finds it where AWS's tools look.
#pragma once

#include <string>

namespace pinflow::eventlog {

struct AccessKey {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // "" where the key needs none.
};

}  // namespace pinflow::eventlog
