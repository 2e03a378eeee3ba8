#include "lake/commit_text.h"

#include <gtest/gtest.h>

namespace pinflow::lake {
namespace {

constexpr UnixMillis kNow{std::chrono::milliseconds(1234)};

Snapshot two_files() {
  Snapshot snapshot;
  snapshot.version = Version{4};
  for (const char* path : {"a", "b"}) {
    snapshot.files.emplace_back();
    snapshot.files.back().path = path;
    snapshot.files.back().size_bytes = 10;
  }
  return snapshot;
}

TEST(CommitText, TheFirstCommitIsWhatReadersNeedAtLeast) {
  model::Schema schema{{{"id", model::Type::kLong}}};
  EXPECT_EQ(
      creation_text(schema, {}, "table-1", "txn-1", kNow),
      R"({"commitInfo":{"timestamp":1234,"operation":"CREATE TABLE","operationParameters":{},)"
      R"("isolationLevel":"Serializable","isBlindAppend":true,"operationMetrics":{},)"
      R"("engineInfo":"pinflow/0.1.0","txnId":"txn-1"}})"
      "\n"
      R"({"protocol":{"minReaderVersion":1,"minWriterVersion":2}})"
      "\n"
      R"({"metaData":{"id":"table-1","format":{"provider":"parquet","options":{}},)"
      R"("schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",)"
      R"(\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{},)"
      R"("createdTime":1234}})"
      "\n");
}

TEST(CommitText, AnAppendSaysWhatItAdds) {
  Change change;
  change.parameters = {{"mode", "Append"}};
  change.note = R"({"rows":3})";
  change.transactions = {{"app", 7}};
  change.add.emplace_back();
  change.add.back().path = "c d";
  change.add.back().size_bytes = 20;
  change.add.back().row_count = 3;
  auto text = commit_text(two_files(), change, "txn-2", kNow);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(
      *text,
      R"({"commitInfo":{"timestamp":1234,"operation":"WRITE",)"
      R"("operationParameters":{"mode":"Append"},"readVersion":4,)"
      R"("isolationLevel":"Serializable","isBlindAppend":true,"operationMetrics":{"numFiles":"1",)"
      R"("numOutputBytes":"20","numOutputRows":"3","numRemovedFiles":"0"},)"
      R"("engineInfo":"pinflow/0.1.0","txnId":"txn-2","pinflow":{"rows":3}}})"
      "\n"
      R"({"txn":{"appId":"app","version":7}})"
      "\n"
      R"({"add":{"path":"c%20d","partitionValues":{},"size":20,"modificationTime":0,)"
      R"("dataChange":true}})"
      "\n");
}

TEST(CommitText, AnOverwriteRemovesWhatItReadAndIsNoBlindAppend) {
  Change change;
  change.remove_all = true;
  EXPECT_FALSE(is_blind_append(change));
  auto text = commit_text(two_files(), change, "t", kNow);
  ASSERT_TRUE(text.ok());
  EXPECT_NE(text->find(R"("isBlindAppend":false)"), std::string::npos);
  EXPECT_NE(text->find(R"({"remove":{"path":"a","deletionTimestamp":1234,)"), std::string::npos);
  EXPECT_NE(text->find(R"({"remove":{"path":"b",)"), std::string::npos);
}

TEST(CommitText, AChangeThatDoesNotFitIsRefused) {
  auto refused = [](const Snapshot& snapshot, const Change& change) {
    return commit_text(snapshot, change, "t", kNow).status().code() == Code::kInvalidArgument;
  };
  Change unknown_file;
  unknown_file.remove = {"z"};
  EXPECT_TRUE(refused(two_files(), unknown_file));

  Snapshot foreign = two_files();
  foreign.write_refusal = "the table needs 'identityColumns'";
  EXPECT_TRUE(refused(foreign, Change()));

  Snapshot append_only = two_files();
  append_only.configuration["delta.appendOnly"] = "true";
  Change remove;
  remove.remove = {"a"};
  EXPECT_TRUE(refused(append_only, remove));
  EXPECT_FALSE(refused(append_only, Change()));

  Snapshot partitioned = two_files();
  partitioned.partition_columns = {"p"};
  Change unpartitioned;
  unpartitioned.add.emplace_back();
  EXPECT_TRUE(refused(partitioned, unpartitioned));
  unpartitioned.add.back().partition_values["p"] = "1";
  EXPECT_FALSE(refused(partitioned, unpartitioned));

  Change bad_note;
  bad_note.note = "{";
  EXPECT_TRUE(refused(two_files(), bad_note));
}

}  // namespace
}  // namespace pinflow::lake
