// KinesisClient: actions of Kinesis on a data folder, for commands.
//
//   Threads:   one at a time.
#pragma once

#include <string>
#include <string_view>

#include "app/config.h"
#include "app/rest_client.h"
#include "base/clock.h"

namespace pinflow::app {

class KinesisClient {
 public:
  // `client` outlives it. Requests are signed with the first [gateway.credential.NAME] of `config`;
  // without one a name is made up, which a server without credentials takes.
  KinesisClient(RestClient& client, const Config& config, const Clock& clock = system_clock());

  // The answer's JSON. Errors: kNotFound, kDenied, kExhausted and kInvalidArgument, with what the
  // service says; kUnavailable.
  Result<std::string> call(std::string_view action, std::string body);

 private:
  RestClient& client_;
  const Clock& clock_;
  const std::string region_;
  std::string access_key_ = "pinflow";
  std::string secret_key_ = "pinflow";
  std::string session_token_;
};

}  // namespace pinflow::app
