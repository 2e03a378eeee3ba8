// Engine: SQL over Delta tables, Parquet files and rows decoded on the fly.
//
//   Data's way:  objects/ and lake/  ->  Engine  ->  Parquet files for lake/, answers for people.
//   Durability:  none of its own: files it writes are durable once lake/ or objects/ took them.
//   Threads:     an Engine from any thread, a Session from one at a time (interrupt() from any).
//   Stand-ins:   duckdb/duckdb_engine.h, which passes engine_contract_test.cc, and, for what
//                batches need of it, spark/spark_engine.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "lake/delta_table.h"
#include "lake/parquet.h"
#include "model/row_batch.h"
#include "model/schema.h"
#include "query/gathered_objects.h"
#include "query/lineage.h"
#include "query/row_filter.h"
#include "query/staged_rows.h"

namespace pinflow::query {

using Cell = std::variant<std::monostate, bool, int64_t, double, std::string>;

// An answer. Timestamps are "2020-08-28 03:52:47" (with a fraction only where there is one),
// lists and structs JSON text, binary its bytes; numbers that no int64 or double keeps are text.
struct Table {
  struct Column {
    std::string name;
    std::string type;  // SQL's name for it: "BIGINT", "VARCHAR", "DOUBLE[]".
  };
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  bool truncated = false;  // There were more rows than asked for.
};

struct EngineOptions {
  int thread_count = 0;             // 0: one for each core.
  uint64_t memory_bytes_max = 0;    // 0: half of the machine's; past it, it works on disk.
  std::string temporary_directory;  // "" : no spilling.
};

struct QueryLimits {
  size_t row_count_max = SIZE_MAX;
  std::optional<std::chrono::milliseconds> timeout;
};

using TakeBatch = std::function<Status(const model::RowBatch&)>;

// A connection with names of its own, which may carry a schema: "silver.demo". SQL is always one
// statement.
class Session {
 public:
  virtual ~Session() = default;

  // Gives a name to the rows of a table's snapshot, or of some of its files. Columns are those
  // of the snapshot's schema, with NULL where a file lacks one.
  virtual Status bind_files(std::string_view name, lake::DeltaTable& table,
                            const lake::Snapshot& snapshot,
                            const std::vector<lake::DataFile>& files) = 0;
  Status bind_table(std::string_view name, lake::DeltaTable& table,
                    const lake::Snapshot& snapshot) {
    return bind_files(name, table, snapshot, snapshot.files);
  }
  // Gives a name to rows that `reader` makes, which lives until the name is bound anew. It can be
  // read once.
  virtual Status bind_rows(std::string_view name, model::RowReader& reader) = 0;
  // Gives a name to an empty relation of that schema (to check SQL before there is data).
  virtual Status bind_empty(std::string_view name, const model::Schema& schema) = 0;
  virtual Status bind_view(std::string_view name, std::string_view select) = 0;
  // Gives a name to a filter, which lives until the name is bound anew or taken away. SQL calls it
  // with its columns: WHERE name(a, b).
  virtual Status bind_filter(std::string_view name, RowFilter& filter) = 0;
  // Takes a name away. OK when it is not there.
  virtual Status unbind(std::string_view name) = 0;
  // Runs `select` and keeps its rows under `name` for this session.
  virtual Status materialize(std::string_view name, std::string_view select) = 0;

  // Errors of SQL are kInvalidArgument with the engine's text and, where it knows, line and
  // column; kExhausted: memory or time ran out.
  virtual Result<Table> query(std::string_view select, const QueryLimits& limits = {}) = 0;
  // Runs `select` and hands its rows, cast to `schema`, to `take` in batches: quicker than query()
  // where there are many. A batch lives as long as the call; an error of `take` ends the reading.
  virtual Status read(std::string_view select, const model::Schema& schema,
                      const TakeBatch& take) = 0;
  // The columns that `select` would give, without running it.
  virtual Result<std::vector<Table::Column>> describe(std::string_view select) = 0;

  // What the columns of `select` come from, without running it. Errors: those of describe();
  // kInvalidArgument: it is written in a way that does not tell.
  virtual Result<Lineage> lineage(std::string_view select) = 0;

  // Runs `select` and writes its rows, cast to `schema`, as Parquet files with Delta's stats into
  // the table's store. They belong to no version until they are committed. No rows, no file.
  virtual Result<std::vector<lake::DataFile>> write_files(std::string_view select,
                                                          const model::Schema& schema,
                                                          lake::DeltaTable& table) = 0;
  // The same, not given to the store yet: until put() the rows can be read under `name`. For some
  // rows at a time, which several threads write in little memory. The table outlives the answer.
  virtual Result<std::unique_ptr<StagedRows>> stage_files(std::string_view name,
                                                          std::string_view select,
                                                          const model::Schema& schema,
                                                          lake::DeltaTable& table) = 0;

  // Reads objects where the engine's workers are and writes their rows, of `schema`, as
  // write_files() does. Nothing from an engine that has rows handed to it: then bind_rows() does.
  virtual Result<std::optional<GatheredObjects>> gather_objects(
      const model::Dataset& /*dataset*/, const model::Schema& /*schema*/,
      const std::vector<ObjectToGather>& /*objects*/, lake::DeltaTable& /*table*/) {
    return std::optional<GatheredObjects>();
  }

  virtual void interrupt() = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  // `trusted` sessions may read files named in SQL; the others can reach nothing but what was
  // bound before their first SQL, and change nothing.
  virtual Result<std::unique_ptr<Session>> open_session(bool trusted = true) = 0;
  virtual lake::ParquetCodec& parquet() = 0;
};

}  // namespace pinflow::query
