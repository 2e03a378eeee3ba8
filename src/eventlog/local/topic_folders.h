// TopicFolders: the topics of the embedded log on disk, one folder for each, named by its id, so
// that a topic's name never becomes a path:
//
//   <root>/<id>/topic.json   Written last: a folder without it is a creation that a crash undid.
//   <root>/<id>/<partition>/ Made by the first append; see partition_log.h.
//   <root>/<id>.deleted      A deletion under way.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::eventlog {

class TopicFolders {
 public:
  // Creates `root` where it is missing, and removes what a crash left half created or deleted.
  // Errors: kUnavailable; kDenied.
  static Result<TopicFolders> open(const std::filesystem::path& root);

  // All topics there are. Errors: kCorruption naming the file; kUnavailable.
  Result<std::vector<Topic>> list() const;
  Status create(const Topic& topic) const;
  Status write(const Topic& topic) const;   // Another description of a topic that is there.
  Status remove(const Topic& topic) const;  // Once it returns, the topic stays deleted.

  std::filesystem::path partition_folder(const Topic& topic, Partition partition) const;

 private:
  explicit TopicFolders(std::filesystem::path root) : root_(std::move(root)) {}

  std::filesystem::path root_;
};

}  // namespace pinflow::eventlog
