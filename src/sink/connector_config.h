// ConnectorConfig: what a connector's properties ask for, checked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sink/properties.h"

namespace pinflow::sink {

struct ConnectorConfig {
  std::string name;
  std::string bucket;
  int32_t tasks_max = 1;
  std::vector<std::string> topics;         // Empty: topics_regex says.
  std::optional<std::regex> topics_regex;  // Matches the whole name.

  // An object is closed when it has so many records, ...
  int64_t flush_size = 1;
  // ... when a record comes this much later (by its timestamp) than the object's first, ...
  std::optional<std::chrono::milliseconds> rotate_interval;
  // ... and at each full multiple of this since midnight UTC.
  std::optional<std::chrono::milliseconds> rotate_schedule_interval;

  std::string topics_dir = "topics";
  std::string directory_delim = "/";
  std::string file_delim = "+";
  int offset_pad_width = 10;

  bool values_are_json = true;      // Else each value is written as a JSON string.
  bool ignore_null_values = false;  // Else a record without a value stops its partition.
  bool skip_bad_records = false;    // Else a value that is not JSON stops its partition.
  // Ours: such a record is a line in its place, null or its bytes as a JSON string, so that no
  // offset is missing and whoever reads the object sees it. Goes before the two above.
  bool keep_bad_values = false;

  std::vector<std::string> without_effect;  // Options given that change nothing here.

  bool takes(const std::string& topic) const;
};

inline constexpr int32_t kTasksMax = 10'000;

// "a, b" -> {"a", "b"}; "" -> {""}.
std::vector<std::string> split_list(std::string_view text);

// What is wrong with one option, in a sentence that names it.
struct OptionError {
  std::string option;
  std::string message;
};

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
