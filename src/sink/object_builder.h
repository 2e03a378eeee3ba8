// ObjectBuilder: makes the records of one partition into objects. No I/O: names and bytes follow
// from the configuration and the records alone, whatever crashed in between.
//
// Records of one range of offsets, a batch, are closed together, each folder's in an object of its
// own, with its keys and headers beside it. With DefaultPartitioner a batch is one object.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/ids.h"
#include "model/record.h"
#include "sink/connector_config.h"
#include "sink/record_text.h"

namespace pinflow::sink {

// "topics/demo.pin/partition=0/demo.pin+0+", which a start offset and the extension follow.
std::string object_key_prefix(const ConnectorConfig& config, const TopicPartition& of,
                              std::string_view folder);
// Of values; `kind` "keys" or "headers" for the objects beside them.
std::string object_key(const ConnectorConfig& config, const TopicPartition& of,
                       std::string_view folder, Offset start, std::string_view kind = "");
// The folder of DefaultPartitioner: "partition=0".
std::string default_folder(const TopicPartition& of);

// A record that was skipped for a reason, or "" where a Filter wants it so.
struct SkippedRecord {
  StoredRecord stored;
  std::string reason;
};

struct BuiltObject {
  std::string key;
  std::string bytes;
  Offset start{};            // Of its first record.
  int64_t record_count = 0;  // 0 for keys and headers of records that are counted with values.
};

// Objects that are put before the position goes past them all.
struct BuiltBatch {
  std::vector<BuiltObject> objects;
  Offset end{};                        // After its last record, and those skipped behind it.
  std::vector<SkippedRecord> skipped;  // Also in front of its first record.
};

class ObjectBuilder {
 public:
  ObjectBuilder(const ConnectorConfig& config, const TopicPartition& of);  // Keeps references.

  // Takes the next record. Batches that are complete with it, or were before it, are appended
  // to `built`. One of kObjectBytesMax is complete. Errors: kInvalidArgument: the record can be
  // neither written nor skipped.
  Status add(const StoredRecord& stored, std::vector<BuiltBatch>* built);
  // Completes the batch that is open, if it has a record.
  void close(std::vector<BuiltBatch>* built);
  // Forgets everything since the last complete batch.
  void clear() { open_ = {}; }

  int64_t open_count() const { return open_.record_count; }
  size_t open_bytes() const { return open_.size_bytes; }
  // Skipped since the last batch, while none is open.
  const std::vector<SkippedRecord>& skipped() const { return open_.skipped; }

 private:
  // The records of one folder.
  struct Folder {
    Offset start{};
    int64_t record_count = 0;
    std::string values, keys, headers;
  };
  struct Batch {
    // By the topic, which a transform may have changed, and the name.
    std::map<std::pair<std::string, std::string>, Folder> folders;
    Offset end{};
    int64_t record_count = 0;
    size_t size_bytes = 0;
    UnixMillis since{};                          // The first record's time.
    std::pair<std::string, std::string> newest;  // The folder of the last record.
    std::vector<SkippedRecord> skipped;
  };

  Result<Line> transform(const StoredRecord& stored, std::vector<BuiltBatch>* built,
                         std::string* why);
  Result<Line> write(const TopicPartition& of, const StoredRecord& stored,
                     std::vector<BuiltBatch>* built, std::string* why);
  bool ends_before(UnixMillis time, const std::pair<std::string, std::string>& folder) const;

  const ConnectorConfig& config_;
  const TopicPartition& of_;
  Batch open_;
};

// A batch is built in memory; a fixed size keeps its end where it was after a crash.
inline constexpr size_t kObjectBytesMax = 64u << 20;

}  // namespace pinflow::sink
