// connect_postgresql(): PostgreSQL as a SqlConnection.
#pragma once

#include <memory>

#include "source/database_address.h"
#include "source/sql_connection.h"

namespace pinflow::source {

class PostgresqlConnection : public SqlConnection {
 public:
  // Runs a COPY … FROM STDIN with these lines of its text format. Errors: those of run().
  virtual Status copy(std::string_view sql, std::string_view lines) = 0;
};

// Times are UTC. Errors: those of SqlConnection::run(). The password stands in no message.
Result<std::unique_ptr<PostgresqlConnection>> connect_postgresql(const DatabaseAddress& address,
                                                                 Lost lost);

}  // namespace pinflow::source
