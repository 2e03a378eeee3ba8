// Carrier: carries the records of one topic into one Delta table, batch by batch, exactly once.
//
// A batch is a commit of the dead letters' table, where it has any, and then one of the table. Both
// carry how far they come (progress.h), so that whatever is killed in between, the next carrier
// begins where the table says. Dead letters that are there already are not written again.
//
//   Threads:   one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "lake/delta_table.h"
#include "stream/clean_batch.h"
#include "stream/key_index.h"
#include "stream/metric_feed.h"
#include "stream/progress.h"
#include "stream/quality_watch.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

class Carrier {
 public:
  // All outlive it.
  Carrier(const StreamConfig& config, const StreamNouns& nouns, eventlog::Topic topic);

  const eventlog::Topic& topic() const { return topic_; }
  // The topic as it has become: with more partitions, some of them closed.
  Status follow(eventlog::Topic topic);

  // Carries one batch over and says what it held; nothing when nothing waits. After an error it
  // begins anew with what the table says.
  // Errors: kAlreadyExists: somebody else writes to the table; kInvalidArgument: clean SQL is
  // wrong, the table has other columns, or a quality check stops it; kCorruption; kUnavailable.
  Result<std::optional<BatchCounts>> advance();

  // Records what quality checks saw, when that is due or `now`; failures are logged.
  void record_quality(bool now = false);

  bool has_begun() const { return begun_; }
  // Records behind the positions. 0 before the first advance().
  int64_t waiting() const;
  const eventlog::Positions& positions() const { return positions_; }
  size_t key_count() const { return index_ ? index_->size() : 0; }
  size_t key_bytes() const { return index_ ? index_->memory_bytes() : 0; }

 private:
  struct Target {
    lake::DeltaTable* table = nullptr;
    lake::Snapshot snapshot;
  };

  Status begin();
  Status find_positions();
  Status find_recorded_letters();
  Status build_index();
  Result<std::optional<BatchCounts>> carry();
  Result<BatchCounts> carry(Batch taken);
  Status record_dead_letters(CleanBatch& batch);
  Status commit(CleanBatch& batch, std::vector<lake::DataFile> files);

  const StreamConfig& config_;
  const StreamNouns& nouns_;
  eventlog::Topic topic_;
  const Progress progress_;

  bool begun_ = false;
  Target rows_;
  eventlog::Positions positions_;
  BatchCounts totals_;
  std::optional<KeyIndex> index_;
  // Dead letters of a batch that was cut short before its rows were committed.
  std::set<Place> recorded_;
  std::unique_ptr<query::Session> session_;
  MetricFeed metrics_;
  QualityWatch quality_;
};

}  // namespace pinflow::stream
