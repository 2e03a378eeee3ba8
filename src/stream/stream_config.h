// StreamConfig: what one stream does: whose rows of which dataset it carries from where into which
// table, and how much at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "eventlog/event_log.h"
#include "lake/delta_table.h"
#include "metric/live_metrics.h"
#include "model/pipeline.h"
#include "query/engine.h"
#include "runs/run_store.h"

namespace pinflow::stream {

// A micro-batch begins when so many records wait, or when some do and `interval` has passed since
// the last one began; it takes no more than the limits say.
struct BatchLimits {
  int64_t rows_max = 100'000;
  uint64_t bytes_max = 64 << 20;
  std::chrono::milliseconds interval{1000};
};

// Where a partition begins that the table knows nothing of.
struct StartAt {
  enum class Kind { kEarliest, kLatest, kTime } kind = Kind::kEarliest;
  UnixMillis time{};
};
// "earliest", "latest" or a time such as "2026-11-21T07:00:00Z". Errors: kInvalidArgument.
Result<StartAt> parse_start(std::string_view text);

struct StreamConfig {
  std::string pipeline;  // Its name.
  std::string user_id;
  const model::Dataset* dataset = nullptr;
  std::string topic;  // Input: "streaming-demo-pin", or "demo.pin".
  // Set where the topic is the pipeline's shared stream: then only records are taken whose key says
  // that they are this user's and dataset's, and by one of its streams those that name none.
  const model::Pipeline* shared_by = nullptr;
  bool takes_strays = false;
  std::string table_name;  // Output: "stream.demo_pin_table".
  BatchLimits limits;
  StartAt start;
  size_t known_keys_max = 0;  // Rows are compared with at least so many newest; 0: with all.

  // Takes strays alone, and makes dead letters of them all.
  bool is_nobodys() const { return user_id.empty(); }
  // Of the stream among all; a table may have more than one.
  std::string part_name() const;
  std::string dead_letters_name() const { return table_name + "_dead_letters"; }
};

// A stream of a user's dataset with its input and output as pipeline.toml says.
StreamConfig make_stream_config(const model::Pipeline& pipeline, const std::string& user_id,
                                const model::Dataset& dataset);

// As make_stream_config(), with the pipeline's shared stream as its input. `pipeline` outlives it.
StreamConfig make_shared_stream_config(const model::Pipeline& pipeline, const std::string& user_id,
                                       const model::Dataset& dataset, bool takes_strays);

// The shared stream's strays where no user is the one who takes them: dead letters of the table
// "stream.strays", which never has a row. `pipeline` outlives it.
StreamConfig make_stray_stream_config(const model::Pipeline& pipeline);

// Opens a table, which need not exist. Tables outlive the stream.
using OpenTable = std::function<Result<lake::DeltaTable*>(const std::string& name)>;

// What a stream reads and writes; all outlive it.
struct StreamNouns {
  eventlog::EventLog& log;
  query::Engine& engine;
  runs::RunStore& runs;
  OpenTable table;
  metric::LiveMetrics* metrics = nullptr;
  const Clock& clock = system_clock();
};

}  // namespace pinflow::stream
