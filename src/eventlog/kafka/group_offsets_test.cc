#include "eventlog/kafka/group_offsets.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka_mock.h>

namespace pinflow::eventlog {
namespace {

constexpr int16_t kOffsetFetch = 9;  // Kafka's number of the request.

// librdkafka's own stand-in for a server, which fails when it is told to.
class GroupOffsetsTest : public testing::Test {
 protected:
  void SetUp() override {
    ClientOptions options;
    options.properties["test.mock.num.brokers"] = "1";
    client_ = std::move(*Client::open(Client::Role::kWriter, options));
    servers_ = rd_kafka_handle_mock_cluster(client_->handle());
    ASSERT_NE(servers_, nullptr);
  }

  std::unique_ptr<Client> client_;
  rd_kafka_mock_cluster_t* servers_ = nullptr;
};

// As a server answers that was started again and has not taken the group over yet.
TEST_F(GroupOffsetsTest, AsksAgainWhenTheServerIsNotTheGroupsCoordinatorYet) {
  rd_kafka_mock_push_request_errors(servers_, kOffsetFetch, 2, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
                                    RD_KAFKA_RESP_ERR_NOT_COORDINATOR);
  auto positions = GroupOffsets(*client_).positions("students", [](const auto&) { return "id"; });
  ASSERT_TRUE(positions.ok()) << positions.status().message();
  EXPECT_TRUE(positions->empty());
}

}  // namespace
}  // namespace pinflow::eventlog
