// MarkFile: how far the copy of each shard had come when retention last let go of records, for
// copies of which nothing is left.
//
//   Durability:  write() is durable when it returns; a crash leaves the old or the new file whole.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "eventlog/kinesis/stream_record.h"

namespace pinflow::eventlog {

// By a topic's id and the shard's index.
using MarksOfTopics = std::map<std::string, std::map<int32_t, ShardMark>>;

// None where there is no file. Errors: kCorruption; kUnavailable.
Result<MarksOfTopics> read_marks(const std::filesystem::path& file);
Status write_marks(const std::filesystem::path& file, const MarksOfTopics& marks);

}  // namespace pinflow::eventlog
