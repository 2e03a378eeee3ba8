#include "app/copy_objects.h"

#include <gtest/gtest.h>

#include "app/copy_place.h"
#include "base/temporary_folder.h"
#include "objects/local/local_store.h"

namespace pinflow::app {
namespace {

class CopyObjectsTest : public testing::Test {
 protected:
  std::unique_ptr<objects::Store> open(const std::string& name) {
    auto store = objects::open_local_store(folder_.path() / name);
    EXPECT_TRUE(store.ok());
    return std::move(*store);
  }
  Result<ObjectCopyReport> copy() { return copy_store(*from_, *to_, options_, {}); }
  std::string keys() {
    std::string all;
    const auto listed = to_->list("");
    for (const auto& info : *listed) all += info.key + " ";
    return all;
  }

  const TemporaryFolder folder_{"copy-objects-test-"};
  std::unique_ptr<objects::Store> from_ = open("from"), to_ = open("to");
  ObjectCopyOptions options_;
};

TEST_F(CopyObjectsTest, CopiesEachObjectOnce) {
  for (const char* key : {"a/1", "a/2", "b"}) ASSERT_TRUE(from_->put(key, key).ok());
  ASSERT_TRUE(to_->put("beside", "x").ok());
  auto report = copy();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->is_complete());
  EXPECT_EQ(report->copied, 3);
  EXPECT_EQ(report->bytes, 7u);
  EXPECT_EQ(*to_->get("a/2"), "a/2");
  EXPECT_EQ(keys(), "a/1 a/2 b beside ");
  ASSERT_TRUE(from_->put("c", "c").ok());
  report = copy();
  EXPECT_EQ(report->copied, 1);
  EXPECT_EQ(report->already_there, 3);
  EXPECT_EQ(report->at_destination, 4);
}

TEST_F(CopyObjectsTest, LeavesAloneWhatDiffers) {
  ASSERT_TRUE(from_->put("a", "ours").ok());
  ASSERT_TRUE(from_->put("b", "ours").ok());
  ASSERT_TRUE(to_->put("a", "another").ok());
  ASSERT_TRUE(to_->put("b", "hers").ok());
  auto report = copy();
  EXPECT_EQ(report->differ, std::vector<std::string>{"a"});
  EXPECT_FALSE(report->is_complete());
  options_.compares_bytes = true;
  EXPECT_EQ(copy()->differ, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(*to_->get("b"), "hers");
}

TEST_F(CopyObjectsTest, PutsNoCommitBehindAnothersCommit) {
  ASSERT_TRUE(from_->put("s/t/_delta_log/00000000000000000000.json", "ours").ok());
  ASSERT_TRUE(from_->put("s/t/_delta_log/00000000000000000001.json", "ours").ok());
  ASSERT_TRUE(from_->put("s/t/part.parquet", "rows").ok());
  ASSERT_TRUE(to_->put("s/t/_delta_log/00000000000000000000.json", "hers").ok());
  auto report = copy();
  EXPECT_EQ(report->differ.size(), 1u);
  EXPECT_EQ(keys(), "s/t/_delta_log/00000000000000000000.json s/t/part.parquet ");
}

TEST_F(CopyObjectsTest, BringsTheNewestHintOfATable) {
  const std::string hint = "s/t/_delta_log/_last_checkpoint";
  ASSERT_TRUE(from_->put(hint, "new").ok());
  ASSERT_TRUE(to_->put(hint, "older").ok());
  ASSERT_TRUE(copy()->is_complete());
  EXPECT_EQ(*to_->get(hint), "new");
}

TEST_F(CopyObjectsTest, APlaceIsNamedByItsUri) {
  auto config = Config::load({"pinflow.toml", "", {}});
  ASSERT_TRUE(config.ok());
  const model::Pipeline pipeline = *configured_pipeline(*config);
  Parts parts(*config, pipeline);
  auto place = [&](const std::string& uri) {
    return open_copy_place(uri, *config, parts, folder_.path() / "state");
  };
  const std::string folder = folder_.path() / "from";
  for (const std::string& uri : {folder, "file:" + folder}) {
    auto found = place(uri);
    ASSERT_TRUE(found.ok()) << found.status().message();
    EXPECT_NE(found->objects(), nullptr);
    EXPECT_EQ(found->log(), nullptr);
  }
  auto log = place("eventlog:" + (folder_.path() / "data").string());
  ASSERT_TRUE(log.ok()) << log.status().message();
  EXPECT_NE(log->log(), nullptr);
  EXPECT_EQ(place("mysql://x/y").status().code(), Code::kInvalidArgument);
  EXPECT_EQ(place("nothing").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::app
