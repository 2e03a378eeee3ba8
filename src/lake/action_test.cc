#include "lake/action.h"

#include <gtest/gtest.h>

namespace pinflow::lake {
namespace {

template <class Kind>
Kind parse_as(std::string_view line) {
  ActionParser parser;
  Result<Action> action = parser.parse(line);
  EXPECT_TRUE(action.ok()) << action.status().message();
  if (!action.ok() || !std::holds_alternative<Kind>(*action)) {
    ADD_FAILURE() << "another action: " << line;
    return Kind();
  }
  return std::get<Kind>(*action);
}

TEST(Action, AddKeepsPathStatsAndPartition) {
  auto add = parse_as<AddFile>(
      R"({"add":{"path":"p=a%20b/x%2525.parquet","partitionValues":{"p":"a b","q":null,"r":""},)"
      R"("size":12,"modificationTime":34,"dataChange":false,"tags":null,"deletionVector":null,)"
      R"("stats":"{\"numRecords\":5}"}})");
  EXPECT_EQ(add.file.path, "p=a b/x%25.parquet");
  EXPECT_EQ(add.file.size_bytes, 12);
  EXPECT_EQ(to_int64(add.file.modified_at), 34);
  EXPECT_EQ(add.file.row_count, 5);
  EXPECT_EQ(add.file.partition_values.at("p"), "a b");
  EXPECT_EQ(add.file.partition_values.at("q"), std::nullopt);
  EXPECT_EQ(add.file.partition_values.at("r"), std::nullopt);
  EXPECT_FALSE(add.changes_data);
  EXPECT_FALSE(add.file.deletion_vector.has_value());
}

TEST(Action, WhatIsFormattedReadsBack) {
  AddFile add;
  add.file.path = "a b/%ü.parquet";
  add.file.size_bytes = 7;
  add.file.stats = R"({"numRecords":3})";
  add.file.partition_values = {{"p", "x\"y"}, {"q", std::nullopt}};
  auto again = parse_as<AddFile>(format_action(add));
  EXPECT_EQ(again.file.path, add.file.path);
  EXPECT_EQ(again.file.partition_values, add.file.partition_values);
  EXPECT_EQ(again.file.stats, add.file.stats);

  RemoveFile remove{"a b", 99, 7, true, {{"p", "1"}}};
  auto removed = parse_as<RemoveFile>(format_action(remove));
  EXPECT_EQ(removed.path, "a b");
  EXPECT_EQ(removed.removed_at_ms, 99);
  EXPECT_EQ(removed.size_bytes, 7);
  EXPECT_EQ(removed.partition_values, remove.partition_values);

  auto transaction = parse_as<Transaction>(format_action(Transaction{"app/1", 42}));
  EXPECT_EQ(transaction.app_id, "app/1");
  EXPECT_EQ(transaction.version, 42);
}

TEST(Action, TheBytesOfALineAreFixed) {
  AddFile add;
  add.file.path = "part 1.parquet";
  add.file.size_bytes = 7;
  add.file.stats = R"({"numRecords":3})";
  EXPECT_EQ(format_action(add),
            R"({"add":{"path":"part%201.parquet","partitionValues":{},"size":7,)"
            R"("modificationTime":0,"dataChange":true,"stats":"{\"numRecords\":3}"}})");
}

TEST(Action, LinesOfACheckpointHaveNullsForTheOtherActions) {
  auto protocol = parse_as<Protocol>(
      R"({"txn":null,"add":null,"protocol":{"minReaderVersion":3,"minWriterVersion":7,)"
      R"("readerFeatures":["timestampNtz"],"writerFeatures":["timestampNtz","appendOnly"]}})");
  EXPECT_EQ(protocol.reader_version, 3);
  EXPECT_EQ(protocol.writer_version, 7);
  EXPECT_EQ(protocol.reader_features, std::vector<std::string>{"timestampNtz"});
  EXPECT_EQ(protocol.writer_features.size(), 2u);
}

TEST(Action, CommitInfoKeepsOurNoteAsText) {
  auto info = parse_as<CommitInfo>(
      R"({"commitInfo":{"timestamp":5,"operation":"WRITE","engineInfo":"pinflow/0.1.0",)"
      R"("txnId":"u","operationMetrics":{"n":1},"pinflow":{"rows":[1,2]}}})");
  EXPECT_EQ(info.timestamp_ms, 5);
  EXPECT_EQ(info.operation, "WRITE");
  EXPECT_EQ(info.txn_id, "u");
  EXPECT_EQ(info.note, R"({"rows":[1,2]})");
}

TEST(Action, UnknownActionsArePassedOverAndBrokenOnesAreCorruption) {
  parse_as<OtherAction>(R"({"domainMetadata":{"domain":"d"}})");
  EXPECT_EQ(parse_as<Sidecar>(R"({"sidecar":{"path":"x"}})").path, "x");
  ActionParser parser;
  for (const char* line : {"", "{", "[]", "7", R"({"add":{}})", R"({"remove":{}})", R"({"txn":{}})",
                           R"({"metaData":{"id":"x"}})", R"({"protocol":{}})"}) {
    EXPECT_EQ(parser.parse(line).status().code(), Code::kCorruption) << line;
  }
}

TEST(Action, ACommitIsReadLineByLineAndADamagedLineIsNamed) {
  ActionParser parser;
  auto actions = parser.parse_commit("{\"txn\":{\"appId\":\"a\",\"version\":1}}\n\n{\"cdc\":{}}");
  ASSERT_TRUE(actions.ok());
  EXPECT_EQ(actions->size(), 2u);
  Status damaged = parser.parse_commit("{\"cdc\":{}}\n{\"cdc\n").status();
  EXPECT_EQ(damaged.code(), Code::kCorruption);
  EXPECT_NE(damaged.message().find("line 2"), std::string::npos);
}

TEST(Action, AbsolutePathsAreTheSameWithAndWithoutAScheme) {
  EXPECT_EQ(decode_path("file:///some/path"), "/some/path");
  EXPECT_EQ(decode_path("file:/some/path"), "/some/path");
  EXPECT_EQ(decode_path("/some/path"), "/some/path");
  EXPECT_EQ(decode_path("100%"), "100%");
}

}  // namespace
}  // namespace pinflow::lake
