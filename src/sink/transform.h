// Transform: one change to each record before it is written, as Kafka Connect's single message
// transforms make it. The record in the log stays as it is.
//
//   Which:     InsertField, ReplaceField, MaskField (each $Value or $Key), RegexRouter,
//              TimestampRouter, Filter; each under a predicate: TopicNameMatches, HasHeaderKey,
//              RecordIsTombstone.
//   Threads:   any; a Transform does not change.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/ids.h"
#include "model/record.h"
#include "sink/properties.h"
#include "sink/step_options.h"

namespace pinflow::sink {

// A record on its way to an object.
struct Message {
  model::TopicPartition of;  // Its topic may change, and with it where the object lies.
  model::StoredRecord stored;
};

class Transform {
 public:
  virtual ~Transform() = default;
  // False: the record is left out. Errors: kInvalidArgument: it is not such that it can be changed.
  virtual Result<bool> apply(Message* message) const = 0;
};

// One after the other. Copies share them.
using TransformChain = std::vector<std::shared_ptr<const Transform>>;

// The chain that `transforms`, `transforms.…` and `predicates.…` ask for. What is wrong is told to
// `refuse` with the option's name.
TransformChain read_transforms(const Properties& properties, const RefuseOption& refuse);

// Applies all. False: one left the record out.
Result<bool> apply_all(const TransformChain& chain, Message* message);

}  // namespace pinflow::sink
