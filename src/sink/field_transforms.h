// Transforms that change the fields of a record's JSON object: InsertField, ReplaceField,
// MaskField.
#pragma once

#include "sink/step_options.h"
#include "sink/transform.h"

namespace pinflow::sink {

enum class RecordPart { kValue, kKey };

// static.field with static.value, and fields with what the record has: topic.field,
// partition.field, offset.field, timestamp.field. Other fields stay as they are.
std::shared_ptr<const Transform> read_insert_field(StepOptions* options, RecordPart of);

// Leaves out what `exclude` (or blacklist) names, or all that `include` (or whitelist) does not;
// `renames` has old:new.
std::shared_ptr<const Transform> read_replace_field(StepOptions* options, RecordPart of);

// `fields` get `replacement`, or a value of their kind that says nothing: "", 0, false.
std::shared_ptr<const Transform> read_mask_field(StepOptions* options, RecordPart of);

}  // namespace pinflow::sink
