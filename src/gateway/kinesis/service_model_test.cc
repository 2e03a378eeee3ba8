#include "gateway/kinesis/service_model.h"

#include <gtest/gtest.h>

#include <set>

#include "base/pattern.h"

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

void collect_patterns(const Shape& shape, std::set<std::string_view>* patterns) {
  if (!shape.pattern.empty()) patterns->insert(shape.pattern);
  for (const Member& member : shape.members) collect_patterns(*member.shape, patterns);
  if (shape.key != nullptr) collect_patterns(*shape.key, patterns);
  if (shape.element != nullptr) collect_patterns(*shape.element, patterns);
}

TEST(ServiceModel, EveryPatternOfTheServiceIsOneThatWeMatch) {
  std::set<std::string_view> patterns;
  for (const Operation& operation : operations()) collect_patterns(*operation.input, &patterns);
  EXPECT_TRUE(patterns.contains("[a-zA-Z0-9_.-]+"));
  for (std::string_view pattern : patterns) {
    Result<Pattern> compiled = Pattern::compile(pattern);
    EXPECT_TRUE(compiled.ok()) << pattern << ": " << compiled.status().message();
  }
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
