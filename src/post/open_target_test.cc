#include "post/open_target.h"

#include <gtest/gtest.h>

#include <sstream>

namespace pinflow::post {
namespace {

TEST(OpenTarget, RefusesMoreRowsThanARequestMayHave) {
  PostOptions options;
  EXPECT_TRUE(check_target_options(options).ok());
  options.batch_rows = 0;
  EXPECT_EQ(check_target_options(options).code(), Code::kInvalidArgument);
  options.batch_rows = 501;
  EXPECT_TRUE(check_target_options(options).ok());
  options.target = TargetKind::kKinesis;
  EXPECT_EQ(check_target_options(options).code(), Code::kInvalidArgument);
  options.batch_rows = 500;
  options.user_id = "a b";
  EXPECT_EQ(check_target_options(options).code(), Code::kInvalidArgument);
}

TEST(OpenTarget, OpensTheConsoleAndRefusesAnUrlThatIsNone) {
  std::ostringstream out;
  std::mutex mutex;
  PostOptions options;
  options.console = &out;
  model::Dataset dataset;
  dataset.name = "pin";
  auto target = open_target(options, dataset, &mutex);
  ASSERT_TRUE(target.ok());
  const PostedRow row{source::RowIndex{0}, "{}"};
  EXPECT_EQ((*target)->send({&row, 1})[0].kind, Outcome::Kind::kAccepted);
  EXPECT_EQ(out.str(), "{}\n");
  options.target = TargetKind::kKafka;
  options.invoke_url = "nowhere";
  EXPECT_EQ(open_target(options, dataset, &mutex).status().code(), Code::kInvalidArgument);
}

TEST(OpenTarget, NamesTargetsAsCommandsDo) {
  EXPECT_EQ(name_of(TargetKind::kConsole), "console");
  EXPECT_EQ(name_of(TargetKind::kKafka), "kafka");
  EXPECT_EQ(name_of(TargetKind::kKinesis), "kinesis");
}

}  // namespace
}  // namespace pinflow::post
