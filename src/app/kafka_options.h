// kafka_options(): how the real Kafka of [eventlog.kafka] is spoken to.
#pragma once

#include "app/config.h"
#include "eventlog/kafka/kafka_event_log.h"

namespace pinflow::app {

// For MSK with IAM, tokens are signed with the credentials that AWS's tools would find.
// Errors: kNotFound (a file); kInvalidArgument naming file or key.
Result<eventlog::KafkaEventLogOptions> kafka_options(const Config& config);

}  // namespace pinflow::app
