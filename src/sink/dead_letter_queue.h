// The dead letter queue: the topic to which a connector sends the records that it skips.
//
//   Durability:  every letter is in the log when the call returns, at least once.
#pragma once

#include <span>

#include "eventlog/event_log.h"
#include "sink/object_builder.h"

namespace pinflow::sink {

// Sends the records as they are, key, value, time and headers, to the topic of
// `config.dead_letters`, which is made if it is missing. Wanted headers are Connect's:
// __connect.errors.topic, .partition, .offset, .connector.name, .stage, .class.name,
// .exception.class.name, .exception.message.
// Errors: those of EventLog::append(); kInvalidArgument becomes kExhausted, since a larger
// max.message.bytes of the topic mends it.
Status send_dead_letters(const ConnectorConfig& config, const TopicPartition& of,
                         std::span<const SkippedRecord> skipped, eventlog::EventLog& log);

}  // namespace pinflow::sink
