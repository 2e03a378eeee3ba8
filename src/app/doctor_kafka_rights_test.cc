#include "app/doctor_kafka_rights.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

using eventlog::Right;
using eventlog::RightsOn;
using Rights = std::set<Right>;
using FindingState = Finding::State;
using RightsState = RightsOn::State;

const Rights kAll = {Right::kDescribe, Right::kDescribeConfigs, Right::kRead, Right::kWrite};
const KafkaUser kAlice{"b-1:9096", "alice", false};
const KafkaUser kIam{"b-1:9098", "", true};

RightsOn on(RightsState state, const Rights& rights = {}) { return {"demo.pin", state, rights}; }

Rights all_but(Right missing) {
  Rights rights = kAll;
  rights.erase(missing);
  return rights;
}

TEST(DoctorOfRights, FindsNothingToMendWhereATopicMayBeReadAndWritten) {
  Finding finding = judge_topic_rights(on(RightsState::kTold, kAll), kAlice);
  EXPECT_EQ(finding.state, FindingState::kGood);
  EXPECT_EQ(finding.found, "demo.pin may be read and written");
  EXPECT_EQ(finding.mend, "");
}

TEST(DoctorOfRights, SaysWhichRightIsMissingAndTheCommandThatGivesIt) {
  Finding finding = judge_topic_rights(on(RightsState::kTold, all_but(Right::kWrite)), kAlice);
  EXPECT_EQ(finding.state, FindingState::kBad);
  EXPECT_EQ(finding.found, "demo.pin: not allowed: Write");
  EXPECT_EQ(finding.mend,
            "kafka-acls.sh --bootstrap-server b-1:9096 --add --allow-principal User:alice "
            "--operation Write --topic demo.pin");
  finding = judge_topic_rights(on(RightsState::kTold, {Right::kDescribe}), {"b:1", "", false});
  EXPECT_EQ(finding.found, "demo.pin: not allowed: Read, Write, DescribeConfigs");
  EXPECT_NE(finding.mend.find("User:NAME --operation Read --operation Write"), std::string::npos);
}

TEST(DoctorOfRights, NamesTheActionsOfIamForMsk) {
  Finding finding = judge_topic_rights(on(RightsState::kTold, all_but(Right::kWrite)), kIam);
  EXPECT_EQ(finding.mend,
            "allow by IAM kafka-cluster:WriteData on "
            "arn:aws:kafka:REGION:ACCOUNT:topic/CLUSTER/ID/demo.pin, and "
            "kafka-cluster:WriteDataIdempotently on the cluster");
  finding = judge_topic_rights(on(RightsState::kTold, all_but(Right::kRead)), kIam);
  EXPECT_TRUE(
      finding.mend.ends_with("kafka-cluster:ReadData on "
                             "arn:aws:kafka:REGION:ACCOUNT:topic/CLUSTER/ID/demo.pin"));
  finding = judge_group_rights(on(RightsState::kHidden), kIam);
  EXPECT_NE(finding.mend.find("kafka-cluster:DescribeGroup, kafka-cluster:AlterGroup on "
                              "arn:aws:kafka:REGION:ACCOUNT:group/"),
            std::string::npos)
      << finding.mend;
}

TEST(DoctorOfRights, WarnsWhereOnlyTheConfigsAreNotShown) {
  Finding finding =
      judge_topic_rights(on(RightsState::kTold, all_but(Right::kDescribeConfigs)), kAlice);
  EXPECT_EQ(finding.state, FindingState::kWarning);
  EXPECT_FALSE(finding.mend.empty());
}

TEST(DoctorOfRights, TellsATopicThatMayBeMadeFromOneThatMayNot) {
  Finding finding = judge_topic_rights(on(RightsState::kAbsent, {Right::kCreate}), kAlice);
  EXPECT_EQ(finding.state, FindingState::kGood);
  finding = judge_topic_rights(on(RightsState::kAbsent), kAlice);
  EXPECT_EQ(finding.state, FindingState::kBad);
  EXPECT_NE(finding.mend.find("--operation Create --topic demo.pin"), std::string::npos);
  finding = judge_topic_rights(on(RightsState::kHidden), kAlice);
  EXPECT_EQ(finding.state, FindingState::kBad);
  EXPECT_NE(finding.mend.find("--operation Describe --operation Read --operation Write"),
            std::string::npos);
}

TEST(DoctorOfRights, OfAGroupAreToSeeItAndToReadInIt) {
  Finding finding =
      judge_group_rights(on(RightsState::kTold, {Right::kDescribe, Right::kRead}), kAlice);
  EXPECT_EQ(finding.state, FindingState::kGood);
  finding = judge_group_rights(on(RightsState::kTold, {Right::kDescribe}), kAlice);
  EXPECT_EQ(finding.state, FindingState::kBad);
  EXPECT_TRUE(finding.mend.ends_with("--operation Read --group demo.pin")) << finding.mend;
}

TEST(DoctorOfRights, OnlyWarnsOfAServerThatDoesNotTell) {
  EXPECT_EQ(judge_topic_rights(on(RightsState::kUntold), kAlice).state, FindingState::kWarning);
  EXPECT_EQ(judge_group_rights(on(RightsState::kUntold), kIam).state, FindingState::kWarning);
}

TEST(DoctorOfRights, AreAskedOfEachTopicAndGroupThatIsConfigured) {
  Config config = *Config::load({});
  const model::Pipeline pipeline = *configured_pipeline(config);
  Parts parts(config, pipeline);
  auto use = kafka_use(parts);
  ASSERT_TRUE(use.ok()) << use.status().message();
  EXPECT_EQ(use->topics,
            (std::vector<std::string>{"demo.geo", "demo.pin", "demo.user", "streaming-demo-geo",
                                      "streaming-demo-pin", "streaming-demo-user"}));
  ASSERT_EQ(use->groups.size(), 2u);
  EXPECT_TRUE(use->groups[1].ends_with(".plan"));
}

TEST(DoctorOfRights, SaysThatTheServerIsNotReached) {
  eventlog::ClientOptions options;
  options.properties["bootstrap.servers"] = "127.0.0.1:1";
  options.answer_timeout = std::chrono::milliseconds(300);
  auto findings = examine_rights(options, {{"demo.pin"}, {}});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].what, "kafka rights");
  EXPECT_EQ(findings[0].state, FindingState::kBad);
}

}  // namespace
}  // namespace pinflow::app
