// examine_rights(): whether the user of a Kafka may do with each topic and group what pinflow does
// with it, a finding each, with the command or the action of IAM that gives what is missing.
#pragma once

#include <string>
#include <vector>

#include "app/doctor.h"
#include "eventlog/kafka/client_options.h"
#include "eventlog/kafka/rights.h"

namespace pinflow::app {

// What of a Kafka pinflow uses.
struct KafkaUse {
  std::vector<std::string> topics;  // Posted to, and read by a connector or a stream.
  std::vector<std::string> groups;  // Whose positions connectors keep.
};

// Of the users, datasets and streams that are configured. Errors: those of Parts::user_ids(), of
// connector_name() and of stream_configs().
Result<KafkaUse> kafka_use(Parts& parts);

std::vector<Finding> examine_rights(const eventlog::ClientOptions& options, const KafkaUse& use);

// Whose rights they are, as the mend says it.
struct KafkaUser {
  std::string servers;
  std::string name;     // Of the login; "" where it is not known.
  bool is_iam = false;  // MSK's: its rights are actions of IAM.
};
Finding judge_topic_rights(const eventlog::RightsOn& topic, const KafkaUser& user);
Finding judge_group_rights(const eventlog::RightsOn& group, const KafkaUser& user);

}  // namespace pinflow::app
