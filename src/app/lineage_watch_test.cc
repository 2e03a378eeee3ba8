#include "app/lineage_watch.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_folder.h"
#include "runs/memory_run_store.h"

namespace pinflow::app {
namespace {

using runs::State;
using std::chrono::minutes;

class LineageWatchTest : public testing::Test {
 protected:
  LineageWatch watch() {
    return LineageWatch(
        runner_, {"shop", "daily", "urn:pinflow:7"},
        [](const runs::Run&) {
          return Result(std::vector<LineageStep>{{"work", "silver.a", "", {}},
                                                 {"other", "silver.b", "", {}}});
        },
        [this](const std::string& event) {
          if (is_deaf_) return Status(Code::kUnavailable, "nobody listens");
          note(event);
          return Status();
        });
  }
  // "START daily.work ", and the table that came out.
  void note(const std::string& event) {
    auto between = [&](const std::string& begin, const char* end) {
      const size_t at = event.find(begin) + begin.size();
      return event.substr(at, event.find(end, at) - at);
    };
    const std::string before = "\"job\":{\"namespace\":\"shop\",\"name\":\"";
    const size_t job = event.rfind(before) + before.size();  // Behind the parent's.
    const std::string name = event.substr(job, event.find('"', job) - job);
    told_ += between("\"eventType\":\"", "\"") + " " + name + "\n";
    has_table_ = event.find("silver.a") != std::string::npos;
    has_other_ = has_other_ || event.find("silver.b") != std::string::npos;
  }
  runs::RunId begins() {
    clock_.advance(minutes(1));
    runs::RunId id = *runner_.create("schedule", {});
    EXPECT_TRUE(runs_->set_run_state(id, State::kRunning).ok());
    set_task(id, State::kRunning);
    return id;
  }
  void set_task(runs::RunId id, State state) {
    EXPECT_TRUE(runs_->set_task(id, {.task = "work", .state = state, .attempt = 1}).ok());
  }
  void ends(runs::RunId id, State state) {
    set_task(id, state);
    EXPECT_TRUE(runs_->set_run_state(id, state).ok());
  }

  ManualClock clock_{UnixMillis(minutes(100))};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  schedule::Dag dag_{"daily", {{"work", {}}}};
  std::vector<schedule::Job> jobs_{
      {"work", [](const auto&, const auto&, const auto&) { return Status(); }}};
  schedule::DagRunner runner_{dag_, jobs_, *runs_, {}, clock_};
  std::string told_;
  bool is_deaf_ = false, has_table_ = false, has_other_ = false;
};

constexpr const char* kBegun = "START daily\nSTART daily.work\n";

TEST_F(LineageWatchTest, TellsWhenRunsAndTasksBeginAndHowTheyEnd) {
  LineageWatch watch = this->watch();
  watch.look();
  runs::RunId run = begins();
  watch.look();
  watch.look();
  EXPECT_EQ(told_, kBegun);
  EXPECT_TRUE(has_table_);
  EXPECT_FALSE(has_other_);
  ends(run, State::kFailed);
  watch.look();
  watch.look();
  EXPECT_EQ(told_, kBegun + std::string("FAIL daily.work\nFAIL daily\n"));
}

TEST_F(LineageWatchTest, SaysThatARunBeganWhichEndedBeforeItWasSeen) {
  LineageWatch watch = this->watch();
  watch.look();
  ends(begins(), State::kSucceeded);
  watch.look();
  EXPECT_EQ(told_, kBegun + std::string("COMPLETE daily.work\nCOMPLETE daily\n"));
}

TEST_F(LineageWatchTest, TellsNothingOfThePastAndGoesOnAfterARestart) {
  ends(begins(), State::kSucceeded);
  watch().look();
  EXPECT_EQ(told_, "");
  runs::RunId run = begins();
  ends(run, State::kSucceeded);
  watch().look();
  const std::string once = told_;
  EXPECT_NE(once, "");
  watch().look();
  EXPECT_EQ(told_, once);
}

TEST_F(LineageWatchTest, TriesAgainWhatCouldNotBeTold) {
  LineageWatch watch = this->watch();
  watch.look();
  is_deaf_ = true;
  runs::RunId run = begins();
  watch.look();
  EXPECT_EQ(told_, "");
  is_deaf_ = false;
  watch.look();
  EXPECT_EQ(told_, kBegun);
  ends(run, State::kSucceeded);
  watch.look();
  EXPECT_EQ(told_, kBegun + std::string("COMPLETE daily.work\nCOMPLETE daily\n"));
}

TEST(TellLineage, AppendsALineToAFile) {
  TemporaryFolder folder("pinflow-lineage-file");
  std::filesystem::create_directories(folder.path());
  const std::string path = (folder.path() / "events.ndjson").string();
  TellLineage tell = *tell_lineage_to(path, "");
  EXPECT_TRUE(tell("{}").ok());
  EXPECT_TRUE(tell("[]").ok());
  EXPECT_EQ(*read_file(path), "{}\n[]\n");
}

TEST(TellLineage, SaysWhichServerIsAway) {
  TellLineage tell = *tell_lineage_to("http://127.0.0.1:1", "");
  EXPECT_EQ(tell("{}").code(), Code::kUnavailable);
  EXPECT_FALSE(tell_lineage_to("http://", "").ok());
}

}  // namespace
}  // namespace pinflow::app
