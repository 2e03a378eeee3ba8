#include "lake/table_state.h"

#include <gtest/gtest.h>

#include "lake/commit_text.h"

namespace pinflow::lake {
namespace {

const model::Schema kStateSchema{{{"id", model::Type::kLong}}};
constexpr UnixMillis kReadAt{std::chrono::days(20000)};

std::vector<Action> parse(const std::string& text) {
  ActionParser parser;
  auto actions = parser.parse_commit(text);
  EXPECT_TRUE(actions.ok()) << actions.status().message();
  return actions.ok() ? *actions : std::vector<Action>();
}

TableState new_table() {
  TableState state;
  state.apply(parse(creation_text(kStateSchema, {}, "table-1", "txn-1", kReadAt)));
  return state;
}

std::string add(const std::string& path) {
  AddFile action;
  action.file.path = path;
  action.file.stats = R"({"numRecords":2})";
  return format_action(action) + "\n";
}

std::string paths(const Snapshot& snapshot) {
  std::string joined;
  for (const DataFile& file : snapshot.files) joined += file.path + " ";
  return joined;
}

TEST(TableState, FilesComeAndGo) {
  TableState state = new_table();
  state.apply(parse(add("b") + add("a") + add("c")));
  state.apply(parse(format_action(RemoveFile{"b", 1, 1, true, {}})));
  Snapshot snapshot = *state.snapshot(Version{2});
  EXPECT_EQ(paths(snapshot), "a c ");
  EXPECT_EQ(snapshot.row_count(), 4);
  EXPECT_EQ(snapshot.version, Version{2});
  EXPECT_EQ(snapshot.schema, kStateSchema);
  EXPECT_EQ(snapshot.table_id, "table-1");
  EXPECT_EQ(snapshot.write_refusal, "");
}

TEST(TableState, AFileRemovedAndAddedInOneCommitStays) {
  TableState state = new_table();
  state.apply(parse(add("a")));
  state.apply(parse(add("a") + format_action(RemoveFile{"a", 1, 1, true, {}})));
  EXPECT_EQ(paths(*state.snapshot(Version{2})), "a ");
}

TEST(TableState, TheNewestTransactionOfEachApplicationCounts) {
  TableState state = new_table();
  state.apply({Transaction{"x", 1}, Transaction{"y", 5}});
  state.apply({Transaction{"x", 3}});
  std::map<std::string, int64_t> expected{{"x", 3}, {"y", 5}};
  EXPECT_EQ(state.snapshot(Version{2})->transactions, expected);
}

TEST(TableState, ACheckpointStandsForAllThatWasApplied) {
  TableState state = new_table();
  state.apply(parse(add("a") + add("b c") + format_action(Transaction{"x", 9}) + "\n"));
  int64_t long_ago = to_int64(kReadAt - std::chrono::days(30));
  state.apply(
      {RemoveFile{"a", to_int64(kReadAt), 1, true, {}}, RemoveFile{"old", long_ago, 1, true, {}}});

  std::string text;
  for (const std::string& line : state.checkpoint_lines(kReadAt)) text += line + "\n";
  EXPECT_EQ(text.find("\"old\""), std::string::npos);
  EXPECT_NE(text.find("\"remove\":{\"path\":\"a\""), std::string::npos);

  TableState again;
  again.apply(parse(text));
  ASSERT_TRUE(again.is_complete());
  Snapshot before = *state.snapshot(Version{2}), after = *again.snapshot(Version{2});
  EXPECT_EQ(paths(after), "b c ");
  EXPECT_EQ(after.transactions, before.transactions);
  EXPECT_EQ(after.schema_string, before.schema_string);
  EXPECT_EQ(again.checkpoint_lines(kReadAt), state.checkpoint_lines(kReadAt));
}

TEST(TableState, ALogWithoutProtocolOrMetadataIsCorrupt) {
  TableState state;
  EXPECT_EQ(state.snapshot(Version{0}).status().code(), Code::kCorruption);
  state.apply(parse(R"({"protocol":{"minReaderVersion":1,"minWriterVersion":2}})"));
  EXPECT_EQ(state.snapshot(Version{0}).status().code(), Code::kCorruption);
}

std::string with_vector(const std::string& action, const std::string& place) {
  return R"({")" + action + R"(":{"path":"a","size":1,"stats":"{\"numRecords\":9}",)" +
         R"("deletionVector":{"storageType":"u","pathOrInlineDv":")" + place +
         R"(","offset":1,"sizeInBytes":34,"cardinality":2}}})" + "\n";
}

TEST(TableState, AFileGetsANewDeletionVectorByBeingRemovedWithTheOldOne) {
  TableState state = new_table();
  state.apply(parse(with_vector("add", "one")));
  state.apply(parse(with_vector("add", "two") + with_vector("remove", "one")));
  Snapshot snapshot = *state.snapshot(Version{2});
  ASSERT_EQ(snapshot.files.size(), 1U);
  EXPECT_EQ(snapshot.files[0].deletion_vector->place, "two");
  EXPECT_EQ(snapshot.row_count(), 7);
  EXPECT_NE(snapshot.write_refusal.find("deletionVectors"), std::string::npos);
  state.apply(parse(with_vector("remove", "one")));  // As a later part of a checkpoint has it.
  EXPECT_EQ(state.snapshot(Version{2})->files.size(), 1U);
}

}  // namespace
}  // namespace pinflow::lake
