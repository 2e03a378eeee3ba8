// The judge as SQL asks it: over rows that clean SQL gives, on their way into files.
#include "stream/judge.h"

#include "app/stream_fixture.h"
#include "stream/clean_sql.h"

namespace pinflow::app {
namespace {

class JudgeSqlTest : public StreamFixture {
 protected:
  // Rows as clean SQL gives them: (_partition, _offset, _index, id, item). Those that go on.
  std::vector<std::string> judge(const std::string& values) {
    EXPECT_TRUE(session_
                    ->bind_view(kCleanRows, "SELECT * FROM (VALUES " + values +
                                                ") t(_partition, _offset, _index, id, item)")
                    .ok());
    EXPECT_TRUE(session_->bind_filter(kAdmits, judge_).ok());
    return rows_of(*session_,
                   admitted_sql(pipeline_.datasets[0], judge_.schema()) + " ORDER BY id");
  }

  std::unique_ptr<query::Session> session_ = std::move(*engine_->open_session());
  KeyIndex index_;
  Judge judge_{&index_};
};

TEST_F(JudgeSqlTest, OfRowsWithOneKeyTheFirstGoesOn) {
  EXPECT_EQ(judge("(0, 3, 1, 1, 'first'), (0, 4, 0, 1, 'first'), (0, 5, 0, 1, 'late'), "
                  "(1, 0, 0, 2, 'b'), (1, 1, 0, 3, NULL)"),
            (std::vector<std::string>{"1|first", "2|b"}));
  EXPECT_TRUE(judge_.settle());
  EXPECT_EQ(judge_.judgement().duplicates, 1);
  ASSERT_EQ(judge_.judgement().refused.size(), 2u);
  EXPECT_EQ(judge_.judgement().refused[0].reason, "key conflict");
  EXPECT_EQ(judge_.judgement().refused[1].reason, "item is null");
}

TEST_F(JudgeSqlTest, KeysReadFromATableAreThoseOfItsRows) {
  judge("(0, 0, 0, 7, 'tea')");
  ASSERT_TRUE(session_->bind_view("known", "SELECT CAST(7 AS BIGINT) AS id, 'tea' AS item").ok());
  const model::Schema hashes{{{"_key", model::Type::kLong}, {"_content", model::Type::kLong}}};
  auto take = [&](const model::RowBatch& batch) {
    EXPECT_EQ(index_.admit(batch.columns[0].integers[0], batch.columns[1].integers[0]),
              Verdict::kDuplicate);
    return Status();
  };
  ASSERT_TRUE(session_->read(known_keys_sql(pipeline_.datasets[0], "known"), hashes, take).ok());
}

}  // namespace
}  // namespace pinflow::app
