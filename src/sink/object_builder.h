// ObjectBuilder: makes the records of one partition into objects. No I/O: names and bytes follow
// from the configuration and the records alone, whatever crashed in between.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/ids.h"
#include "model/record.h"
#include "sink/connector_config.h"

namespace pinflow::sink {

using model::Offset;
using model::StoredRecord;
using model::TopicPartition;

// "topics/demo.pin/partition=0/demo.pin+0+", which a start offset and ".json" follow.
std::string object_key_prefix(const ConnectorConfig& config, const TopicPartition& of);
std::string object_key(const ConnectorConfig& config, const TopicPartition& of, Offset start);

enum class Line { kWritten, kSkipped };

// Appends the record's value and a line break, unless the configuration has it skipped.
// Errors: kInvalidArgument: it can be neither written nor skipped.
Result<Line> append_line(const ConnectorConfig& config, const StoredRecord& stored,
                         std::string* out);

struct BuiltObject {
  std::string key;
  std::string bytes;
  Offset start{};  // Of its first record.
  Offset end{};    // After its last record, and those skipped behind it.
  int64_t record_count = 0;
  int64_t skipped_count = 0;  // Also in front of its first record.
};

class ObjectBuilder {
 public:
  ObjectBuilder(const ConnectorConfig& config, const TopicPartition& of);  // Keeps references.

  // Takes the next record. Objects that are complete with it, or were before it, are appended
  // to `built`. An object of kObjectBytesMax is complete. Errors: kInvalidArgument: as
  // append_line().
  Status add(const StoredRecord& stored, std::vector<BuiltObject>* built);
  // Completes the object that is open, if it has a record.
  void close(std::vector<BuiltObject>* built);
  // Forgets everything since the last complete object.
  void clear() { open_ = {}; }

  int64_t open_count() const { return open_.record_count; }
  size_t open_bytes() const { return open_.bytes.size(); }
  // Records skipped since the last object, while none is open.
  int64_t skipped_count() const { return open_.skipped_count; }

 private:
  const ConnectorConfig& config_;
  const TopicPartition& of_;
  BuiltObject open_;
  UnixMillis open_since_{};  // The first record's timestamp.
};

// An object is built in memory; a fixed size keeps its end where it was after a crash.
inline constexpr size_t kObjectBytesMax = 64u << 20;

}  // namespace pinflow::sink
