// The following of one table that the test writes to, into a target that it lets fail.
#include "post/follow_lane.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinflow::post {
namespace {

using source::ChangedRow;
using source::ChangePlace;

// What a database holds; `at_newest` happens whenever its last row is asked for.
struct FollowedTable {
  std::vector<int64_t> keys;  // In their order.
  std::vector<Status> failures = {};
  std::function<void(int times)> at_newest = [](int) {};
  int newest_count = 0;
};

class FollowedSource final : public source::RowSource, public source::ChangeReader {
 public:
  explicit FollowedSource(FollowedTable* table) : table_(*table) {}

  std::vector<std::string> tables() const override { return {"one"}; }
  Result<model::Schema> schema(std::string_view) const override {
    return model::Schema{{{"ind", model::Type::kLong}}};
  }
  Result<uint64_t> row_count(std::string_view) override { return table_.keys.size(); }
  Result<std::vector<source::Row>> read(std::string_view, source::RowIndex, size_t) override {
    return std::vector<source::Row>();
  }
  ChangeReader* changes() override { return this; }

  Status check(const source::Follow&) override { return Status(); }
  Result<uint64_t> count_without_place(const source::Follow&) override { return uint64_t{2}; }
  Result<std::optional<ChangePlace>> newest(const source::Follow&) override {
    std::optional<ChangePlace> newest;
    if (!table_.keys.empty()) newest = {"", std::to_string(table_.keys.back())};
    table_.at_newest(++table_.newest_count);
    return newest;
  }
  Result<std::vector<ChangedRow>> read_behind(const source::Follow&,
                                              const std::optional<ChangePlace>& after,
                                              const ChangePlace& through, size_t count) override {
    if (!table_.failures.empty()) {
      Status failure = table_.failures.back();
      table_.failures.pop_back();
      return failure;
    }
    std::vector<ChangedRow> rows;
    for (int64_t key : table_.keys) {
      if (after && key <= std::stoll(after->key)) continue;
      if (key > std::stoll(through.key) || rows.size() == count) break;
      rows.push_back({{"", std::to_string(key)}, {key}});
    }
    return rows;
  }

 private:
  FollowedTable& table_;
};

// Takes rows until one is `refused`; those in `busy` once as busy.
struct Taken {
  std::vector<std::string> rows;
  std::string refused;
  std::vector<std::string> busy;
};

class TakingTarget final : public Target {
 public:
  explicit TakingTarget(Taken* taken) : taken_(*taken) {}
  std::vector<Outcome> send(std::span<const PostedRow> rows) override {
    std::vector<Outcome> outcomes;
    for (const PostedRow& row : rows) {
      if (const auto busy = std::ranges::find(taken_.busy, row.json); busy != taken_.busy.end()) {
        taken_.busy.erase(busy);
        outcomes.push_back({Outcome::Kind::kRetry, "busy"});
      } else if (row.json == taken_.refused) {
        outcomes.push_back({Outcome::Kind::kRefused, "too large"});
      } else {
        taken_.rows.push_back(row.json);
        outcomes.emplace_back();
      }
    }
    return outcomes;
  }

 private:
  Taken& taken_;
};

class FollowLaneTest : public testing::Test {
 protected:
  FollowLaneTest() {
    dataset_.name = "pin";
    dataset_.source_table = "one";
    options_.folder = testing::TempDir() + "follow_lane_test_" +
                      testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(options_.folder);
    options_.source_name = "mysql://there:3306/rows";
    options_.interval = std::chrono::milliseconds(1);
    options_.delay = std::chrono::milliseconds(0);
    options_.once = true;
    post_.retry.first = std::chrono::milliseconds(1);
    options_.on_notice = [this](const std::string&, const std::string& what) {
      notices_.push_back(what);
    };
  }

  Result<FollowedDataset> run() {
    FollowLane lane(dataset_, post_, options_);
    TRY(lane.prepare(std::make_unique<FollowedSource>(&table_),
                     std::make_unique<TakingTarget>(&taken_)));
    lane.run();
    return lane.report();
  }

  static std::vector<std::string> rows(const std::vector<int64_t>& keys) {
    std::vector<std::string> rows;
    for (int64_t key : keys) rows.push_back("{\"ind\":" + std::to_string(key) + "}");
    return rows;
  }

  model::Dataset dataset_;
  PostOptions post_;
  FollowOptions options_;
  FollowedTable table_;
  Taken taken_;
  std::vector<std::string> notices_;
};

TEST_F(FollowLaneTest, GoesOnBehindTheRowsOfAnEarlierRun) {
  EXPECT_EQ(run()->accepted, 0u);
  table_.keys = {1, 2, 5};
  EXPECT_EQ(run()->accepted, 3u);
  table_.keys = {1, 2, 5, 7};
  const auto report = run();
  EXPECT_EQ(report->accepted, 1u);
  EXPECT_EQ(report->place, (ChangePlace{"", "7"}));
  EXPECT_EQ(taken_.rows, rows({1, 2, 5, 7}));
  EXPECT_EQ((*list_positions(options_.folder))["demo.pin.console"].row_count, 4u);
}

TEST_F(FollowLaneTest, ReadsAndPostsPieceByPiece) {
  for (int64_t key = 0; key < 23; ++key) table_.keys.push_back(key);
  options_.rows_max = 5;
  post_.batch_rows = 3;
  EXPECT_EQ(run()->accepted, 23u);
  EXPECT_EQ(taken_.rows, rows(table_.keys));
}

TEST_F(FollowLaneTest, ReadsNothingThatIsTooFresh) {
  table_.keys = {1, 2};
  options_.once = false;
  options_.delay = std::chrono::hours(1);
  std::stop_source stop;
  post_.stop = stop.get_token();
  table_.at_newest = [&](int times) {
    if (times == 5) stop.request_stop();
  };
  EXPECT_EQ(run()->accepted, 0u);
}

TEST_F(FollowLaneTest, TakesARowThatIsCommittedLateInItsTurn) {
  table_.keys = {1, 3};
  options_.delay = std::chrono::milliseconds(1);
  table_.at_newest = [&](int) { table_.keys = {1, 2, 3}; };
  EXPECT_EQ(run()->accepted, 3u);
  EXPECT_EQ(taken_.rows, rows({1, 2, 3}));
}

TEST_F(FollowLaneTest, EndsBehindTheRowsThatWereThereWhenItBegan) {
  table_.keys = {1};
  table_.at_newest = [&](int) { table_.keys.push_back(table_.keys.back() + 1); };
  EXPECT_EQ(run()->accepted, 1u);
  EXPECT_EQ(table_.newest_count, 1);
}

TEST_F(FollowLaneTest, TriesAgainWhenTheSourceWasAway) {
  table_.keys = {1, 2};
  table_.failures = {Status(Code::kUnavailable, "gone"), Status(Code::kUnavailable, "gone")};
  options_.once = false;
  std::stop_source stop;
  post_.stop = stop.get_token();
  table_.at_newest = [&](int) {
    if (taken_.rows.size() == 2) stop.request_stop();
  };
  EXPECT_TRUE(run()->ended.ok());
  EXPECT_EQ(taken_.rows, rows({1, 2}));
  EXPECT_EQ(notices_, (std::vector<std::string>{
                          "2 rows of one are passed over: their key or timestamp is NULL",
                          "gone; trying again"}));
}

TEST_F(FollowLaneTest, EndsOnceWithTheSourcesErrorAndItsPosition) {
  table_.keys = {1, 2};
  table_.failures = {Status(Code::kUnavailable, "gone")};
  EXPECT_EQ(run()->ended.code(), Code::kUnavailable);
  EXPECT_EQ(run()->accepted, 2u);
}

TEST_F(FollowLaneTest, SendsAgainWhatTheTargetWasTooBusyFor) {
  table_.keys = {1, 2, 3};
  taken_.busy = rows({2});
  const auto report = run();
  EXPECT_EQ(report->accepted, 3u);
  EXPECT_EQ(report->retried, 1u);
}

TEST_F(FollowLaneTest, StopsBeforeARowThatIsRefusedAndPassesOverNone) {
  table_.keys = {1, 2, 3};
  taken_.refused = rows({2}).front();
  const auto refused = run();
  EXPECT_EQ(refused->ended.code(), Code::kInvalidArgument);
  EXPECT_NE(refused->ended.message().find("key 2 was refused"), std::string::npos);
  EXPECT_EQ(refused->place, (ChangePlace{"", "1"}));
  taken_.refused = "";
  EXPECT_EQ(run()->accepted, 2u);
  EXPECT_EQ(taken_.rows, rows({1, 2, 3}));
}

TEST_F(FollowLaneTest, SaysAtOnceThatATableIsFollowedNoFurther) {
  table_.keys = {1};
  taken_.refused = rows({1}).front();
  options_.once = false;
  EXPECT_EQ(run()->ended.code(), Code::kInvalidArgument);
  EXPECT_EQ(notices_.back(),
            "the row of key 1 was refused, and those behind it wait: too large;"
            " this table is followed no further");
}

TEST_F(FollowLaneTest, ReadsNoMoreUntilThePositionIsKept) {
  for (int64_t key = 0; key < 9; ++key) table_.keys.push_back(key);
  options_.rows_max = 5;
  options_.once = false;
  std::stop_source stop;
  post_.stop = stop.get_token();
  const auto in_its_place = options_.folder / "demo.pin.console.json";
  table_.at_newest = [&](int times) {
    if (times == 1) std::filesystem::create_directories(in_its_place / "something");
    if (taken_.rows.size() == 9) stop.request_stop();
  };
  options_.on_notice = [&](const std::string&, const std::string& what) {
    if (!what.ends_with("trying again")) return;
    EXPECT_EQ(taken_.rows.size(), 5u);
    std::filesystem::remove_all(in_its_place);
  };
  EXPECT_TRUE(run()->ended.ok());
  EXPECT_EQ(taken_.rows, rows(table_.keys));
  EXPECT_EQ((*list_positions(options_.folder))["demo.pin.console"].place.key, "8");
}

TEST_F(FollowLaneTest, RefusesThePositionOfAnotherSourceOrColumn) {
  table_.keys = {1};
  ASSERT_TRUE(run().ok());
  options_.source_name = "mysql://elsewhere:3306/rows";
  const Status moved = run().status();
  EXPECT_EQ(moved.code(), Code::kInvalidArgument);
  EXPECT_NE(moved.message().find("`pinflow source reset demo.pin.console`"), std::string::npos);
  options_.source_name = "mysql://there:3306/rows";
  options_.tables = {{"one", {"one", "", "at"}}};
  EXPECT_NE(run().status().message().find("one by its own key and at"), std::string::npos);
}

TEST_F(FollowLaneTest, IsAloneWithItsPosition) {
  const auto held = lock_position(options_.folder, "demo.pin.console");
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(run().status().code(), Code::kAlreadyExists);
}

}  // namespace
}  // namespace pinflow::post
