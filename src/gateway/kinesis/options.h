// What a Kinesis door can be told.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"

namespace pinflow::gateway::kinesis {

struct Credential {
  std::string name;  // Of the user that policies speak of.
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // "" where the key needs none.
};

struct KinesisOptions {
  std::string region = "us-east-1";
  std::string account = "000000000000";
  std::chrono::milliseconds state_delay{500};  // Of CREATING, UPDATING and DELETING.
  int64_t shard_limit = 500;                   // Open ones of all streams.
  bool has_shard_limits = false;               // Throughput of a shard as the service has it.
  bool errors_are_200 = false;                 // On stages, as the exported tutorial has it.
  std::string account_file;                    // Keeps the account's settings; "": memory does.
  std::vector<Credential> credentials;         // None: every well-formed signature is good.
  const Clock* clock = &system_clock();
};

}  // namespace pinflow::gateway::kinesis
