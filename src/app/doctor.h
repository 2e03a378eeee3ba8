// examine(): what on this machine, or at the services that are configured, hinders a pinflow, and
// how to mend it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/parts.h"

namespace pinflow::app {

struct Finding {
  enum class State { kGood, kWarning, kBad };
  State state = State::kGood;
  std::string what;   // "disk space"
  std::string found;  // What is the case.
  std::string mend;   // What to do about it; "" where nothing is to be done.
};

// Changes nothing: a file that it writes to measure the disk is gone afterwards, and a missing data
// folder stays missing. Services are only asked what there is. Takes some seconds at most, or as
// long as a service takes to be given up.
std::vector<Finding> examine(Parts& parts);

std::string_view state_name(Finding::State state);  // "ok", "warning", "BAD"
// [{"state", "what", "found", "mend"}, …]
std::string findings_json(const std::vector<Finding>& findings);

// What is found, from what was measured.
Finding judge_space(const std::string& folder, uint64_t free_bytes, uint64_t capacity_bytes);
Finding judge_sync(const std::string& folder, std::chrono::microseconds median,
                   std::chrono::microseconds worst);
Finding judge_open_files(uint64_t allowed, uint64_t wanted);
Finding judge_clock(UnixMillis now, bool is_synchronised);
Finding judge_certificate(const std::string& file, UnixMillis from, UnixMillis until,
                          UnixMillis now);

// What a service said, and what its kind of refusal asks for; `good` where it refused nothing.
Finding judge_service(const std::string& what, const std::string& good, const Status& status);

// What is listened on, whether somebody else has it already, and whether it is this folder's own
// pinflow that does.
Finding examine_port(const std::string& setting, const std::string& address,
                     const std::filesystem::path& data);

}  // namespace pinflow::app
