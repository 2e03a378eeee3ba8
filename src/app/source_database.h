// source_database(): the address of a source database, as users name it.
#pragma once

#include <string>

#include "base/result.h"
#include "source/database_address.h"

namespace pinflow::app {

// `place` is a mysql:// or postgresql:// URL or the path of a db_creds.yaml or .env. A password
// that a URL leaves out comes from PINFLOW_DB_PASSWORD, since a command line is seen by every user
// of a machine. Errors: kNotFound (the file); kInvalidArgument; no value stands in messages.
Result<source::DatabaseAddress> source_database(const std::string& place);
// The same of a database that is to be `type`, "mysql" or "postgresql". Errors: also
// kInvalidArgument: it is of another one.
Result<source::DatabaseAddress> source_database(const std::string& place, const std::string& type);

}  // namespace pinflow::app
