#include "gateway/kinesis/service_model.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

TEST(ServiceModel, HasTheFortyClassicActions) {
  EXPECT_EQ(operations().size(), 40u);
  EXPECT_EQ(find_operation("PutRecord")->input->name, "PutRecordInput");
  for (const char* name : {"", "putrecord", "PutRecordz", "CreateQueue"}) {
    EXPECT_EQ(find_operation(name), nullptr) << name;
  }
}

// The order was seen in the service's own answers.
TEST(ServiceModel, OrdersMembersAsTheServiceReportsThem) {
  std::string names;
  for (const Member& member : find_operation("PutRecord")->input->members) {
    names += std::string(member.name_in_errors) + " ";
  }
  EXPECT_EQ(
      names.substr(0, names.find("streamName")),
      "sequenceNumberForOrdering partitionKey streamId explicitHashKey streamARN dryRun data ");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
