#include "stream/commit_rows.h"

#include <gtest/gtest.h>

namespace pinflow::stream {
namespace {

const CommitRow kRow{UnixMillis(std::chrono::milliseconds(1500)), {7, 4, 2, 1, 3}};

TEST(CommitRows, ReadBackFromTheNoteOfTheirCommit) {
  lake::CommitNote note;
  write_to_note(kRow, &note);
  EXPECT_EQ(note.counts.at("rows"), 4);
  EXPECT_EQ(read_from_note(lake::parse_note(lake::to_json(note))), kRow);
}

TEST(CommitRows, OtherCommitsAreNone) {
  lake::CommitNote replayed;
  replayed.counts = {{"rows", 1}, {"duplicates", 0}};
  EXPECT_EQ(read_from_note(replayed), std::nullopt);
  EXPECT_EQ(read_from_note(lake::CommitNote()), std::nullopt);
}

TEST(CommitRows, AreSqlInTheColumnsThatMetricsAsk) {
  EXPECT_EQ(commits_sql({kRow}),
            "SELECT * FROM (VALUES (make_timestamp(1500000), CAST(7 AS BIGINT), CAST(4 AS BIGINT), "
            "CAST(2 AS BIGINT), CAST(1 AS BIGINT), CAST(3 AS BIGINT))) AS noted(taken_at, rows_in, "
            "rows_out, duplicates, dead_letters, lost)");
  EXPECT_TRUE(commits_sql({}).ends_with(" WHERE false"));
  EXPECT_EQ(commit_columns().columns.size(), 6U);
}

}  // namespace
}  // namespace pinflow::stream
