// What every Store promises. A new stand-in is done when its line is in kStandIns and this file
// passes.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "objects/local/local_store.h"
#include "objects/s3/s3_store.h"
#include "objects/s3/test_server.h"
#include "objects/store.h"

namespace pinflow::objects {
namespace {

enum class AtServer { kNo, kPathStyle, kVirtualHostStyle };

struct StandIn {
  const char* name;
  AtServer at_server;
};
constexpr StandIn kStandIns[] = {{"local", AtServer::kNo},
                                 {"s3_path_style", AtServer::kPathStyle},
                                 {"s3_virtual_host_style", AtServer::kVirtualHostStyle}};

class StoreContract : public testing::TestWithParam<StandIn> {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    for (char& letter : test) letter = letter == '/' ? '_' : letter;
    path_ = std::filesystem::path(testing::TempDir()) / ("store_contract_" + test);
    std::filesystem::remove_all(path_);
    if (GetParam().at_server != AtServer::kNo) {
      server_ = TestServer::start(path_);
      if (server_ == nullptr) GTEST_SKIP() << "no S3 server: ./dev setup --tests installs one";
    }
    reopen();
  }

  void reopen() {
    store_.reset();
    if (server_ == nullptr) {
      store_ = std::move(*open_local_store(path_));
      return;
    }
    S3Options options = server_->options();
    options.path_style = GetParam().at_server == AtServer::kPathStyle;
    auto opened = open_s3_store(options, "contract", "tables/");
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    store_ = std::move(*opened);
  }

  std::string get(std::string_view key) {
    auto bytes = store_->get(key);
    return bytes.ok() ? *bytes : "error " + std::to_string(static_cast<int>(bytes.status().code()));
  }

  std::string keys(std::string_view prefix, std::string_view after = "", size_t max = SIZE_MAX) {
    std::string joined;
    auto found = store_->list(prefix, after, max);
    for (const ObjectInfo& info : *found) joined += info.key + " ";
    return joined;
  }

  std::filesystem::path path_;
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<Store> store_;
};

const std::string kObject = "topics/demo.x/partition=0/demo.x+0+0000000000.json";

TEST_P(StoreContract, GivesBackWhatWasPutAlsoAfterARestart) {
  std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(store_->put(kObject, bytes).ok());
  ASSERT_TRUE(store_->put("empty", "").ok());
  reopen();
  EXPECT_EQ(get(kObject), bytes);
  EXPECT_EQ(get("empty"), "");
  EXPECT_EQ(store_->get("missing/too").status().code(), Code::kNotFound);
  EXPECT_EQ(store_->get("topics/demo.x").status().code(), Code::kNotFound);
}

TEST_P(StoreContract, ReplacesByPutButNotByPutIfAbsent) {
  EXPECT_TRUE(store_->put("k", "one").ok());
  EXPECT_TRUE(store_->put("k", "two").ok());
  EXPECT_EQ(get("k"), "two");
  EXPECT_EQ(store_->put_if_absent("k", "three").code(), Code::kAlreadyExists);
  EXPECT_EQ(get("k"), "two");
  EXPECT_TRUE(store_->put_if_absent("a/b/new", "four").ok());
  EXPECT_EQ(get("a/b/new"), "four");
}

TEST_P(StoreContract, PutsManyAtOnceAndKeepsThoseThatAreThere) {
  ASSERT_TRUE(store_->put("many/0500", "old").ok());
  std::vector<Put> puts;
  for (int i = 1000; i < 2100; ++i) {
    puts.push_back({"many/" + std::to_string(i), "new"});
  }
  puts.push_back({"many/0500", "new"});
  puts.push_back({"other/folder/1", "new"});
  EXPECT_EQ(store_->put_all(puts).code(), Code::kAlreadyExists);
  EXPECT_EQ(get("many/0500"), "old");
  EXPECT_EQ(get("other/folder/1"), "new");
  EXPECT_EQ(store_->list("many/")->size(), 1101u);
  EXPECT_TRUE(store_->put_all({}).ok());
}

TEST_P(StoreContract, LetsOneOfSeveralWritersWin) {
  std::atomic<int> winners{0};
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < 4; ++i) {
      writers.emplace_back([&] {
        for (int key = 0; key < 50; ++key) {
          Status status = store_->put_if_absent("race/" + std::to_string(key), "x");
          if (status.ok()) ++winners;
          EXPECT_TRUE(status.ok() || status.code() == Code::kAlreadyExists);
        }
      });
    }
  }
  EXPECT_EQ(winners, 50);
}

TEST_P(StoreContract, ListsByKeyFromAPrefixAndAfterAKey) {
  for (const char* key : {"t/p=0/b", "t/p=0/a", "t/p=00/a", "t/p=1/a", "t+/x", "u"}) {
    ASSERT_TRUE(store_->put(key, key).ok());
  }
  EXPECT_EQ(keys(""), "t+/x t/p=0/a t/p=0/b t/p=00/a t/p=1/a u ");
  EXPECT_EQ(keys("t/p=0/"), "t/p=0/a t/p=0/b ");
  EXPECT_EQ(keys("t/p=0"), "t/p=0/a t/p=0/b t/p=00/a ");
  EXPECT_EQ(keys("", "t/p=0/a", 2), "t/p=0/b t/p=00/a ");
  EXPECT_EQ(keys("nothing/here/"), "");
}

TEST_P(StoreContract, TellsSizeAndAnEtagThatChangesWithTheObject) {
  ASSERT_TRUE(store_->put("k", "12345").ok());
  ObjectInfo first = *store_->info("k");
  EXPECT_EQ(first.size_bytes, 5u);
  EXPECT_EQ(first.key, "k");
  EXPECT_EQ(store_->list("k")->at(0).etag, first.etag);
  ASSERT_TRUE(store_->put("k", "123456").ok());
  EXPECT_NE(store_->info("k")->etag, first.etag);
  EXPECT_EQ(store_->info("missing").status().code(), Code::kNotFound);
}

TEST_P(StoreContract, RemovesAndDoesNotMindWhenNothingIsThere) {
  ASSERT_TRUE(store_->put("a/b", "x").ok());
  EXPECT_TRUE(store_->remove("a/b").ok());
  EXPECT_TRUE(store_->remove("a/b").ok());
  EXPECT_TRUE(store_->remove("no/such/folder").ok());
  EXPECT_EQ(get("a/b"), get("missing"));
  EXPECT_EQ(keys(""), "");
}

TEST_P(StoreContract, TakesFilesInFromItsStagingFolderAndFromElsewhere) {
  std::filesystem::path staged = *store_->staging_directory() / "f";
  std::filesystem::path elsewhere = path_.string() + "_elsewhere";
  for (const auto& file : {staged, elsewhere}) std::ofstream(file) << "bytes";
  EXPECT_EQ(keys(""), "");
  EXPECT_TRUE(store_->put_file("a/staged", staged).ok());
  EXPECT_TRUE(store_->put_file("a/elsewhere", elsewhere).ok());
  EXPECT_EQ(get("a/staged"), "bytes");
  EXPECT_EQ(get("a/elsewhere"), "bytes");
  EXPECT_FALSE(std::filesystem::exists(staged));
  EXPECT_FALSE(std::filesystem::exists(elsewhere));
  std::ofstream(staged) << "late";
  EXPECT_EQ(store_->put_file("a/staged", staged).code(), Code::kAlreadyExists);
  EXPECT_EQ(get("a/staged"), "bytes");
}

TEST_P(StoreContract, GivesALocalFileForAnObject) {
  ASSERT_TRUE(store_->put(kObject, "x").ok());
  EXPECT_EQ(*read_file(*store_->local_path(kObject)), "x");
  EXPECT_EQ(store_->local_path("missing").status().code(), Code::kNotFound);
}

TEST_P(StoreContract, RefusesKeysThatAreNone) {
  for (const char* key : {"", "/x", "x/", "a/../../x", "a\xFF"}) {
    EXPECT_EQ(store_->put(key, "x").code(), Code::kInvalidArgument) << key;
    EXPECT_EQ(store_->get(key).status().code(), Code::kInvalidArgument) << key;
    EXPECT_EQ(store_->remove(key).code(), Code::kInvalidArgument) << key;
  }
  EXPECT_EQ(keys(""), "");
}

INSTANTIATE_TEST_SUITE_P(StandIns, StoreContract, testing::ValuesIn(kStandIns),
                         [](const auto& stand_in) { return stand_in.param.name; });

}  // namespace
}  // namespace pinflow::objects
