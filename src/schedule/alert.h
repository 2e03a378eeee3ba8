// Alert: what people are told of runs: that one failed, has not ended in time, or warned. And the
// ways to; mail.h has another.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "runs/run_store.h"

namespace pinflow::schedule {

struct Alert {
  std::string kind;  // "failed", "late", "warned"
  std::string dag;
  runs::RunId run{};
  std::string message;  // "clean: no space left"
};

// "pinflow: run 7 of pinterest failed: clean: no space left"
std::string alert_text(const Alert& alert);
// {"kind":"failed","dag":"pinterest","run":7,"message":…,"text":…}; `text` is what chat
// services show.
std::string alert_json(const Alert& alert);

// A way to tell: returns once it is told, or after some seconds. Errors: it is to be tried again.
using Tell = std::function<Status(const Alert& alert)>;

// Posts the JSON to "https://host/path?query"; any status of 2xx is well.
// Errors: kInvalidArgument: no such URL, which is not told: it may be a secret.
Result<Tell> tell_by_webhook(std::string_view url);
// Runs `command` by /bin/sh with the JSON in PINFLOW_ALERT; status 0 is well.
Tell tell_by_command(const std::string& command);

}  // namespace pinflow::schedule
