#include "eventlog/kafka/client.h"

#include <gtest/gtest.h>

namespace pinflow::eventlog {
namespace {

Status opened(std::map<std::string, std::string> properties) {
  return Client::open(Client::Role::kWriter, {.properties = std::move(properties)}).status();
}

TEST(Client, TakesEveryPropertyOfLibrdkafka) {
  EXPECT_TRUE(opened({{"compression.type", "zstd"}, {"linger.ms", "50"}}).ok());
  EXPECT_TRUE(opened({{"security.protocol", "SASL_SSL"},
                      {"sasl.mechanism", "PLAIN"},
                      {"sasl.username", "u"},
                      {"sasl.password", "p"}})
                  .ok());
  EXPECT_TRUE(opened({{"acks", "all"}, {"enable.idempotence", "true"}}).ok());
  EXPECT_TRUE(opened({{"group.id", "not ours to join"}}).ok());
}

TEST(Client, NamesThePropertyThatIsWrong) {
  Status unknown = opened({{"compresion.type", "zstd"}});
  EXPECT_EQ(unknown.code(), Code::kInvalidArgument);
  EXPECT_NE(unknown.message().find("property compresion.type: No such configuration property"),
            std::string::npos)
      << unknown.message();
  EXPECT_EQ(opened({{"compression.type", "zip"}}).code(), Code::kInvalidArgument);
}

TEST(Client, RefusesWhatWouldBreakTheLogsPromises) {
  EXPECT_EQ(opened({{"acks", "1"}}).code(), Code::kInvalidArgument);
  EXPECT_EQ(opened({{"enable.idempotence", "false"}}).code(), Code::kInvalidArgument);
}

TEST(Client, JudgesProperties) {
  std::string why;
  EXPECT_EQ(judge_property("linger.ms", "5"), PropertyVerdict::kGood);
  EXPECT_EQ(judge_property("buffer.memory", "5"), PropertyVerdict::kUnknown);
  EXPECT_EQ(judge_property("linger.ms", "soon", &why), PropertyVerdict::kBad);
  EXPECT_NE(why.find("Invalid value"), std::string::npos) << why;
}

}  // namespace
}  // namespace pinflow::eventlog
