#include "stream/stream.h"

#include "app/stream_fixture.h"

namespace pinflow::app {
namespace {

class StreamTest : public StreamFixture {
 protected:
  void start() {
    stream_ = std::make_unique<Stream>(config_, nouns_);
    stream_->start();
  }
  // Waits as long as the test's own time limit lets it.
  template <class Condition>
  void wait_until(Condition condition) {
    while (!condition()) std::this_thread::yield();
  }
  std::string state() { return stream_->report().state; }
  int64_t row_count() { return stream_->report().counts.rows; }

  StreamNouns nouns_ = nouns();
  std::unique_ptr<Stream> stream_;
};

TEST_F(StreamTest, TakesItsTopicUpWhenItAppears) {
  config_.limits.interval = std::chrono::milliseconds(1);
  start();
  wait_until([&] { return stream_->report().message == "no topic streaming-ada-orders yet"; });
  create_topic();
  post({order(1)});
  wait_until([&] { return row_count() == 1; });
  post({order(2), order(2)});
  wait_until([&] { return row_count() == 2; });
  stream_->stop();
  EXPECT_EQ(rows("SELECT id FROM orders ORDER BY id"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(stream_->report().counts.duplicates, 1);
  EXPECT_EQ(stream_->report().key_count, 2u);
  EXPECT_EQ(stream_->report().waiting, 0);
}

TEST_F(StreamTest, BeginsAtOnceWhenAFullBatchWaits) {
  config_.limits = {.rows_max = 2, .interval = std::chrono::hours(1)};
  create_topic();
  post({order(1)});
  start();
  wait_until([&] { return row_count() == 1; });  // The first batch waits for nothing.
  post({order(2)});
  post({order(3)});
  wait_until([&] { return row_count() == 3; });
  post({order(4)});
  EXPECT_EQ(stream_->drain()->counts.rows, 4);
}

TEST_F(StreamTest, ObeysPauseAndResumeAndStaysPausedOverARestart) {
  create_topic();
  post({order(1)});
  start();
  wait_until([&] { return row_count() == 1; });
  ASSERT_TRUE(runs_->put_command("stream/ada_orders_table", "pause", "").ok());
  wait_until([&] { return state() == "paused"; });
  stream_ = nullptr;
  start();
  wait_until([&] { return state() == "paused"; });
  post({order(2)});
  EXPECT_EQ(stream_->drain()->counts.rows, 0);
  ASSERT_TRUE(runs_->put_command("stream/ada_orders_table", "resume", "").ok());
  wait_until([&] { return row_count() == 1; });
}

TEST_F(StreamTest, WaitsForARestartWhenSomebodyHasToMendIt) {
  std::string good = std::exchange(pipeline_.datasets[0].clean_sql, "SELECT nothing");
  create_topic();
  post({order(1)});
  start();
  wait_until([&] { return state() == "failed"; });
  EXPECT_NE(stream_->report().message.find("clean sql of orders"), std::string::npos);
  stream_->stop();
  pipeline_.datasets[0].clean_sql = good;
  ASSERT_TRUE(runs_->put_command("stream/ada_orders_table", "restart", "").ok());
  stream_->start();
  wait_until([&] { return row_count() == 1; });
  EXPECT_EQ(state(), "running");
}

}  // namespace
}  // namespace pinflow::app
