// Admin: what is asked of a Kafka cluster besides records: its topics, their configs and offsets,
// and how far groups have read. Each function waits for the answer.
//
//   Threads:   any, at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kafka/client.h"

namespace pinflow::eventlog {

// Kafka's limit of a topic is for a whole batch, ours for key and value of a record.
inline constexpr uint64_t kBatchBytesBeside = 512;

class Admin {
 public:
  explicit Admin(const Client& client) : client_(client) {}

  // Name, id and partition count of each topic but Kafka's own, by name.
  Result<std::vector<Topic>> topics() const;
  // Retention and limits of each, into its config. Errors: kDenied; kUnavailable.
  Status read_configs(std::vector<Topic>* topics) const;

  // `replication_factor` -1: what the servers say. Errors: kInvalidArgument; kAlreadyExists;
  // kDenied.
  Status create_topic(std::string_view name, const TopicConfig& config,
                      int replication_factor) const;
  Status add_partitions(std::string_view name, int32_t count) const;  // To so many.
  Status set_configs(std::string_view name, const TopicConfig& config) const;
  Status delete_topic(std::string_view name) const;

  // Errors: kNotFound; kUnavailable.
  Result<OffsetRange> offsets(const TopicPartition& of) const;
  Result<Offset> offset_at(const TopicPartition& of, UnixMillis time, Offset end) const;

 private:
  const Client& client_;
};

}  // namespace pinflow::eventlog
