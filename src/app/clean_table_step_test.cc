#include "clean/table_step.h"

#include <gtest/gtest.h>

#include "app/batch_fixture.h"
#include "model/dead_letter.h"

namespace pinflow::app {
namespace {

const model::Schema kSchema{{{"id", model::Type::kLong}}};

class TableStepTest : public BatchFixture {
 protected:
  clean::OpenTable open() { return *clean::open_table(batch_.site(), "silver.t", kSchema); }

  // Commits one row as step `version`.
  Status commit(int64_t version, bool replaces = false) {
    clean::OpenTable table = open();
    auto files = session_->write_files("SELECT " + std::to_string(version) + " AS id", kSchema,
                                       *table.table);
    clean::Step step{"step", version, {replaces, {}}, false};
    return clean::commit_step(table, step, std::move(*files));
  }

  std::vector<std::string> ids() {
    return batch_.rows("SELECT id FROM t ORDER BY id", {"silver.t"});
  }

  Batch batch_{folder_};
  std::unique_ptr<query::Session> session_ = std::move(*batch_.engine->open_session());
};

TEST_F(TableStepTest, IsDoneOnceHoweverOftenItIsTried) {
  EXPECT_EQ(open().progress("step"), -1);
  ASSERT_TRUE(commit(0).ok());
  ASSERT_TRUE(commit(1).ok());
  ASSERT_TRUE(commit(1).ok());
  ASSERT_TRUE(commit(0).ok());
  EXPECT_EQ(ids(), (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(open().progress("step"), 1);
}

TEST_F(TableStepTest, TakesThePlaceOfAllRowsWhenItsNoteSaysSo) {
  ASSERT_TRUE(commit(0).ok());
  ASSERT_TRUE(commit(0, true).ok());
  EXPECT_EQ(ids(), std::vector<std::string>{"0"});
  EXPECT_EQ(to_int64(open().snapshot.version), 2);
}

TEST_F(TableStepTest, LosesAgainstAnotherThatTookTheSameStepMeanwhile) {
  clean::OpenTable stale = open();
  ASSERT_TRUE(commit(0).ok());
  clean::Step step{"step", 0, {}, false};
  EXPECT_EQ(clean::commit_step(stale, step, {}).code(), Code::kAlreadyExists);
}

TEST_F(TableStepTest, RefusesATableOfOtherColumns) {
  open();
  model::Schema other{{{"id", model::Type::kString}}};
  EXPECT_EQ(clean::open_table(batch_.site(), "silver.t", other).status().code(),
            Code::kInvalidArgument);
}

TEST_F(TableStepTest, MakesADeadLetterTableOnlyForDeadLetters) {
  clean::Step step{"step", 0, {}, false};
  for (size_t count : {0, 3}) {
    std::vector<model::DeadLetter> letters(count, {"not JSON", "t", "", 0, 1, 0, "o", "x"});
    model::DeadLetterReader reader(letters, {});
    ASSERT_TRUE(session_->bind_rows("letters", reader).ok());
    Status done = clean::commit_dead_letters(batch_.site(), "silver.t", step, *session_,
                                             "SELECT * FROM letters");
    ASSERT_TRUE(done.ok()) << done.message();
    EXPECT_EQ((*batch_.table("silver.t_dead_letters"))->exists(), count > 0);
  }
}

}  // namespace
}  // namespace pinflow::app
