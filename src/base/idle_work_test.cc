#include "base/idle_work.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace pinflow {
namespace {

// So many requests of one client that it counts as the only one.
void serve_long(const void* client) {
  for (uint64_t i = 0; i < IdleWork::kRequestsInARow; ++i) IdleWork::note_request(client);
}

class IdleWorkTest : public testing::Test {
 protected:
  bool offer(const std::string& name) {
    return IdleWork::offer([this, name] { done_ += name; });
  }

  const char one_ = 0;
  const char other_ = 0;
  int call_count_ = 0;
  std::string done_;
};

TEST_F(IdleWorkTest, IsDoneInOrderByTheThreadOfASingleClient) {
  IdleWork idle([&] { ++call_count_; });
  serve_long(&one_);
  EXPECT_TRUE(offer("a"));
  EXPECT_TRUE(offer("b"));
  EXPECT_EQ(done_, "");
  EXPECT_EQ(call_count_, 1);
  idle.run();
  EXPECT_EQ(done_, "ab");
  EXPECT_TRUE(offer("c"));
  EXPECT_EQ(call_count_, 2);
  idle.run();
  EXPECT_EQ(done_, "abc");
}

TEST_F(IdleWorkTest, IsNotTakenWhereNobodyOrSomeoneElseWasServed) {
  IdleWork idle([&] { ++call_count_; });
  EXPECT_FALSE(offer("a"));
  serve_long(&one_);
  IdleWork::note_request(&other_);
  EXPECT_FALSE(offer("a"));
  IdleWork::note_request(&one_);
  EXPECT_FALSE(offer("a"));
  serve_long(&one_);
  EXPECT_TRUE(offer("a"));
}

TEST_F(IdleWorkTest, IsNotTakenByThreadsThatDoNone) {
  EXPECT_FALSE(offer("a"));
  IdleWork idle([&] { ++call_count_; });
  serve_long(&one_);
  bool is_taken = true;
  std::thread([&] { is_taken = offer("a"); }).join();
  EXPECT_FALSE(is_taken);
}

TEST_F(IdleWorkTest, IsNotTakenWhileAThreadIsAboutToBlock) {
  IdleWork idle([&] { ++call_count_; });
  serve_long(&one_);
  {
    IdleWork none([&] { ++call_count_; });
    EXPECT_FALSE(offer("a"));
  }
  EXPECT_TRUE(offer("b"));
}

TEST_F(IdleWorkTest, IsDoneBeforeTheThreadBlocks) {
  IdleWork idle([&] { ++call_count_; });
  serve_long(&one_);
  EXPECT_TRUE(offer("a"));
  IdleWork none([] {});
  EXPECT_EQ(done_, "a");
}

TEST_F(IdleWorkTest, IsDoneAtTheLatestWhenTheThreadEnds) {
  {
    IdleWork idle([&] { ++call_count_; });
    serve_long(&one_);
    EXPECT_TRUE(offer("a"));
  }
  EXPECT_EQ(done_, "a");
  EXPECT_FALSE(offer("b"));
}

}  // namespace
}  // namespace pinflow
