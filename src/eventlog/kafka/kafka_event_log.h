// The EventLog on a real Kafka, MSK, or whatever speaks its protocol, by librdkafka.
//
//   Differences:  no partition is closed and no metadata kept with a topic, so no Kinesis stream
//                 can be made in it; Kafka applies retention itself; when a topic was made is
//                 unknown. An append of several records may have others of another program between
//                 them: the offset told is that of the first.
#pragma once

#include <memory>

#include "eventlog/event_log.h"
#include "eventlog/kafka/client_options.h"

namespace pinflow::eventlog {

struct KafkaEventLogOptions {
  ClientOptions client;         // At least bootstrap.servers.
  int replication_factor = -1;  // Of topics that are made; -1: the servers' own.
  RecordWriterLimits limits = {};
  std::chrono::milliseconds refresh_period{500};  // How late others' topics are seen.
  const Clock* clock = &system_clock();
};

// Errors: kInvalidArgument: a property; kDenied: credentials; kUnavailable: no server answers.
Result<std::unique_ptr<EventLog>> open_kafka_event_log(const KafkaEventLogOptions& options);

}  // namespace pinflow::eventlog
