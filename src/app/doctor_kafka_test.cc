#include "app/doctor_kafka.h"

#include <gtest/gtest.h>

#include "base/child_process_for_test.h"

namespace pinflow::app {
namespace {

using State = Finding::State;

std::vector<Finding> examined(const std::map<std::string, std::string>& settings) {
  Config config = *Config::load({});
  EXPECT_TRUE(config.set("eventlog.kafka.answer_timeout_ms", "3000", "test").ok());
  for (const auto& [key, value] : settings) EXPECT_TRUE(config.set(key, value, "test").ok());
  return examine_kafka(config, {});
}

TEST(DoctorOfKafka, SaysWhichNameIsUnknownAndWhichPortIsSilent) {
  const std::string silent = "127.0.0.1:" + std::to_string(free_port());
  auto findings = examined({{"eventlog.kafka.bootstrap_servers", "b-1.invalid:9098," + silent}});
  ASSERT_EQ(findings.size(), 2u);  // Without a server there is no login to try.
  EXPECT_EQ(findings[0].what, "kafka name");
  EXPECT_EQ(findings[1].what, "kafka port");
  EXPECT_EQ(findings[1].found, silent + ": Connection refused");
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.state, State::kBad);
    EXPECT_FALSE(finding.mend.empty());
  }
}

TEST(DoctorOfKafka, SaysWhatIsMissing) {
  auto findings = examined({});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].state, State::kBad);
  EXPECT_NE(findings[0].found.find("bootstrap.servers"), std::string::npos);
}

TEST(DoctorOfKafka, SaysAsWhomATokenIsSignedAndWhatARoleAsksFor) {
  EXPECT_EQ(judge_token("", Status()).found, "signed with the keys that are found");
  EXPECT_EQ(judge_token("arn:r", Status()).found, "signed as the role arn:r");
  EXPECT_EQ(judge_token("arn:r", Status()).state, State::kGood);
  Finding refused = judge_token("arn:r", Status(Code::kDenied, "role arn:r: not assumed"));
  EXPECT_EQ(refused.state, State::kBad);
  EXPECT_EQ(refused.found, "role arn:r: not assumed");
  EXPECT_NE(refused.mend.find("--role-arn arn:r "), std::string::npos);
  EXPECT_NE(refused.mend.find("trust policy"), std::string::npos);
}

TEST(DoctorOfKafka, KnowsThePortsOfIam) {
  EXPECT_EQ(judge_iam_port("b-1:9098", 9098).state, State::kGood);
  EXPECT_EQ(judge_iam_port("b-1:9198", 9198).state, State::kGood);
  EXPECT_EQ(judge_iam_port("b-1:9092", 9092).state, State::kWarning);
  EXPECT_NE(judge_iam_port("b-1:9092", 9092).mend.find("9098"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
