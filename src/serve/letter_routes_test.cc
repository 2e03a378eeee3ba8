#include "serve/letter_routes.h"

#include <gtest/gtest.h>

#include "serve/desk_for_test.h"

namespace pinflow::serve {
namespace {

class LetterRoutes : public testing::Test {
 protected:
  LetterRoutes() {
    add_letter_routes(
        desk_.desk(),
        {.list = [this](const LetterQuestion& question) -> Result<query::Table> {
           asked_ =
               question.table + " " + question.reason + " " + std::to_string(question.count_max);
           return query::Table{{{"id", "VARCHAR"}}, {{std::string("t/0/1/0")}}, false};
         },
         .edit = [this](const std::string& id, const std::string& value) -> Status {
           asked_ = id + " " + value;
           return id == "t/0/9/0" ? Status(Code::kNotFound, "no letter") : Status();
         },
         .replay = [this](const std::vector<std::string>& ids) -> Result<ReplayOutcome> {
           asked_ = std::to_string(ids.size()) + " " + ids.front();
           return ReplayOutcome{1, 2, {{"t/0/1/0", "still \"wrong\""}}};
         },
         .replay_reason = [this](const std::string& reason) -> Result<ReplayOutcome> {
           asked_ = "all of '" + reason + "'";
           return ReplayOutcome{};
         }});
  }

  std::string asked_;
  DeskForTest desk_;
};

TEST_F(LetterRoutes, ListByTableAndReason) {
  std::string list = desk_.get("/v1/dead-letters", "table=stream.&reason=missing&limit=7");
  EXPECT_NE(list.find(R"("rows":[["t/0/1/0"]])"), std::string::npos) << list;
  EXPECT_EQ(asked_, "stream. missing 7");
}

TEST_F(LetterRoutes, GiveALetterAnotherValue) {
  http::Response edited =
      desk_.send("PUT", "/v1/dead-letters/t/0/1/0", "", R"({"value":"{\"a\":1}"})");
  EXPECT_EQ(edited.status, 200) << edited.body;
  EXPECT_EQ(asked_, R"(t/0/1/0 {"a":1})");
  EXPECT_EQ(desk_.send("PUT", "/v1/dead-letters/t/0/9/0", "", R"({"value":"{}"})").status, 404);
  EXPECT_EQ(desk_.send("PUT", "/v1/dead-letters/t/0/1/0", "", R"({"value":1})").status, 400);
}

TEST_F(LetterRoutes, ReplayThoseThatAreNamedOrAllOfAReason) {
  http::Response replayed =
      desk_.send("POST", "/v1/dead-letters/replay", "", R"({"ids":["t/0/1/0"]})");
  EXPECT_EQ(replayed.body,
            R"({"rows":1,"duplicates":2,"refused":[{"id":"t/0/1/0","reason":"still \"wrong\""}]})");
  EXPECT_EQ(asked_, "1 t/0/1/0");
  EXPECT_EQ(desk_.send("POST", "/v1/dead-letters/replay", "", R"({"reason":""})").status, 200);
  EXPECT_EQ(asked_, "all of ''");
}

TEST_F(LetterRoutes, ReplayNothingThatNobodyNamed) {
  asked_ = "nothing";
  EXPECT_EQ(desk_.send("POST", "/v1/dead-letters/replay", "", "{}").status, 400);
  EXPECT_EQ(desk_.send("POST", "/v1/dead-letters/replay", "", R"({"reason":7})").status, 400);
  EXPECT_EQ(asked_, "nothing");
}

}  // namespace
}  // namespace pinflow::serve
