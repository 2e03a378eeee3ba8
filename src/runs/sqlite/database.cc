#include "runs/sqlite/database.h"

#include <sqlite3.h>

namespace pinflow::runs {
namespace {

constexpr int kBusyTimeoutMs = 10'000;

Status sqlite_error(sqlite3* database) {
  int extended = sqlite3_extended_errcode(database);
  Code code = Code::kUnavailable;
  switch (extended & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      code = Code::kCorruption;
      break;
    case SQLITE_BUSY:
      code = Code::kExhausted;
      break;
    case SQLITE_PERM:
    case SQLITE_READONLY:
      code = Code::kDenied;
      break;
    case SQLITE_CONSTRAINT:
      if (extended == SQLITE_CONSTRAINT_FOREIGNKEY) code = Code::kNotFound;
      break;
    default:
      break;
  }
  return Status(code, std::string("sqlite: ") + sqlite3_errmsg(database));
}

}  // namespace

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Query::bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_, index, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Query::bind(int index, int64_t number) { sqlite3_bind_int64(statement_, index, number); }

void Query::bind(int index, std::optional<int64_t> number) {
  if (number)
    bind(index, *number);
  else
    sqlite3_bind_null(statement_, index);
}

Result<bool> Query::next() {
  int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_error(database_);
}

Status Query::each(const std::function<void(const Query&)>& visit) {
  while (true) {
    TRY_ASSIGN(bool more, next());
    if (!more) return Status();
    visit(*this);
  }
}

std::string Query::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  size_t size_bytes = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? "" : std::string(static_cast<const char*>(bytes), size_bytes);
}

int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::optional<int64_t> Query::optional_integer(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return integer(column);
}

Result<Database> Database::open(const std::filesystem::path& file) {
  sqlite3* opened = nullptr;
  // Nobody shares the connection, so that SQLite needs no locks of its own.
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  int code = sqlite3_open_v2(file.c_str(), &opened, kFlags, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) return sqlite_error(opened).with_context(file.string());
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, kBusyTimeoutMs);
  // With FULL each commit of the write-ahead log is synced, not only its checkpoints.
  Status status = database.run_script(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
  if (!status.ok()) return std::move(status).with_context(file.string());
  return database;
}

Database::Database(Database&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)),
      statements_(std::move(other.statements_)) {}

Database::~Database() {
  if (database_ == nullptr) return;
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

Status Database::run_script(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return Status();
  return sqlite_error(database_);
}

int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(database_); }

int64_t Database::changed_rows() const { return sqlite3_changes64(database_); }

Result<Query> Database::prepare(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr && sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                                 &statement, nullptr) != SQLITE_OK) {
    return sqlite_error(database_);
  }
  return Query(database_, statement);
}

}  // namespace pinflow::runs
