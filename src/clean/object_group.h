// ObjectGroup: objects read together; their rows are in files that no commit names yet.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "clean/object_chunks.h"
#include "lake/delta_table.h"
#include "model/dead_letter.h"
#include "model/pipeline.h"
#include "query/engine.h"

namespace pinflow::clean {

// Of an object that was read.
struct ReadLines {
  uint32_t crc = 0;  // CRC-32C
  int64_t record_count = 0;
  uint64_t bytes = 0;
};

struct ObjectGroup {
  explicit ObjectGroup(std::vector<SourceObject> members) : objects(std::move(members)) {}

  const std::vector<SourceObject> objects;
  std::vector<ReadLines> lines;  // Of each object.
  std::vector<SkippedObject> skipped;
  std::vector<model::DeadLetter> dead_letters;
  std::vector<lake::DataFile> files;
  bool is_flooded = false;  // More could not be decoded than memory takes: nothing was read.
  std::unique_ptr<query::Session> session;
};

// Reads them into files of the bronze table: on the engine's workers, if it has any, or by threads
// of this process. Errors: those of the bucket and the engine; kInvalidArgument: it is flooded.
Status read_objects(query::Engine& engine, const objects::Store& bucket,
                    const model::Dataset& dataset, lake::DeltaTable& bronze, ObjectGroup* group);

}  // namespace pinflow::clean
