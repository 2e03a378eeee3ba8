// RowInserter: rows into a table of MySQL, in statements of many rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/schema.h"
#include "source/row_source.h"
#include "source/sql_connection.h"

namespace pinflow::source {

class RowInserter {
 public:
  explicit RowInserter(SqlConnection& connection) : connection_(connection) {}  // Outlives it.

  void begin_table(std::string_view name, const model::Schema& schema);
  // Errors: those of SqlConnection::run().
  Status write(const std::vector<Row>& rows);

 private:
  void append(const Row& row, std::string* statement) const;

  SqlConnection& connection_;
  model::Schema schema_;  // Of the table that is being written.
  std::string insert_;
};

}  // namespace pinflow::source
