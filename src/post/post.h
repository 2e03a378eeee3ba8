// post(): the posting emulator. Reads rows of the pipeline's source tables and posts each to its
// dataset's topic or stream, the datasets side by side.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "model/pipeline.h"
#include "post/retry.h"
#include "post/row_order.h"
#include "post/schedule.h"
#include "source/row_source.h"

namespace pinflow::post {

enum class TargetKind { kConsole, kKafka, kKinesis };

struct PostProgress {
  uint64_t accepted = 0;  // All datasets together, as the next.
  uint64_t failed = 0;
  double rows_per_second = 0;  // Accepted, since the call before.
};

struct PostOptions {
  TargetKind target = TargetKind::kConsole;
  std::ostream* console = nullptr;  // For kConsole.
  std::string invoke_url;           // For the others: "http://127.0.0.1:8082/test".
  http::Fields headers;             // With every request, such as an API key.
  int create_shard_count = 0;       // kKinesis: makes streams of so many shards first; 0: none.
  std::string user_id = "demo";

  Order order = Order::kSequential;
  Pace pace;
  uint32_t seed = 100;
  std::optional<uint64_t> count;  // Rows of each dataset; without it until the order ends.
  bool loop = false;              // kSequential: begins again at the end.
  size_t batch_rows = 1;          // In one request.
  int connection_count = 1;       // For each dataset; with more than 1 the order is not kept.
  RetryLimits retry;

  std::stop_token stop;  // Ends the run after the requests in flight.
  std::chrono::milliseconds progress_every{1'000};
  std::function<void(const PostProgress&)> on_progress;  // On the caller's thread; once at the end.
  // Where an accepted row rests ("0/123": partition and offset). On the posting threads.
  std::function<void(const std::string& dataset, source::RowIndex, const std::string& place)>
      on_accepted;
};

struct FailedRow {
  source::RowIndex row{};
  std::string reason;
};

struct DatasetReport {
  uint64_t accepted = 0;
  uint64_t failed = 0;
  uint64_t retried = 0;
  std::vector<FailedRow> failed_rows;  // The first 100.
  // Why posting ended early: the source failed, the target stayed away (kUnavailable), or it
  // refused the very first request (kInvalidArgument).
  Status ended;
};

struct PostReport {
  std::map<std::string, DatasetReport> datasets;
  double seconds = 0;
};

// One source for each connection.
using OpenSource = std::function<Result<std::unique_ptr<source::RowSource>>()>;

// Posts all `datasets`. What fails later is in the report.
// Errors: kInvalidArgument (options); what `open_source` says; kNotFound (a source table).
Result<PostReport> post(const std::vector<model::Dataset>& datasets, const OpenSource& open_source,
                        const PostOptions& options);

}  // namespace pinflow::post
