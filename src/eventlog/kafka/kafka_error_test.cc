#include "eventlog/kafka/kafka_error.h"

#include <gtest/gtest.h>

namespace pinflow::eventlog {
namespace {

TEST(KafkaError, IsNoneWhereKafkaHasNone) {
  EXPECT_TRUE(kafka_status(RD_KAFKA_RESP_ERR_NO_ERROR, "append").ok());
}

TEST(KafkaError, TellsWhatTheCallerCanDo) {
  auto code = [](rd_kafka_resp_err_t error) { return kafka_status(error, "append").code(); };
  EXPECT_EQ(code(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART), Code::kNotFound);
  EXPECT_EQ(code(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS), Code::kAlreadyExists);
  EXPECT_EQ(code(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE), Code::kInvalidArgument);
  EXPECT_EQ(code(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED), Code::kDenied);
  EXPECT_EQ(code(RD_KAFKA_RESP_ERR__QUEUE_FULL), Code::kExhausted);
  EXPECT_EQ(code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS), Code::kUnavailable);
}

TEST(KafkaError, SaysWhereAndWhatToDo) {
  Status status = kafka_status(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "append to topic a");
  EXPECT_EQ(status.message().find("kafka: append to topic a: Broker: Topic authorization failed"),
            0u)
      << status.message();
  EXPECT_NE(status.message().find("WriteData"), std::string::npos);
}

TEST(KafkaError, TakesATimeoutForWhatKeptItFromTheServers) {
  Status refused = kafka_status(RD_KAFKA_RESP_ERR__TIMED_OUT, "list topics", "",
                                "127.0.0.1:9: Connect failed: Connection refused");
  EXPECT_EQ(refused.code(), Code::kUnavailable);
  EXPECT_NE(refused.message().find("Connection refused"), std::string::npos);
  EXPECT_NE(refused.message().find("bootstrap.servers"), std::string::npos);
  Status login = kafka_status(RD_KAFKA_RESP_ERR__TIMED_OUT, "list topics", "",
                              "SASL authentication error: Invalid username or password");
  EXPECT_EQ(login.code(), Code::kDenied);
  EXPECT_NE(login.message().find("sasl.password"), std::string::npos);
}

TEST(KafkaError, TakesServersThatAreFencedForUnavailable) {
  Status status = kafka_status(RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, "create topic a",
                               "Unable to replicate the partition 1 time(s): All brokers are "
                               "currently fenced.");
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_EQ(kafka_status(RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, "create topic a").code(),
            Code::kInvalidArgument);
}

TEST(KafkaError, NamesWhatPassesByItself) {
  Status status = kafka_status(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, "set positions");
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_EQ(status.name(), kCoordinatorMoves);
}

}  // namespace
}  // namespace pinflow::eventlog
