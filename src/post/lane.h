// Lane: the posting of one dataset, over one or more connections.
//
//   Threads:   run() from several at once, each with its own source and target; the others from
//              any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "model/schema.h"
#include "post/post.h"
#include "post/target.h"

namespace pinflow::post {

class Lane {
 public:
  using Start = std::chrono::steady_clock::time_point;

  // Keeps references to `dataset` and `options`.
  Lane(const model::Dataset& dataset, model::Schema schema, uint64_t row_count,
       const PostOptions& options);

  // Posts until the rows or the count end, a stop is asked for, or it is no use to go on.
  void run(Start start, uint64_t connection, source::RowSource& source, Target& target);

  uint64_t accepted() const { return accepted_; }
  uint64_t failed() const { return failed_; }
  DatasetReport report() const;

 private:
  struct Batch {
    std::vector<source::RowIndex> rows;
    std::chrono::nanoseconds due{0};
  };
  std::optional<Batch> take();  // Nothing when there is no more to post.
  Result<std::vector<PostedRow>> read(source::RowSource& source, const Batch& batch) const;
  void record(const std::vector<PostedRow>& rows, const SendResult& sent);
  void end(Status why);

  const model::Dataset& dataset_;
  const model::Schema schema_;
  const PostOptions& options_;
  std::atomic<uint64_t> accepted_ = 0;
  std::atomic<uint64_t> failed_ = 0;

  mutable std::mutex mutex_;  // Guards what follows.
  std::unique_ptr<RowOrder> order_;
  Schedule schedule_;
  uint64_t taken_ = 0;
  bool has_ended_ = false;
  DatasetReport report_;
};

}  // namespace pinflow::post
