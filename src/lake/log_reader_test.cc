#include "lake/log_reader.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "lake/commit_text.h"
#include "lake/text_codec.h"
#include "objects/local/local_store.h"

namespace pinflow::lake {
namespace {

class LogReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    auto path = std::filesystem::path(testing::TempDir()) / ("log_reader_" + test);
    std::filesystem::remove_all(path);
    store_ = std::move(*objects::open_local_store(path));
    model::Schema schema{{{"id", model::Type::kLong}}};
    put(commit_name(0), creation_text(schema, {}, "table", "txn", UnixMillis()));
    put(commit_name(1), R"({"txn":{"appId":"a","version":1}})");
    put(commit_name(2), R"({"txn":{"appId":"a","version":2}})");
  }

  void put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(store_->put("t/_delta_log/" + name, text).ok());
  }
  LogReader reader() { return LogReader(*store_, "t/_delta_log/", codec_); }

  std::unique_ptr<objects::Store> store_;
  TextCodec codec_;
};

TEST_F(LogReaderTest, LoadsTheNewestVersionOrTheOneAskedFor) {
  EXPECT_EQ(reader().load()->version, 2);
  EXPECT_EQ(reader().load(1)->state.snapshot(Version{1})->transactions.at("a"), 1);
  EXPECT_EQ(reader().load(3).status().code(), Code::kOutOfRange);
}

TEST_F(LogReaderTest, AdvancesByWhatCameSince) {
  LoadedState loaded = *reader().load(1);
  ASSERT_TRUE(reader().advance(&loaded).ok());
  EXPECT_EQ(loaded.version, 2);
  put(commit_name(3), R"({"txn":{"appId":"a","version":9}})");
  ASSERT_TRUE(reader().advance(&loaded).ok());
  EXPECT_EQ(loaded.version, 3);
  EXPECT_EQ(loaded.state.snapshot(Version{3})->transactions.at("a"), 9);
}

TEST_F(LogReaderTest, AGapIsNeverSteppedOver) {
  put(commit_name(4), R"({"txn":{"appId":"a","version":4}})");
  EXPECT_EQ(reader().load().status().code(), Code::kCorruption);
  EXPECT_EQ(reader().load(2)->version, 2);
}

TEST_F(LogReaderTest, ACommitThatIsNotThereIsNotFound) {
  EXPECT_EQ(reader().read_commit(1)->size(), 1u);
  EXPECT_EQ(reader().read_commit(7).status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::lake
