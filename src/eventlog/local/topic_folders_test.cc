#include "eventlog/local/topic_folders.h"

#include "base/file.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

const Topic kTopic{"../name", "id-1", {.partition_count = 3}, at(1234), 0};

TEST(TopicFolders, KeepsWhatDescribesATopic) {
  const auto root = fresh_folder();
  Topic topic = kTopic;
  topic.config.retention_time = std::chrono::hours(1);
  topic.config.retention_bytes = 5;
  topic.config.record_bytes_max = 10u << 20;
  topic.config.closed = {Partition{0}, Partition{2}};
  topic.config.metadata = R"({"shards":[]})";
  topic.revision = 4;
  ASSERT_TRUE(TopicFolders::open(root)->create(topic).ok());
  auto topics = TopicFolders::open(root)->list();
  ASSERT_TRUE(topics.ok());
  ASSERT_EQ(topics->size(), 1u);
  const Topic& read = topics->front();
  EXPECT_EQ(read.name, topic.name);
  EXPECT_EQ(read.id, topic.id);
  EXPECT_EQ(read.created_at, topic.created_at);
  EXPECT_EQ(read.config.partition_count, 3);
  EXPECT_EQ(read.config.retention_time, topic.config.retention_time);
  EXPECT_EQ(read.config.retention_bytes, topic.config.retention_bytes);
  EXPECT_EQ(read.config.record_bytes_max, topic.config.record_bytes_max);
  EXPECT_EQ(read.config.closed, topic.config.closed);
  EXPECT_EQ(read.config.metadata, topic.config.metadata);
  EXPECT_EQ(read.revision, 4);
}

TEST(TopicFolders, NamesFoldersByIdAndNotByName) {
  const auto root = fresh_folder();
  auto folders = TopicFolders::open(root);
  EXPECT_EQ(folders->partition_folder(kTopic, Partition{2}), root / "id-1" / "2");
}

TEST(TopicFolders, RemovesWhatACrashLeftHalfDone) {
  const auto root = fresh_folder();
  ASSERT_TRUE(TopicFolders::open(root)->create(kTopic).ok());
  std::filesystem::create_directories(root / "id-2" / "0");
  std::filesystem::create_directories(root / "id-3.deleted" / "0");
  EXPECT_EQ(TopicFolders::open(root)->list()->size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(root / "id-2"));
  EXPECT_FALSE(std::filesystem::exists(root / "id-3.deleted"));
}

TEST(TopicFolders, RemovesATopicForGood) {
  const auto root = fresh_folder();
  auto folders = TopicFolders::open(root);
  ASSERT_TRUE(folders->create(kTopic).ok());
  ASSERT_TRUE(folders->remove(kTopic).ok());
  EXPECT_TRUE(std::filesystem::is_empty(root));
}

TEST(TopicFolders, NamesTheFileThatItCannotRead) {
  const auto root = fresh_folder();
  auto folders = TopicFolders::open(root);
  ASSERT_TRUE(folders->create(kTopic).ok());
  for (std::string_view bytes : {"not json", "{}", R"({"format":1,"name":"a","id":"b"})"}) {
    ASSERT_TRUE(replace_file(root / "id-1" / "topic.json", bytes).ok());
    Status status = folders->list().status();
    EXPECT_EQ(status.code(), Code::kCorruption) << bytes;
    EXPECT_NE(status.message().find("id-1/topic.json"), std::string::npos) << status.message();
  }
  ASSERT_TRUE(replace_file(root / "id-1" / "topic.json", R"({"format":2})").ok());
  EXPECT_NE(folders->list().status().message().find("newer version"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::eventlog
