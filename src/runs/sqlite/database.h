// Database: one SQLite file, its prepared statements, and SQLite's errors as Status.
//
//   Durability:  a statement outside a transaction, or its COMMIT, is durable when it returns.
//   Threads:     one at a time; several processes may have the file open.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pinflow::runs {

// A statement being run. Its rows are read by next() and the functions below it; it is free for
// the next use when this goes.
class Query {
 public:
  Query(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  Query(Query&& other) noexcept
      : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}
  ~Query();

  void bind(int index, std::string_view text);  // From 1.
  void bind(int index, int64_t number);
  void bind(int index, std::optional<int64_t> number);

  Result<bool> next();  // Whether there is a row.
  Status each(const std::function<void(const Query& row)>& visit);
  std::string text(int column) const;
  int64_t integer(int column) const;
  std::optional<int64_t> optional_integer(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_;
};

class Database {
 public:
  // Opens or creates the file. Errors: kCorruption (no SQLite file); kDenied; kUnavailable.
  static Result<Database> open(const std::filesystem::path& file);
  Database(Database&& other) noexcept;
  ~Database();

  // Binds `values` to the statement's ?s. Errors: kNotFound (a row it refers to is missing);
  // kExhausted (locked by another process for seconds); kUnavailable; kCorruption.
  template <class... Values>
  Result<Query> query(const char* sql, const Values&... values) {
    TRY_ASSIGN(Query prepared, prepare(sql));
    int index = 0;
    (prepared.bind(++index, values), ...);
    return prepared;
  }

  // Runs a statement that gives no rows, or whose rows do not matter.
  template <class... Values>
  Status run(const char* sql, const Values&... values) {
    TRY_ASSIGN(Query prepared, query(sql, values...));
    return prepared.next().status();
  }

  Status run_script(const char* sql);  // Several statements.
  int64_t last_row_id() const;
  int64_t changed_rows() const;  // By the last statement.

 private:
  explicit Database(sqlite3* database) : database_(database) {}
  Result<Query> prepare(const char* sql);

  sqlite3* database_;
  std::map<std::string_view, sqlite3_stmt*> statements_;  // By their text, a literal.
};

}  // namespace pinflow::runs
