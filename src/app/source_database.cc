#include "app/source_database.h"

#include <cstdlib>

#include "app/settings_file.h"
#include "source/database.h"

namespace pinflow::app {

Result<source::DatabaseAddress> source_database(const std::string& place) {
  if (place.find("://") == place.npos) {
    TRY_ASSIGN(const auto settings, read_settings(place));
    auto address = source::read_database_address(settings);
    if (!address.ok()) return address.status().with_context(place);
    return address;
  }
  TRY_ASSIGN(source::DatabaseAddress address, source::parse_database_url(place));
  const char* password = std::getenv("PINFLOW_DB_PASSWORD");
  if (address.password.empty() && password != nullptr) address.password = password;
  return address;
}

Result<source::DatabaseAddress> source_database(const std::string& place, const std::string& type) {
  TRY_ASSIGN(source::DatabaseAddress address, source_database(place));
  if (source::name_of(address.kind) == type) return address;
  return Status(Code::kInvalidArgument,
                "the address is of " + std::string(source::name_of(address.kind)) + ", not of " +
                    type + "; a credentials file says which by TYPE: " + type);
}

}  // namespace pinflow::app
