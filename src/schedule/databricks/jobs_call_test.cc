#include "schedule/databricks/jobs_call.h"

#include <gtest/gtest.h>

namespace pinflow::schedule::databricks {
namespace {

TEST(Arguments, ComeFromTheBodyAndElseFromTheQuery) {
  http::Request request;
  request.query = {{"run_id", "7"}, {"limit", "x"}, {"active_only", "true"}};
  request.body = R"({"run_id":8,"name":"n","job_id":"9","nothing":null,"list":[]})";
  auto arguments = Arguments::read(request);
  ASSERT_TRUE(arguments.ok());
  EXPECT_EQ(*arguments->needed_number("run_id"), 8);
  EXPECT_EQ(*arguments->needed_number("job_id"), 9);
  EXPECT_EQ(**arguments->text("name"), "n");
  EXPECT_TRUE(arguments->flag("active_only"));
  EXPECT_FALSE(arguments->flag("completed_only"));
  EXPECT_EQ(*arguments->number("nothing"), std::nullopt);
  EXPECT_EQ(arguments->number("limit").status().message(), "limit: must be a number");
  EXPECT_EQ(arguments->number("list").status().message(), "list: must be a number");
  EXPECT_EQ(arguments->needed_number("none").status().message(), "none is required");
}

TEST(JobsError, IsWhatDatabricksSays) {
  http::Response response = jobs_error(Status(Code::kUnavailable, "later"));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, R"({"error_code":"TEMPORARILY_UNAVAILABLE","message":"later"})");
}

}  // namespace
}  // namespace pinflow::schedule::databricks
