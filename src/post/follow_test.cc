// Several tables at once, to the console.
#include "post/follow.h"

#include <gtest/gtest.h>

#include <sstream>

namespace pinflow::post {
namespace {

using source::ChangePlace;

// Each of its tables has the one row {"ind": 7}.
class OneRowSource final : public source::RowSource, public source::ChangeReader {
 public:
  std::vector<std::string> tables() const override { return {"one", "two"}; }
  Result<model::Schema> schema(std::string_view) const override {
    return model::Schema{{{"ind", model::Type::kLong}}};
  }
  Result<uint64_t> row_count(std::string_view) override { return uint64_t{1}; }
  Result<std::vector<source::Row>> read(std::string_view, source::RowIndex, size_t) override {
    return std::vector<source::Row>();
  }
  ChangeReader* changes() override { return this; }

  Status check(const source::Follow& follow) override {
    if (follow.key.empty()) return Status();
    return Status(Code::kInvalidArgument, "no column '" + follow.key + "'");
  }
  Result<uint64_t> count_without_place(const source::Follow&) override { return uint64_t{0}; }
  Result<std::optional<ChangePlace>> newest(const source::Follow&) override {
    return std::optional(ChangePlace{"", "7"});
  }
  Result<std::vector<source::ChangedRow>> read_behind(const source::Follow&,
                                                      const std::optional<ChangePlace>& after,
                                                      const ChangePlace& through, size_t) override {
    std::vector<source::ChangedRow> rows;
    if (!after) rows.push_back({through, {int64_t{7}}});
    return rows;
  }
};

class FollowTest : public testing::Test {
 protected:
  FollowTest() {
    for (const auto& [name, table] : {std::pair("pin", "one"), std::pair("geo", "two")}) {
      model::Dataset& dataset = datasets_.emplace_back();
      dataset.name = name;
      dataset.source_table = table;
    }
    post_.console = &out_;
    options_.folder = testing::TempDir() + "follow_test_" +
                      testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(options_.folder);
    options_.delay = std::chrono::milliseconds(0);
    options_.once = true;
  }

  Result<FollowReport> run() {
    return follow(
        datasets_,
        []() -> Result<std::unique_ptr<source::RowSource>> {
          return std::unique_ptr<source::RowSource>(std::make_unique<OneRowSource>());
        },
        post_, options_);
  }

  std::vector<model::Dataset> datasets_;
  std::ostringstream out_;
  PostOptions post_;
  FollowOptions options_;
};

TEST_F(FollowTest, PostsTheRowsOfAllTablesAndTellsHowManyAtTheEnd) {
  uint64_t told = 0;
  post_.on_progress = [&](const PostProgress& progress) { told = progress.accepted; };
  const auto report = run();
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->datasets.at("pin").accepted, 1u);
  EXPECT_EQ(report->datasets.at("geo").accepted, 1u);
  EXPECT_EQ(told, 2u);
  EXPECT_EQ(out_.str(), "{\"ind\":7}\n{\"ind\":7}\n");
  EXPECT_EQ(run()->datasets.at("pin").accepted, 0u);
}

TEST_F(FollowTest, SaysWhichDatasetCannotBeFollowed) {
  options_.tables = {{"two", {"two", "ind"}}};
  EXPECT_EQ(run().status().message(), "follow geo: no column 'ind'");
}

TEST_F(FollowTest, RefusesWrongOptions) {
  options_.tables = {{"on", {"on"}}};
  EXPECT_NE(run().status().message().find("did you mean 'one'?"), std::string::npos);
  options_.tables.clear();
  options_.interval = std::chrono::milliseconds(0);
  EXPECT_EQ(run().status().code(), Code::kInvalidArgument);
  options_.interval = std::chrono::milliseconds(1);
  options_.rows_max = 0;
  EXPECT_EQ(run().status().code(), Code::kInvalidArgument);
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace pinflow::post
