// Kills the batch steps at each of their durable steps, runs them again and compares with a run
// that nobody has killed.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "app/batch_fixture.h"

namespace pinflow::app {
namespace {

class CleanCrashTest : public BatchFixture, public testing::WithParamInterface<const char*> {
 protected:
  static void put_first(Batch& batch) {
    ASSERT_TRUE(batch.put("pin", 0, pin_line(1, "a") + "damaged\n" + pin_line(7, "a")).ok());
  }
  static void put_second(Batch& batch) {
    ASSERT_TRUE(batch.put("pin", 3, pin_line(1, "a") + pin_line(8, "a") + pin_line(2, "b")).ok());
  }
  static void put_third(Batch& batch) {
    ASSERT_TRUE(batch.put("pin", 6, pin_line(3, "c") + "damaged too\n" + pin_line(9, "c")).ok());
  }

  static std::vector<std::string> all(Batch& batch) {
    std::vector<std::string> rows = batch.rows("SELECT ind, unique_id FROM pin ORDER BY ALL");
    for (const char* schema : {"bronze", "silver"}) {
      for (std::string& row :
           batch.rows("SELECT \"offset\", reason FROM demo_pin_dead_letters ORDER BY ALL",
                      {std::string(schema) + ".demo_pin_dead_letters"})) {
        rows.push_back(std::move(row));
      }
    }
    return rows;
  }
};

// The second run is killed and more objects come before it is tried again: what the killed one
// has committed as dead letters must stay right.
TEST_P(CleanCrashTest, EndsAsIfNeverKilled) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto killed = [this] {
    ::setenv("PINFLOW_KILLPOINT", GetParam(), 1);
    Batch batch(folder_);
    put_first(batch);
    (void)batch.run_all();
    put_second(batch);
    (void)batch.run_all();
  };
  EXPECT_EXIT(killed(), testing::KilledBySignal(SIGKILL), "");
  Batch batch(folder_);
  put_third(batch);
  Status done = batch.run_all();
  ASSERT_TRUE(done.ok()) << done.message();
  // A process killed in its first run has not put the second object.
  put_second(batch);
  ASSERT_TRUE(batch.run_all().ok());

  EXPECT_EQ(batch.ledger("pin"), (clean::Ledger{9, 3, 1, 5}));
  std::vector<std::string> rows = all(batch);
  EXPECT_EQ(rows, (std::vector<std::string>{"1|a", "2|b", "3|c", rows[3], rows[4], "2|key conflict",
                                            "4|key conflict", "8|key conflict"}));
  auto versions = batch.versions();
  ASSERT_TRUE(batch.run_all().ok());
  EXPECT_EQ(batch.versions(), versions);
}

INSTANTIATE_TEST_SUITE_P(
    Killpoints, CleanCrashTest,
    testing::Values("clean_after_manifest:2", "clean_after_gather_dead_letters:1",
                    "clean_after_gather_dead_letters:2", "clean_after_bronze:1",
                    "clean_after_bronze:2", "clean_after_judging:2", "clean_after_dead_letters:1",
                    "clean_after_dead_letters:2", "clean_after_silver:1", "clean_after_silver:2",
                    "clean_before_gold:1", "clean_before_gold:12", "clean_before_publication:1"),
    killpoint_name);

// A gather that is killed between its plan and its commit, where the plan names an object that has
// been read before: it was written anew since, or has grown.
class GatherCrashTest : public CleanCrashTest {
 protected:
  std::vector<std::string> offsets_after_a_kill(const std::string& put_again) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    auto killed = [&] {
      ::setenv("PINFLOW_KILLPOINT", GetParam(), 1);
      Batch batch(folder_);
      put_first(batch);
      (void)batch.run_all();
      (void)batch.put("pin", 0, put_again);
      (void)batch.put("pin", 4, pin_line(5, "e"));
      (void)batch.run_all();
    };
    EXPECT_EXIT(killed(), testing::KilledBySignal(SIGKILL), "");
    Batch batch(folder_);
    EXPECT_TRUE(batch.run_all().ok());
    EXPECT_TRUE(batch.run_all().ok());
    return batch.rows("SELECT _offset FROM demo_pin ORDER BY ALL", {"bronze.demo_pin"});
  }
  static std::string first() { return pin_line(1, "a") + "damaged\n" + pin_line(7, "a"); }
};

TEST_P(GatherCrashTest, ReadsAnObjectOnceThatWasWrittenAnew) {
  EXPECT_EQ(offsets_after_a_kill(first()), (std::vector<std::string>{"0", "2", "4"}));
}

TEST_P(GatherCrashTest, ReadsOnlyWhatIsNewOfAnObjectThatHasGrown) {
  EXPECT_EQ(offsets_after_a_kill(first() + pin_line(4, "d")),
            (std::vector<std::string>{"0", "2", "3", "4"}));
}

INSTANTIATE_TEST_SUITE_P(Killpoints, GatherCrashTest,
                         testing::Values("clean_after_manifest:2",
                                         "clean_after_gather_dead_letters:2"),
                         killpoint_name);

}  // namespace
}  // namespace pinflow::app
