#include "stream/judge.h"

#include "app/stream_fixture.h"
#include "stream/clean_sql.h"

namespace pinflow::app {
namespace {

class JudgeTest : public StreamFixture {
 protected:
  // Rows as clean SQL gives them: (_partition, _offset, _index, id, item).
  Judgement judge(const std::string& values) {
    EXPECT_TRUE(session_
                    ->bind_view(kCleanRows, "SELECT * FROM (VALUES " + values +
                                                ") t(_partition, _offset, _index, id, item)")
                    .ok());
    Status cleaned = session_->materialize(kCleaned, cleaned_sql(pipeline_.datasets[0]));
    EXPECT_TRUE(cleaned.ok()) << cleaned.message();
    return *judge_rows(*session_, &index_);
  }

  std::unique_ptr<query::Session> session_ = std::move(*engine_->open_session());
  KeyIndex index_;
};

TEST_F(JudgeTest, OfRowsWithOneKeyTheFirstByPlaceWins) {
  Judgement judgement = judge(
      "(0, 5, 0, 1, 'late'), (0, 3, 1, 1, 'first'), (0, 4, 0, 1, 'first'), (1, 0, 0, 2, 'b')");
  EXPECT_EQ(judgement.rows_in, 4);
  EXPECT_EQ(judgement.duplicates, (std::vector<Place>{{0, 4, 0}}));
  ASSERT_EQ(judgement.refused.size(), 1u);
  EXPECT_EQ(judgement.refused[0].place, (Place{0, 5, 0}));
  EXPECT_EQ(judgement.refused[0].reason, "key conflict");
}

TEST_F(JudgeTest, ARowThatMissesAColumnIsRefusedAndItsKeyStaysFree) {
  Judgement judgement = judge("(0, 0, 0, 1, NULL), (0, 1, 0, 1, 'tea')");
  ASSERT_EQ(judgement.refused.size(), 1u);
  EXPECT_EQ(judgement.refused[0].reason, "item is null");
  EXPECT_TRUE(judgement.duplicates.empty());
}

TEST_F(JudgeTest, RefusedRowsAreLeftOutByTheirPlace) {
  Judgement judgement = judge("(0, 0, 0, 1, 'a'), (0, 1, 0, 1, 'a'), (0, 1, 1, 2, 'b')");
  RefusedPlaces refused(judgement);
  EXPECT_FALSE(refused.empty());
  ASSERT_TRUE(session_->bind_rows(kRefused, refused).ok());
  EXPECT_EQ(rows_of(*session_, admitted_sql(pipeline_.datasets[0], true) + " ORDER BY id"),
            (std::vector<std::string>{"1|a", "2|b"}));
}

TEST_F(JudgeTest, KeysReadFromATableAreThoseOfItsRows) {
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
