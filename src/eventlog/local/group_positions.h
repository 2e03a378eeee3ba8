// GroupPositions: how far each group has read, one file for each group, replaced as a whole. The
// file's name is random and the group's name inside, so that any name will do. Positions belong
// to topic ids: a topic that is made anew under its old name has none.
//
//   Durability:  commit() returns once the file is durable.
//   Threads:     any.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::eventlog {

class GroupPositions {
 public:
  using TopicId = std::string;
  using ByTopicId = std::map<std::pair<TopicId, Partition>, Offset>;

  // Creates `directory` where it is missing. Errors: kCorruption naming the file; kUnavailable.
  static Result<std::unique_ptr<GroupPositions>> open(const std::filesystem::path& directory);

  Status commit(std::string_view group, const ByTopicId& positions);
  ByTopicId positions(std::string_view group) const;  // Empty if unknown.
  std::vector<std::string> groups() const;            // By name.
  Status forget_topic(const TopicId& id);
  Status forget_group(std::string_view group);  // kNotFound.

 private:
  struct Group {
    std::filesystem::path path;
    ByTopicId positions;
  };

  explicit GroupPositions(std::filesystem::path directory) : directory_(std::move(directory)) {}

  Status load(const std::filesystem::path& path);

  const std::filesystem::path directory_;
  std::mutex writing_;        // One writer at a time; held during I/O.
  mutable std::mutex mutex_;  // Guards:
  std::map<std::string, Group, std::less<>> groups_;
};

}  // namespace pinflow::eventlog
