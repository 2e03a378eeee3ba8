#include "source/database.h"

#include "source/mysql/mysql_source.h"
#include "source/mysql/mysql_writer.h"
#include "source/postgresql/postgresql_source.h"
#include "source/postgresql/postgresql_writer.h"

namespace pinflow::source {

Result<std::unique_ptr<RowSource>> open_database_source(const DatabaseAddress& address) {
  bool is_mysql = address.kind == DatabaseKind::kMysql;
  return is_mysql ? open_mysql_source(address) : open_postgresql_source(address);
}

Result<std::unique_ptr<TableWriter>> open_database_writer(const DatabaseAddress& address) {
  bool is_mysql = address.kind == DatabaseKind::kMysql;
  return is_mysql ? open_mysql_writer(address) : open_postgresql_writer(address);
}

std::string_view name_of(DatabaseKind kind) {
  return kind == DatabaseKind::kMysql ? "mysql" : "postgresql";
}

}  // namespace pinflow::source
