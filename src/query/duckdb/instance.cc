#include "query/duckdb/instance.h"

#include <unistd.h>

#include <thread>
#include <utility>
#include <vector>

#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

constexpr uint64_t kMemoryBytesMin = 64 << 20;

uint64_t half_of_memory() {
  return static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 2;
}

std::vector<std::pair<const char*, std::string>> settings(const EngineOptions& options) {
  unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  uint64_t memory = options.memory_bytes_max == 0 ? half_of_memory() : options.memory_bytes_max;
  return {
      {"threads", std::to_string(options.thread_count > 0 ? options.thread_count : cores)},
      {"memory_limit", std::to_string(std::max(memory, kMemoryBytesMin) >> 10) + "KiB"},
      {"temp_directory", options.temporary_directory},
      // Tables have no order; keeping the order of input would hold back parallel work.
      {"preserve_insertion_order", "false"},
      // Nothing is fetched from anywhere.
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
  };
}

Status failed(std::string_view what) {
  return Status(Code::kUnavailable, "sql: " + std::string(what));
}

}  // namespace

Result<std::shared_ptr<Instance>> Instance::open(const EngineOptions& options) {
  duckdb_config made = nullptr;
  if (duckdb_create_config(&made) != DuckDBSuccess) return failed("no configuration");
  Config config(made);
  for (const auto& [name, value] : settings(options)) {
    if (duckdb_set_config(config.get(), name, value.c_str()) != DuckDBSuccess) {
      return failed("setting " + std::string(name) + " refused");
    }
  }
  duckdb_database database = nullptr;
  char* error = nullptr;
  duckdb_state state = duckdb_open_ext(nullptr, &database, config.get(), &error);
  std::string cause = error == nullptr ? "" : error;
  duckdb_free(error);
  if (state != DuckDBSuccess) return failed("database not opened: " + cause);

  auto instance = std::make_shared<Instance>();
  instance->database_.reset(database);
  TRY_ASSIGN(Connection connection, instance->connect());
  TRY(register_row_scan(connection.get(), instance->row_sources_));
  TRY(register_filter_call(connection.get(), instance->row_filters_));
  return instance;
}

Result<Connection> Instance::connect() {
  duckdb_connection made = nullptr;
  if (duckdb_connect(database_.get(), &made) != DuckDBSuccess) return failed("no connection");
  Connection connection(made);
  TRY(run_only(connection.get(), "SET TimeZone = 'UTC'"));
  return connection;
}

}  // namespace pinflow::query
