// connect_mysql(): MySQL or MariaDB as a SqlConnection.
#pragma once

#include <memory>

#include "source/database_address.h"
#include "source/sql_connection.h"

namespace pinflow::source {

// Text is utf8mb4. Errors: those of SqlConnection::run(). The password stands in no message.
Result<std::unique_ptr<SqlConnection>> connect_mysql(const DatabaseAddress& address, Lost lost);

}  // namespace pinflow::source
