#include "query/stoppable_engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "query/duckdb/duckdb_engine.h"

namespace pinflow::query {
namespace {

constexpr const char* kEndless =
    "SELECT count(*) FROM range(10000000) a(x), range(10000000) b(y) WHERE x * y = 7";

TEST(StoppableEngine, EndsWhatRunsAndRunsNothingMore) {
  auto engine = std::move(*open_duckdb_engine({}));
  std::stop_source stop;
  StoppableEngine stoppable(*engine, stop.get_token());
  auto session = std::move(*stoppable.open_session());
  EXPECT_EQ(std::get<int64_t>(session->query("SELECT 7")->rows[0][0]), 7);
  std::atomic<bool> has_ended = false;
  // An interrupt that comes before the statement is at work is lost: hence again and again.
  std::jthread interrupter([&] {
    stop.request_stop();
    while (!has_ended) session->interrupt();
  });
  EXPECT_FALSE(session->query(kEndless).ok());
  has_ended = true;
  interrupter.join();
  EXPECT_EQ(session->query("SELECT 7").status().message(), "stopped");
  EXPECT_EQ(session->materialize("t", "SELECT 7").message(), "stopped");
  EXPECT_EQ(stoppable.open_session().status().message(), "stopped");
  EXPECT_TRUE(engine->open_session().ok());
}

}  // namespace
}  // namespace pinflow::query
