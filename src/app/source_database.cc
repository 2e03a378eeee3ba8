#include "app/source_database.h"

#include <cstdlib>

#include "app/settings_file.h"

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

}  // namespace pinflow::app
