// follow(): posts the rows of source tables as they come and change, until it is stopped. It asks
// the database again and again for rows behind the last one that was acknowledged.
//
//   Durability:  the place behind the acknowledged rows is kept in a file, and only then: after a
//                crash some rows are posted again, none is left out.
//   Late rows:   a row may be committed after others with a later key or timestamp were read. Rows
//                are read only `delay` after a row behind them was seen, so that those which are
//                committed within that time come in their turn.
//   Threads:     one for each dataset.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/pipeline.h"
#include "post/post.h"
#include "source/change_reader.h"

namespace pinflow::post {

struct FollowOptions {
  std::map<std::string, source::Follow> tables;  // By table; others are followed by their own key.
  std::filesystem::path folder;                  // Of the positions: follow_position.h.
  std::string source_name;  // "mysql://host:3306/database": a position is of one source.
  std::chrono::milliseconds interval{1'000};
  std::chrono::milliseconds delay{5'000};
  size_t rows_max = 500;  // Read, and forgotten by a crash, at once.
  bool once = false;      // Ends behind the rows that were there when it began.

  // Told why it tries again, and of rows that have no place. On the posting threads.
  std::function<void(const std::string& dataset, const std::string& what)> on_notice{};
};

struct FollowedDataset {
  uint64_t accepted = 0;
  uint64_t retried = 0;
  uint64_t without_place = 0;                // Rows passed over, since key or timestamp is NULL.
  std::optional<source::ChangePlace> place;  // Of the last row that was acknowledged.
  Status ended;  // kInvalidArgument: a row was refused; with `once` also kUnavailable.
};

struct FollowReport {
  std::map<std::string, FollowedDataset> datasets;
  double seconds = 0;
};

// Of `post`, target, connection, batch_rows, retry, stop and progress are used.
// Errors: kInvalidArgument: options, or a table that cannot be followed; kAlreadyExists: another
// one follows with this folder; kUnavailable.
Result<FollowReport> follow(const std::vector<model::Dataset>& datasets,
                            const OpenSource& open_source, const PostOptions& post,
                            const FollowOptions& options);

}  // namespace pinflow::post
