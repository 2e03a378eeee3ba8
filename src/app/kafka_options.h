// kafka_options(): how the real Kafka of [eventlog.kafka] is spoken to, by us and by others.
#pragma once

#include "app/config.h"
#include "eventlog/kafka/client_properties.h"
#include "eventlog/kafka/kafka_event_log.h"

namespace pinflow::app {

// The properties of its files and tables, the later over the earlier.
// Errors: kNotFound (a file); kInvalidArgument naming file or key.
Result<eventlog::ClientProperties> kafka_properties(const Config& config);

// For MSK with IAM, tokens are signed with the credentials that AWS's tools would find.
// Errors: kNotFound (a file); kInvalidArgument naming file or key.
Result<eventlog::KafkaEventLogOptions> kafka_options(const Config& config);

}  // namespace pinflow::app
