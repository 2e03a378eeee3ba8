// The exercise's credentials files: where the source database is, and where to post to. Whoever
// reads the YAML or .env file passes what it holds as keys and values.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"

namespace pinflow::post {

using Settings = std::map<std::string, std::string>;

struct SourceAddress {
  std::string host;
  uint16_t port = 3306;
  std::string user;
  std::string password;
  std::string database;
};

// From HOST, USER, PASSWORD, DATABASE and PORT (which may be missing), in any case, with the
// prefix RDS_ or DB_ or none. Errors: kInvalidArgument naming the key that is missing or wrong;
// never a value.
Result<SourceAddress> read_source_address(const Settings& settings);

// From INVOKE_URL or api_gateway_invoke_url, in any case, with deployment_stage (if there is one)
// as its last part unless it ends with it. Errors: kInvalidArgument.
Result<std::string> read_invoke_url(const Settings& settings);

}  // namespace pinflow::post
