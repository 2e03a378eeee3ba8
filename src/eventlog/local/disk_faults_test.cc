// Disks that are full or fail. This program's own writes and fdatasync() stand before those of
// the system, and fail when a test says so.
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "eventlog/local/local_event_log.h"
#include "eventlog/local/test_log.h"

namespace {

std::atomic<int64_t> room_bytes = INT64_MAX;  // What can still be written.
std::atomic<int> failing_sync_count = 0;      // So many of the next syncs fail.

}  // namespace

// How many of them there is room for. None: errno is set.
static size_t take_room(size_t size_bytes) {
  int64_t room = room_bytes.load();
  if (room == INT64_MAX) return size_bytes;
  size_t fitting = std::min(size_bytes, static_cast<size_t>(room));
  room_bytes -= static_cast<int64_t>(fitting);
  errno = ENOSPC;
  return fitting;
}

extern "C" ssize_t write(int descriptor, const void* bytes, size_t size_bytes) {
  size_t fitting = take_room(size_bytes);
  return fitting == 0 ? -1 : ::syscall(SYS_write, descriptor, bytes, fitting);
}

extern "C" ssize_t pwrite(int descriptor, const void* bytes, size_t size_bytes, off_t position) {
  size_t fitting = take_room(size_bytes);
  return fitting == 0 ? -1 : ::syscall(SYS_pwrite64, descriptor, bytes, fitting, position);
}

extern "C" int fdatasync(int descriptor) {
  if (failing_sync_count > 0) {
    --failing_sync_count;
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

namespace pinflow::eventlog {
namespace {

class DiskFaults : public testing::Test {
 protected:
  void SetUp() override {
    reopen();
    ASSERT_TRUE(log_->create_topic("t", {}).ok());
    ASSERT_EQ(shown(append("before")), "0");
  }
  void TearDown() override {
    room_bytes = INT64_MAX;
    failing_sync_count = 0;
  }

  void reopen() {
    log_.reset();
    log_ = std::move(*open_local_event_log(folder_, {.segment_bytes_max = 400}));
  }

  Result<Offset> append(const std::string& value) {
    return log_->append_and_wait("t", Partition{0}, records_of({value}));
  }
  std::string read() { return joined(log_->read({"t", Partition{0}}, Offset{0}, {})); }

  const std::filesystem::path folder_ = fresh_folder();
  std::unique_ptr<EventLog> log_;
};

TEST_F(DiskFaults, AFullDiskLosesNothingAndWritingGoesOnOnceThereIsRoom) {
  const int64_t batch_bytes = static_cast<int64_t>(batch_of({"refused"}).size());
  for (int64_t room = 0; room < batch_bytes; ++room) {
    room_bytes = room;
    Status status = append("refused").status();
    room_bytes = INT64_MAX;
    ASSERT_EQ(status.code(), Code::kUnavailable) << room;
    ASSERT_NE(status.message().find("No space left on device"), std::string::npos);
    ASSERT_EQ(read(), "before");
  }
  EXPECT_EQ(shown(append("after")), "1");
  EXPECT_EQ(read(), "before|after");
  reopen();
  EXPECT_EQ(read(), "before|after");
}

// The zeros that a segment is filled with ahead find no room; the batches themselves do.
TEST_F(DiskFaults, ADiskThatIsNearlyFullTakesBatchesUpToItsEnd) {
  log_ = nullptr;
  log_ = std::move(*open_local_event_log(folder_, {}));
  const std::string value(10'000, 'x');
  const auto batch_bytes = static_cast<int64_t>(batch_of({value}).size());
  for (int count = 0; count < 20; ++count) {
    room_bytes = batch_bytes + 100;
    ASSERT_TRUE(append(value).ok()) << count;
  }
  room_bytes = batch_bytes - 1;
  EXPECT_EQ(append(value).status().code(), Code::kUnavailable);
  room_bytes = INT64_MAX;
  EXPECT_EQ(shown(append("after")), "21");
  reopen();
  EXPECT_EQ(log_->offsets({"t", Partition{0}})->end, Offset{22});
}

TEST_F(DiskFaults, AFullDiskStopsARollButNotForEver) {
  const std::string long_value(300, 'x');  // The next append needs a new segment and its index.
  const int64_t batch_bytes = static_cast<int64_t>(batch_of({long_value}).size());
  ASSERT_TRUE(append(long_value).ok());
  for (int64_t room = 0; room < batch_bytes; room += 7) {
    room_bytes = room;
    auto refused = append(long_value);
    room_bytes = INT64_MAX;
    ASSERT_EQ(refused.status().code(), Code::kUnavailable) << room;
  }
  EXPECT_EQ(shown(append(long_value)), "2");
  reopen();
  EXPECT_EQ(log_->read({"t", Partition{0}}, Offset{0}, {})->size(), 3u);
}

TEST_F(DiskFaults, AfterAFailedSyncThePartitionRefusesWritesUntilItIsOpenedAnew) {
  failing_sync_count = 1;
  Status status = append("unknown").status();
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_NE(status.message().find("Input/output error"), std::string::npos) << status.message();
  EXPECT_EQ(append("refused").status().code(), Code::kUnavailable);
  EXPECT_EQ(log_->takes_records().code(), Code::kUnavailable);
  EXPECT_EQ(read(), "before");  // Reading goes on, without what was not acknowledged.
  EXPECT_TRUE(log_->create_topic("another", {}).ok());
  EXPECT_TRUE(log_->append_and_wait("another", Partition{0}, records_of({"fine"})).ok());
  reopen();
  EXPECT_EQ(shown(append("after")), "2");  // Refused, yet on disk: it may show up.
  EXPECT_EQ(read(), "before|unknown|after");
}

TEST_F(DiskFaults, APositionThatCannotBeStoredIsNotTaken) {
  const TopicPartition of{"t", Partition{0}};
  ASSERT_TRUE(log_->commit_positions("g", {{of, Offset{1}}}).ok());
  room_bytes = 10;
  EXPECT_EQ(log_->commit_positions("g", {{of, Offset{2}}}).code(), Code::kUnavailable);
  room_bytes = INT64_MAX;
  EXPECT_EQ(log_->positions("g")->at(of), Offset{1});
  reopen();
  EXPECT_EQ(log_->positions("g")->at(of), Offset{1});
}

}  // namespace
}  // namespace pinflow::eventlog
