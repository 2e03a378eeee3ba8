// What a client of the Kafka door asks of a topic, checked before anything is done. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log.h"
#include "gateway/kafka/error_code.h"
#include "gateway/kafka/message.h"

namespace pinflow::gateway::kafka {

// Status::name() of what Kafka has an error of its own for.
inline constexpr std::string_view kInvalidTopicName = "INVALID_TOPIC_EXCEPTION";
inline constexpr std::string_view kInvalidPartitionsName = "INVALID_PARTITIONS";
inline constexpr std::string_view kInvalidReplicationName = "INVALID_REPLICATION_FACTOR";
inline constexpr std::string_view kInvalidConfigName = "INVALID_CONFIG";

struct TopicPlan {
  std::string name;
  eventlog::TopicConfig config;
  Status status;  // What is wrong with it, named as above.
};

// A topic of CreateTopics. What it does not say is as in `defaults`.
TopicPlan plan_topic(const Message& wanted, const eventlog::TopicConfig& defaults);

// A request that names a topic twice gets neither.
void refuse_repeated(std::vector<TopicPlan>* plans);

struct PartitionsPlan {
  std::string name;
  int32_t count = 0;
  Status status;
};

// A topic of CreatePartitions.
PartitionsPlan plan_partitions(const Message& wanted);

// One setting of a topic; a null value is what `defaults` have.
// Errors: kInvalidArgument, named kInvalidConfigName.
Status change_setting(std::string_view name, const std::string* value,
                      const eventlog::TopicConfig& defaults, eventlog::TopicConfig* config);

// As error_of(), and of the names above.
ErrorCode topic_error(const Status& status);

}  // namespace pinflow::gateway::kafka
