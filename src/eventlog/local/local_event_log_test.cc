// What only the embedded log promises: crashes, bad disks and second processes never go unseen.
#include "eventlog/local/local_event_log.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <future>

#include "eventlog/local/produced_batch_for_test.h"
#include "eventlog/local/segment_recovery.h"

namespace pinflow::eventlog {
namespace {

std::unique_ptr<EventLog> open_log(const std::filesystem::path& folder,
                                   const LocalEventLogOptions& options = {}) {
  auto log = open_local_event_log(folder, options);
  check(log.ok());
  return std::move(*log);
}

std::filesystem::path first_segment(const std::filesystem::path& folder, const EventLog& log) {
  return segment_path(folder / "topics" / log.topic("t")->id / "0", Offset{0});
}

TEST(LocalEventLog, LetsNoSecondProcessIn) {
  const auto folder = fresh_folder();
  auto log = open_log(folder);
  Status status = open_local_event_log(folder).status();
  EXPECT_EQ(status.code(), Code::kAlreadyExists);
  EXPECT_NE(status.message().find(folder.string()), std::string::npos);
  log.reset();
  EXPECT_TRUE(open_local_event_log(folder).ok());
}

TEST(LocalEventLog, SaysWhereARecordLies) {
  const auto folder = fresh_folder();
  auto log = open_log(folder);
  ASSERT_TRUE(log->create_topic("t", {}).ok());
  ASSERT_TRUE(log->append_and_wait("t", Partition{0}, records_of({"a", "b"})).ok());
  ASSERT_TRUE(log->append_and_wait("t", Partition{0}, records_of({"needle"})).ok());
  auto place = log->locate({"t", Partition{0}}, Offset{2});
  ASSERT_TRUE(place.ok()) << place.status().message();
  std::ifstream file(place->file);
  std::string bytes(place->size_bytes, ' ');
  file.seekg(static_cast<std::streamoff>(place->position));
  ASSERT_TRUE(file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())));
  EXPECT_NE(bytes.find("needle"), std::string::npos);
  EXPECT_EQ(log->locate({"t", Partition{0}}, Offset{1})->position, 0u);
  EXPECT_EQ(log->locate({"t", Partition{0}}, Offset{3}).status().code(), Code::kOutOfRange);
  EXPECT_EQ(log->locate({"u", Partition{0}}, Offset{0}).status().code(), Code::kNotFound);
}

// Appends a batch to the first partition of "t", waiting: its first offset, or the error's name.
std::string append_batch(EventLog* log, const std::string& batch) {
  std::promise<Result<Offset>> stored;
  log->batches()->append_batch("t", Partition{0}, batch,
                               [&](Result<Offset> first) { stored.set_value(std::move(first)); });
  Result<Offset> first = stored.get_future().get();
  return first.ok() ? shown(first) : std::string(first.status().name());
}

TEST(LocalEventLog, TakesBatchesOfProducersAndGivesTheirRecordsToAll) {
  auto log = open_log(fresh_folder());
  ASSERT_TRUE(log->create_topic("t", {}).ok());
  const std::string plain = batch_of({"a", "b"});
  for (int codec = 0; codec <= 4; ++codec) {
    EXPECT_EQ(append_batch(log.get(), packed(static_cast<BatchCodec>(codec), plain)),
              std::to_string(codec * 2));
  }
  EXPECT_EQ(joined(log->read({"t", Partition{0}}, Offset{3}, {})), "b|a|b|a|b|a|b");
  const std::string zstd = packed(BatchCodec::kZstd, plain);
  auto bytes = log->batches()->read_batches({"t", Partition{0}}, Offset{8}, 1000);
  EXPECT_EQ(bytes->substr(8), zstd.substr(8));
}

TEST(LocalEventLog, GivesRecordsThatCameOtherwiseInBatches) {
  auto log = open_log(fresh_folder());
  ASSERT_TRUE(log->create_topic("t", {}).ok());
  ASSERT_TRUE(log->append_and_wait("t", Partition{0}, records_of({"a", "b"})).ok());
  EXPECT_EQ(*log->batches()->read_batches({"t", Partition{0}}, Offset{1}, 1000),
            batch_of({"a", "b"}));
}

TEST(LocalEventLog, RefusesBatchesWithTheNameOfWhatIsWrong) {
  auto log = open_log(fresh_folder());
  EXPECT_EQ(append_batch(log.get(), batch_of({"a"})), "");  // No such topic.
  ASSERT_TRUE(log->create_topic("t", {.record_bytes_max = 100}).ok());
  EXPECT_EQ(append_batch(log.get(), "no batch"), batch_error::kCorrupt);
  EXPECT_EQ(append_batch(log.get(), batch_of({std::string(101, 'x')})), batch_error::kTooLarge);
  EXPECT_EQ(append_batch(log.get(), produced(7, 1, 0)), "0");
  EXPECT_EQ(append_batch(log.get(), produced(7, 0, 0)), batch_error::kOldEpoch);
  EXPECT_EQ(log->offsets({"t", Partition{0}})->end, Offset{1});
}

TEST(LocalEventLog, GivesNoProducerIdTwice) {
  const auto folder = fresh_folder();
  const ProducerId first = *open_log(folder)->batches()->new_producer_id();
  EXPECT_NE(*open_log(folder)->batches()->new_producer_id(), first);
}

TEST(LocalEventLog, DropsATornTailAndGoesOnFromThere) {
  const auto folder = fresh_folder();
  auto log = open_log(folder);
  ASSERT_TRUE(log->create_topic("t", {}).ok());
  ASSERT_TRUE(log->append_and_wait("t", Partition{0}, records_of({"whole"})).ok());
  ASSERT_TRUE(log->append_and_wait("t", Partition{0}, records_of({"torn"})).ok());
  const auto path = first_segment(folder, *log);
  log.reset();
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  log = open_log(folder);
  EXPECT_EQ(shown(log->append_and_wait("t", Partition{0}, records_of({"again"}))), "1");
  EXPECT_EQ(joined(log->read({"t", Partition{0}}, Offset{0}, {})), "whole|again");
}

TEST(LocalEventLog, OpensNothingWhoseWholeRecordsLieBehindDamage) {
  const auto folder = fresh_folder();
  auto log = open_log(folder);
  ASSERT_TRUE(log->create_topic("t", {}).ok());
  for (const char* value : {"a", "b"}) {
    ASSERT_TRUE(log->append_and_wait("t", Partition{0}, records_of({value})).ok());
  }
  const auto path = first_segment(folder, *log);
  log.reset();
  std::fstream(path, std::ios::in | std::ios::out).seekp(65).put('?');
  const auto size_bytes = std::filesystem::file_size(path);
  Status status = open_local_event_log(folder).status();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.message().find(path.string() + ": offset 0 at byte 0"), std::string::npos)
      << status.message();
  EXPECT_EQ(std::filesystem::file_size(path), size_bytes);
}

TEST(LocalEventLog, KeepsItsOrderThroughRollsAndRestarts) {
  const auto folder = fresh_folder();
  const LocalEventLogOptions options{.segment_bytes_max = 2000};
  int64_t expected = 0;
  for (int round = 0; round < 5; ++round) {
    auto log = open_log(folder, options);
    if (round == 0) {
      ASSERT_TRUE(log->create_topic("t", {.retention_bytes = 20'000}).ok());
    }
    for (int index = 0; index < 40; ++index, ++expected) {
      auto values = records_of({std::string(300, 'x')});
      EXPECT_EQ(shown(log->append_and_wait("t", Partition{0}, std::move(values))),
                std::to_string(expected));
    }
    ASSERT_TRUE(log->apply_retention().ok());
    OffsetRange range = *log->offsets({"t", Partition{0}});
    auto records = log->read({"t", Partition{0}}, range.begin, {});
    ASSERT_TRUE(records.ok());
    EXPECT_EQ(static_cast<int64_t>(records->size()), range.end - range.begin);
  }
}

TEST(LocalEventLog, CompletesQueuedAppendsWhenItCloses) {
  const auto folder = fresh_folder();
  int done_count = 0;
  auto log = open_log(folder);
  ASSERT_TRUE(log->create_topic("t", {}).ok());
  for (int index = 0; index < 500; ++index) {
    log->append("t", Partition{0}, records_of({"x"}),
                [&](const Result<Offset>& first) { done_count += first.ok() ? 1 : 0; });
  }
  log.reset();
  EXPECT_EQ(done_count, 500);
  EXPECT_EQ(open_log(folder)->offsets({"t", Partition{0}})->end, Offset{500});
}

constexpr const char* kWriterFolder = "PINFLOW_TEST_LOG";

// The program of the process that is killed. It writes down each acknowledgement.
TEST(LocalEventLogWriter, AppendsUntilItIsKilled) {
  const char* name = std::getenv(kWriterFolder);
  if (name == nullptr) GTEST_SKIP() << "the tests of LocalEventLogKilled run it";
  const std::filesystem::path folder = name;
  auto log = open_log(folder / "log", {.segment_bytes_max = 300});
  (void)log->create_topic("t", {});
  std::ofstream receipts(folder / "receipts", std::ios::app);
  while (true) {
    auto first = log->append_and_wait("t", Partition{0}, records_of({"some value", "another"}));
    receipts << to_int64(*first) << std::endl;
  }
}

class LocalEventLogKilled : public testing::TestWithParam<const char*> {
 protected:
  // Runs the writer above in a process of its own until the n-th pass of the kill point.
  void write_until_killed(int hit) {
    pid_t child = ::fork();
    if (child == 0) {
      std::string target = std::string(GetParam()) + ":" + std::to_string(hit);
      ::setenv("PINFLOW_KILLPOINT", target.c_str(), 1);
      ::setenv(kWriterFolder, folder_.c_str(), 1);
      ::execl("/proc/self/exe", "eventlog_test", "--gtest_brief=1",
              "--gtest_filter=LocalEventLogWriter.*", nullptr);
      ::_exit(1);
    }
    int how = 0;
    ASSERT_EQ(::waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL) << how;
  }

  int64_t acknowledged_end() {
    int64_t end = 0;
    std::ifstream receipts(folder_ / "receipts");
    for (int64_t offset = 0; receipts >> offset;) end = std::max(end, offset + 2);
    return end;
  }

  const std::filesystem::path folder_ = fresh_folder();
};

TEST_P(LocalEventLogKilled, LosesNothingThatWasAcknowledged) {
  std::filesystem::create_directories(folder_);
  for (int hit = 1; hit <= 5; ++hit) {
    write_until_killed(hit);
    auto log = open_log(folder_ / "log");
    Offset end = log->offsets({"t", Partition{0}})->end;
    EXPECT_GE(to_int64(end), acknowledged_end());
    auto records = log->read({"t", Partition{0}}, Offset{0}, {});
    ASSERT_TRUE(records.ok()) << records.status().message();
    EXPECT_EQ(static_cast<int64_t>(records->size()), to_int64(end));
  }
}

INSTANTIATE_TEST_SUITE_P(At, LocalEventLogKilled,
                         testing::Values("eventlog_after_write", "eventlog_before_sync",
                                         "eventlog_after_sync", "eventlog_segment_roll"),
                         [](const auto& point) { return std::string(point.param); });

}  // namespace
}  // namespace pinflow::eventlog
