// Opening SQLite through SOCI, whose exceptions end here.
#pragma once

#include <soci/soci.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::source {

enum class SqliteMode { kRead, kWrite };

// It waits some seconds for others that write. Errors: kNotFound (kRead only); kInvalidArgument (a
// quote in the path); kUnavailable.
Result<std::unique_ptr<soci::session>> open_session(const std::filesystem::path& database,
                                                    SqliteMode mode);

// A table's or column's name as SQL writes it, whatever it contains.
std::string quote_identifier(std::string_view name);

// Runs `work`, which answers a Status or Result; a SOCI exception becomes kUnavailable.
template <class Work>
auto guarded(std::string_view what, Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& error) {
    return Status(Code::kUnavailable, std::string(what) + ": " + error.what());
  }
}

}  // namespace pinflow::source
