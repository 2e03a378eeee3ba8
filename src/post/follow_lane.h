// FollowLane: the following of one dataset's table.
//
//   Threads:   accepted() from any, the others from one at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "post/follow.h"
#include "post/follow_position.h"
#include "post/target.h"

namespace pinflow::post {

class FollowLane {
 public:
  // Keeps references to `dataset`, `post` and `options`.
  FollowLane(const model::Dataset& dataset, const PostOptions& post, const FollowOptions& options);

  // Errors: those of follow().
  Status prepare(std::unique_ptr<source::RowSource> source, std::unique_ptr<Target> target);

  // Until a stop is asked for, or it is no use to go on; with `once` until nothing new is there.
  void run();

  uint64_t accepted() const { return accepted_; }
  FollowedDataset report() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Seen {
    Time at;
    source::ChangePlace newest;
  };

  Result<bool> poll();  // Whether it is done.
  Status look();
  Status carry(const source::ChangePlace& through);
  Status send(const std::vector<source::ChangedRow>& rows);
  Status keep_position();
  Status post_some(const std::vector<source::ChangedRow>& rows, size_t* accepted);
  std::chrono::nanoseconds pause() const;
  void notice(const std::string& what);

  const model::Dataset& dataset_;
  const PostOptions& post_;
  const FollowOptions& options_;
  const std::string name_;  // Of the position.

  std::optional<File> lock_;
  std::unique_ptr<source::RowSource> source_;
  std::unique_ptr<Target> target_;
  model::Schema schema_;
  FollowPosition position_;
  bool is_kept_ = true;                       // What position_ says is durable.
  std::optional<source::ChangePlace> place_;  // Of the last row that was acknowledged.

  std::deque<Seen> seen_;                       // Last rows that are too fresh to be read up to.
  std::optional<source::ChangePlace> through_;  // What is read up to now.
  bool has_looked_ = false;

  std::mt19937_64 random_;
  std::string last_notice_;
  std::atomic<uint64_t> accepted_ = 0;
  FollowedDataset report_;
};

}  // namespace pinflow::post
