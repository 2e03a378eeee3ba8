#include "eventlog/kafka/kafka_error.h"

#include <string>

namespace pinflow::eventlog {
namespace {

struct Meaning {
  rd_kafka_resp_err_t error;
  Code code;
  std::string_view advice = {};
};

// Any other error may pass.
constexpr Meaning kMeanings[] = {
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, Code::kNotFound},
    {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, Code::kNotFound},
    {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, Code::kNotFound},
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_ID, Code::kNotFound},
    {RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND, Code::kNotFound},
    {RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, Code::kAlreadyExists},
    {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, Code::kOutOfRange},
    {RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, Code::kOutOfRange},
    {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, Code::kInvalidArgument,
     "the topic's max.message.bytes, or the server's message.max.bytes, is smaller than a record "
     "with its headers, or than a batch: raise it, or lower batch.size"},
    {RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, Code::kInvalidArgument,
     "a batch is larger than the server's segments: lower batch.size"},
    {RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, Code::kInvalidArgument,
     "the topic's message.timestamp.before.max.ms or after.max.ms does not let it in"},
    {RD_KAFKA_RESP_ERR_INVALID_RECORD, Code::kInvalidArgument,
     "a compacted topic takes only records with a key"},
    {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, Code::kInvalidArgument},
    {RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, Code::kInvalidArgument},
    {RD_KAFKA_RESP_ERR_INVALID_CONFIG, Code::kInvalidArgument},
    {RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, Code::kInvalidArgument,
     "eventlog.kafka.replication_factor is more than there are servers"},
    {RD_KAFKA_RESP_ERR_POLICY_VIOLATION, Code::kInvalidArgument},
    {RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, Code::kInvalidArgument,
     "consumers of Kafka's own protocol are in this group: stop them, or name another group"},
    {RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP, Code::kInvalidArgument,
     "consumers of Kafka's own protocol are in this group: stop them, or name another group"},
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, Code::kDenied,
     "this user needs READ, WRITE, DESCRIBE and DESCRIBE_CONFIGS on the topic, and CREATE to make "
     "it (MSK: kafka-cluster:ReadData, WriteData, DescribeTopic, DescribeTopicDynamicConfiguration,"
     " CreateTopic)"},
    {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, Code::kDenied,
     "this user needs READ and DESCRIBE on the group, and DELETE to delete it (MSK: "
     "kafka-cluster:AlterGroup, DescribeGroup, DeleteGroup)"},
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, Code::kDenied,
     "this user needs IDEMPOTENT_WRITE (or WRITE on a topic), and CREATE on the cluster to make "
     "topics (MSK: kafka-cluster:Connect, WriteDataIdempotently, CreateTopic)"},
    {RD_KAFKA_RESP_ERR__AUTHENTICATION, Code::kDenied,
     "the server does not take these credentials: look at sasl.username, sasl.password and "
     "sasl.mechanism"},
    {RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, Code::kDenied,
     "the server does not take these credentials: look at sasl.username, sasl.password and "
     "sasl.mechanism"},
    {RD_KAFKA_RESP_ERR__SSL, Code::kUnavailable,
     "TLS failed: look at security.protocol and ssl.ca.location"},
    {RD_KAFKA_RESP_ERR__QUEUE_FULL, Code::kExhausted},
    {RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, Code::kExhausted},
    {RD_KAFKA_RESP_ERR__BAD_MSG, Code::kCorruption},
    {RD_KAFKA_RESP_ERR_INVALID_MSG, Code::kCorruption},
};

Meaning meaning_of(rd_kafka_resp_err_t error) {
  for (const Meaning& meaning : kMeanings) {
    if (meaning.error == error) return meaning;
  }
  return {error, Code::kUnavailable};
}

// What a refused login leaves behind is a server that could not be reached.
bool is_about_login(std::string_view trouble) {
  return trouble.find("SASL") != std::string_view::npos ||
         trouble.find("uthentication") != std::string_view::npos;
}

bool is_about_reaching(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__TIMED_OUT || error == RD_KAFKA_RESP_ERR__TRANSPORT ||
         error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN ||
         error == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT || error == RD_KAFKA_RESP_ERR__RESOLVE ||
         error == RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE;
}

// The server has lost its controller for a moment, and counts as none until it is back.
bool is_about_fencing(rd_kafka_resp_err_t error, std::string_view text) {
  return error == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR &&
         text.find("fenced") != std::string_view::npos;
}

bool is_about_coordinator(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS ||
         error == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
         error == RD_KAFKA_RESP_ERR_NOT_COORDINATOR;
}

}  // namespace

Status kafka_status(rd_kafka_resp_err_t error, std::string_view what, std::string_view text,
                    std::string_view trouble) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return Status();
  bool is_unreached = is_about_reaching(error) && !trouble.empty();
  if (is_unreached && is_about_login(trouble)) {
    error = RD_KAFKA_RESP_ERR__AUTHENTICATION;
    text = trouble;
  } else if (is_unreached) {
    text = trouble;
  }
  Meaning meaning = meaning_of(error);
  if (is_about_fencing(error, text)) meaning = {error, Code::kUnavailable};
  std::string message = "kafka: " + std::string(what) + ": ";
  message += text.empty() ? std::string_view(rd_kafka_err2str(error)) : text;
  if (!meaning.advice.empty()) message += "; " + std::string(meaning.advice);
  if (is_unreached && meaning.code == Code::kUnavailable) {
    message += "; look whether bootstrap.servers and security.protocol are right and a server runs";
  }
  Status status(meaning.code, std::move(message));
  if (is_about_coordinator(error)) return std::move(status).named(kCoordinatorMoves);
  return status;
}

}  // namespace pinflow::eventlog
