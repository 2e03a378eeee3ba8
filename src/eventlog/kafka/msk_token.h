// msk_token(): what proves to Amazon MSK who we are: a URL of kafka-cluster:Connect, presigned with
// Signature Version 4, in base64url, as SASL's OAUTHBEARER. Pure: no clock, no I/O.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "eventlog/access_key.h"
#include "eventlog/kafka/client_options.h"

namespace pinflow::eventlog {

// As long as AWS lets one be.
inline constexpr std::chrono::seconds kMskTokenLife{900};

BearerToken msk_token(const AccessKey& key, std::string_view region, UnixMillis now);

// "us-east-1" of "b-1.name.abc123.c2.kafka.us-east-1.amazonaws.com:9098,…", as MSK's servers are
// named; "" of others.
std::string msk_region(std::string_view bootstrap_servers);

}  // namespace pinflow::eventlog
