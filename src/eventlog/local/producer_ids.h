// ProducerIds: the ids that a log gives to producers, each one once, whatever crashes between.
//
//   Durability:  the file holds the first id that may not have been given yet: whole blocks of
//                ids are set aside before the first of them is given.
//   Threads:     any.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "eventlog/batch_log.h"

namespace pinflow::eventlog {

class ProducerIds {
 public:
  static constexpr int64_t kBlock = 1000;

  // Reads `file`, if it is there. Errors: kCorruption naming it; kUnavailable.
  static Result<std::unique_ptr<ProducerIds>> open(const std::filesystem::path& file);

  Result<ProducerId> next();  // Errors: kUnavailable.

 private:
  ProducerIds(std::filesystem::path file, int64_t first)
      : file_(std::move(file)), next_(first), end_(first) {}

  const std::filesystem::path file_;
  std::mutex mutex_;  // Guards:
  int64_t next_;
  int64_t end_;  // Behind the block that is set aside.
};

}  // namespace pinflow::eventlog
