// DeltaTable: a Delta Lake table, read and written by the public protocol (reader 1, writer 2), so
// that Spark, delta-rs, DuckDB and Databricks share it.
// Source of the rules: delta-io/delta, PROTOCOL.md.
//
//   Data's way:  query/ writes Parquet  ->  DeltaTable commits  ->  query/ reads a Snapshot.
//   Durability:  commit() returns when the commit and its files are durable; a crash before
//                leaves the older version and files nobody refers to.
//   Threads:     every function may be called from any thread; several processes may commit.
//   Stand-ins:   one core over any objects::Store.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "lake/deletion_vector.h"
#include "lake/parquet.h"
#include "model/ids.h"
#include "model/schema.h"
#include "objects/store.h"

namespace pinflow::lake {

using model::Version;

struct DataFile {
  std::string path;  // From the table's folder, not URL-encoded.
  int64_t size_bytes = 0;
  int64_t row_count = -1;  // From stats, without deleted rows; -1 when they do not say.
  UnixMillis modified_at{};
  std::map<std::string, std::optional<std::string>> partition_values;
  std::string stats;  // Delta's JSON text: numRecords, minValues, maxValues, nullCount. May be "".
  std::optional<DeletionVector> deletion_vector = std::nullopt;
};

// What the table is at one version.
struct Snapshot {
  Version version{};
  std::string table_id;
  model::Schema schema;       // Types it does not know are given as the nearest one it does.
  std::string schema_string;  // The schema in Delta's own words.
  std::vector<std::string> partition_columns;
  std::map<std::string, std::string> configuration;
  std::vector<DataFile> files;                  // By path.
  std::map<std::string, int64_t> transactions;  // Newest version of each application id.
  std::string write_refusal;  // Why commit() would refuse this table; "" when it would not.

  int64_t row_count() const;  // -1 when a file does not say.
};

// What one commit does, apart from the protocol's own book-keeping.
struct Change {
  std::string operation = "WRITE";                // As history shows it.
  std::map<std::string, std::string> parameters;  // commitInfo.operationParameters.
  std::vector<DataFile> add;
  std::vector<std::string> remove;              // Paths of live files.
  bool remove_all = false;                      // Overwrite: every file of the read version.
  std::map<std::string, int64_t> transactions;  // Application id -> version.
  std::string note;                             // JSON object stored as commitInfo.pinflow.
  bool blind_append = true;                     // Does not depend on which rows the table holds.
  bool rearranges = false;                      // The same rows in other files, as compaction does.
  model::Schema add_columns = {};               // Behind those that are there; NULL in older rows.
};

struct HistoryEntry {
  Version version{};
  UnixMillis committed_at{};
  std::string operation;
  std::string engine;
  std::string note;  // "" when another program wrote it.
  int64_t rows_added = 0;
  int64_t files_added = 0;
  int64_t files_removed = 0;
};

class DeltaTable {
 public:
  virtual ~DeltaTable() = default;

  virtual const std::string& name() const = 0;    // "silver.demo_pin"
  virtual objects::Store& store() = 0;            // File paths are keys below prefix().
  virtual const std::string& prefix() const = 0;  // "" or ending in "/".

  virtual bool exists() const = 0;
  // Version 0 with this schema, these table properties and no rows. Errors: kAlreadyExists;
  // kInvalidArgument: a column name that Delta does not take.
  virtual Status create(const model::Schema& schema,
                        const std::map<std::string, std::string>& configuration) = 0;
  Status create(const model::Schema& schema) { return create(schema, {}); }

  // The newest version, or the one asked for. A damaged checkpoint is passed over for older ones
  // and the JSON commits. Errors: kNotFound (no table); kOutOfRange (no such version);
  // kInvalidArgument (needs a feature we do not have, which is named); kCorruption (a commit is
  // missing or unreadable, named); kUnavailable.
  virtual Result<Snapshot> snapshot(std::optional<Version> version = std::nullopt) const = 0;
  // What a change between the two versions added, oldest first: what an incremental reader wants.
  // Errors: kOutOfRange (the log does not reach back); kAlreadyExists (files were removed too:
  // read the whole table).
  virtual Result<std::vector<DataFile>> files_added(Version after, Version until) const = 0;

  // Commits on top of `read_version`, after commits that came in between and leave alone what the
  // change rests on: its application ids, the schema, the files that it removes, and, unless it is
  // a blind append or rearranges, the rows. Otherwise kAlreadyExists: read again and decide anew.
  // The files of `add` must be in the store already.
  virtual Result<Version> commit(const Snapshot& read_version, const Change& change) = 0;

  virtual Result<std::vector<HistoryEntry>> history(size_t count_max) const = 0;  // Newest first.
};

// A table at `prefix` ("silver/demo_pin/") in `store`, which need not exist yet. Store and codec
// outlive it. A checkpoint follows every tenth commit, where the table's properties say nothing
// else.
std::unique_ptr<DeltaTable> open_delta_table(std::string name, objects::Store& store,
                                             std::string prefix, ParquetCodec& codec,
                                             const Clock& clock = system_clock());

// The tables in a lake store laid out as <schema>/<table>/_delta_log, as "schema.table", by name.
Result<std::vector<std::string>> list_tables(const objects::Store& store);
// "silver.demo_pin" -> "silver/demo_pin/".
std::string table_prefix(std::string_view name);

}  // namespace pinflow::lake
