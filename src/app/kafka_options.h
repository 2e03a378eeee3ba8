// kafka_options(): how the real Kafka of [eventlog.kafka] is spoken to, by us and by others.
#pragma once

#include "app/config.h"
#include "eventlog/kafka/client_properties.h"
#include "eventlog/kafka/kafka_event_log.h"
#include "objects/s3/credential_chain.h"

namespace pinflow::app {

// The properties of its files and tables, the later over the earlier.
// Errors: kNotFound (a file); kInvalidArgument naming file or key.
Result<eventlog::ClientProperties> kafka_properties(const Config& config);

// For MSK with IAM, tokens are signed with the credentials that AWS's tools would find, or with
// those of the role that they assume where the login module names one.
// Errors: kNotFound (a file); kInvalidArgument naming file or key.
Result<eventlog::KafkaEventLogOptions> kafka_options(
    const Config& config, const objects::Environment& environment = objects::process_environment());

}  // namespace pinflow::app
