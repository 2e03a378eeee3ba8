// ConnectorConfig: what a connector's properties ask for, checked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/compression.h"
#include "base/pattern.h"
#include "base/result.h"
#include "sink/option_reader.h"
#include "sink/partitioner.h"
#include "sink/properties.h"
#include "sink/store_rule.h"
#include "sink/transform.h"

namespace pinflow::sink {

enum class Converter { kJson, kString, kBytes };

struct FormatRule {
  enum class Kind { kJson, kByteArray, kParquet };
  Kind kind = Kind::kJson;
  std::string extension = ".json";
  std::string separator = "\n";  // Behind each value.
  std::string codec;             // Of kParquet, in the words of EncodeParquet.
};

struct DeadLetterRule {
  std::string topic;
  bool with_headers = false;  // Those that say where the record was, and why it is here.
  bool with_null_values = true;
};

struct ConnectorConfig {
  std::string name;
  std::string bucket;
  StoreRule store;  // Where the bucket is.
  int32_t tasks_max = 1;
  std::vector<std::string> topics;      // Empty: topics_regex says.
  std::optional<Pattern> topics_regex;  // Matches the whole name.

  // An object is closed when it has so many records, ...
  int64_t flush_size = 1;
  // ... when a record comes this much later (by its timestamp) than the object's first, ...
  std::optional<std::chrono::milliseconds> rotate_interval;
  // ... and at each full multiple of this since midnight in the partition rule's zone.
  std::optional<std::chrono::milliseconds> rotate_schedule_interval;

  std::string topics_dir = "topics";
  std::string directory_delim = "/";
  std::string file_delim = "+";
  int offset_pad_width = 10;

  TransformChain transforms;

  // How values and keys are read, and so what JSON has of them.
  Converter value_converter = Converter::kJson;
  Converter key_converter = Converter::kString;

  FormatRule format;
  std::optional<FormatRule> keys_format;     // Objects of keys beside those of values, ...
  std::optional<FormatRule> headers_format;  // ... and of headers.
  std::optional<Compression> compression;    // Of whole objects.

  PartitionRule partition;
  // With rotate_interval: also when a record belongs to another folder than the one before.
  bool rotate_on_partition_change = true;
  std::optional<size_t> open_files_max;  // Folders of one object's records at once.

  bool ignore_null_values = false;  // Else a record without a value stops its partition.
  bool write_null_values = false;   // Its key goes to a folder of such records.
  std::string tombstone_folder = "tombstone";
  bool skip_bad_records = false;  // Else a record that cannot be written stops its partition.
  std::optional<DeadLetterRule> dead_letters;  // Where skipped records go.
  // Ours: such a record is a line in its place, null or its bytes as a JSON string, so that no
  // offset is missing and whoever reads the object sees it. Goes before the two above.
  bool keep_bad_values = false;

  std::vector<std::string> without_effect;  // Options given that change nothing here.

  bool takes(const std::string& topic) const;
};

inline constexpr int32_t kTasksMax = 10'000;

// "a, b" -> {"a", "b"}; "" -> {""}.
std::vector<std::string> split_list(std::string_view text);

struct CheckedConfig {
  ConnectorConfig config;  // Of use without errors only.
  std::vector<OptionError> errors;
};

// Reports everything that is wrong: unknown options (with the nearest name), missing ones, values
// that are not supported (with those that are).
CheckedConfig check_connector_config(const Properties& properties,
                                     std::string_view default_name = "s3-sink");

// The same for those who need it right. Errors: kInvalidArgument: what is wrong first.
Result<ConnectorConfig> parse_connector_config(const Properties& properties,
                                               std::string_view default_name = "s3-sink");

}  // namespace pinflow::sink
