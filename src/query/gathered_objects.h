// GatheredObjects: what an engine that reads objects by itself says of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/delta_table.h"
#include "model/dead_letter.h"
#include "model/ids.h"
#include "model/pipeline.h"

namespace pinflow::query {

// An object of the sink's layout: lines of JSON, maybe packed as its name says.
struct ObjectToGather {
  struct Part {
    int64_t first_line = 0;  // Whose offset is that much past first_offset.
    uint64_t position = 0;   // Within the lines.
    uint64_t size_bytes = 0;
  };
  std::string key;
  std::string url;  // Store::url()
  uint64_t size_bytes = 0;
  model::TopicPartition from;
  model::Offset first_offset{};
  std::optional<std::vector<Part>> parts;  // Only these are read, where not all are wanted;
  uint32_t crc = 0;                        // then its lines have this CRC-32C.
};

struct GatheredObject {
  uint32_t crc = 0;  // CRC-32C of its lines.
  int64_t record_count = 0;
  uint64_t content_bytes = 0;
  Status error;  // Why it was not read.
};

struct GatheredObjects {
  bool is_flooded = false;  // More dead letters than are taken at once: nothing was read.
  std::vector<GatheredObject> objects;  // In the order in which they were given.
  std::vector<lake::DataFile> files;
  std::vector<model::DeadLetter> dead_letters;
};

}  // namespace pinflow::query
