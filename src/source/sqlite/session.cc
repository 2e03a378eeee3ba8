#include "source/sqlite/session.h"

#include <soci/sqlite3/soci-sqlite3.h>

namespace pinflow::source {

Result<std::unique_ptr<soci::session>> open_session(const std::filesystem::path& database,
                                                    SqliteMode mode) {
  const std::string path = database.string();
  if (path.find('"') != path.npos) {
    return Status(Code::kInvalidArgument, "sqlite: " + path + ": the path has a quote in it");
  }
  if (mode == SqliteMode::kRead && !std::filesystem::exists(database)) {
    return Status(Code::kNotFound, "sqlite: " + path + ": no such file");
  }
  return guarded("sqlite: " + path, [&]() -> Result<std::unique_ptr<soci::session>> {
    return std::make_unique<soci::session>(
        soci::sqlite3,
        "dbname=\"" + path + "\" timeout=5" + (mode == SqliteMode::kRead ? " readonly=true" : ""));
  });
}

std::string quote_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (char letter : name) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

}  // namespace pinflow::source
