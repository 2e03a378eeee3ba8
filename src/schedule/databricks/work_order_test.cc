#include "schedule/databricks/work_order.h"

#include <gtest/gtest.h>

namespace pinflow::schedule::databricks {
namespace {

// "clean,query user_id=ada ", or the error.
std::string shown(std::string_view settings) {
  json::Parser parser;
  auto order = read_work_order(*parser.parse(settings), {{"/c", "clean"}, {"/q", "query"}});
  if (!order.ok()) return order.status().message();
  std::string text;
  for (const std::string& task : order->tasks) text += task + ",";
  for (const auto& [name, value] : order->parameters) text += " " + name + "=" + value;
  return text;
}

TEST(WorkOrder, IsOfTheTasksThatNotebooksStandFor) {
  EXPECT_EQ(shown(R"({"tasks":[{"notebook_task":{"notebook_path":"/c"}},
                               {"notebook_task":{"notebook_path":"/q"}},
                               {"notebook_task":{"notebook_path":"/c"}}]})"),
            "clean,query,");
  EXPECT_EQ(shown(R"({"notebook_task":{"notebook_path":"/c"}})"), "clean,");
}

TEST(WorkOrder, IsOfTheWholeDagWhereOneNotebookIsUnknown) {
  EXPECT_EQ(shown(R"({"tasks":[{"notebook_task":{"notebook_path":"/c"}},
                               {"notebook_task":{"notebook_path":"/other"}}]})"),
            "");
}

TEST(WorkOrder, TakesTheLastOfParametersAndTheirNamesInLowerCase) {
  EXPECT_EQ(shown(R"({"tasks":[
      {"notebook_task":{"notebook_path":"/c","base_parameters":{"USER_ID":"a","full":true}}},
      {"notebook_task":{"notebook_path":"/c","base_parameters":{"user_id":"b","n":5}}}]})"),
            "clean, full=true n=5 user_id=b");
}

}  // namespace
}  // namespace pinflow::schedule::databricks
