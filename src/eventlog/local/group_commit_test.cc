#include "eventlog/local/group_commit.h"

#include <atomic>
#include <future>
#include <thread>

#include "base/idle_work.h"
#include "eventlog/local/produced_batch_for_test.h"

namespace pinflow::eventlog {
namespace {

std::shared_ptr<QueuedPartition> open_partition(const std::filesystem::path& folder) {
  return std::make_shared<QueuedPartition>(std::move(*PartitionLog::open(folder, 1u << 20)));
}

constexpr size_t kLargeBytes = 100'000;

// A commit thread that is stopped in the middle of a `done`, until it is let go.
class BlockedCommit {
 public:
  BlockedCommit(GroupCommit* commits, std::shared_ptr<QueuedPartition> partition,
                size_t size_bytes = 1) {
    auto reached = std::make_shared<std::promise<void>>();
    commits->append(std::move(partition), records_of({std::string(size_bytes, 'x')}),
                    [reached, gate = let_go_.get_future().share()](const Result<Offset>&) {
                      reached->set_value();
                      gate.wait();
                    });
    reached->get_future().wait();
  }
  void let_go() { let_go_.set_value(); }

 private:
  std::promise<void> let_go_;
};

TEST(GroupCommit, MakesOneCommitOfAllThatWaits) {
  auto partition = open_partition(fresh_folder());
  std::atomic<int> commit_count = 0;
  std::vector<int64_t> offsets;
  {
    GroupCommit commits(1, 1u << 20, [&] { ++commit_count; });
    BlockedCommit blocked(&commits, partition);
    for (int index = 0; index < 50; ++index) {
      commits.append(partition, records_of({"a", "b"}),
                     [&](const Result<Offset>& first) { offsets.push_back(to_int64(*first)); });
    }
    blocked.let_go();
  }
  EXPECT_EQ(commit_count, 2);
  ASSERT_EQ(offsets.size(), 50u);
  for (size_t index = 0; index < 50; ++index) {
    EXPECT_EQ(offsets[index], 1 + 2 * static_cast<int64_t>(index));
  }
  EXPECT_EQ(partition->log->offsets().end, Offset{101});
}

TEST(GroupCommit, KeepsTheOrderOfRecordsAndOfBatchesOfProducers) {
  auto partition = open_partition(fresh_folder());
  std::atomic<int> commit_count = 0;
  std::string offsets;
  auto note = [&](const Result<Offset>& first) {
    offsets += (first.ok() ? shown(first) : std::string(first.status().name())) + " ";
  };
  {
    GroupCommit commits(1, 1u << 20, [&] { ++commit_count; });
    BlockedCommit blocked(&commits, partition);
    commits.append(partition, records_of({"a"}), note);
    commits.append(partition, records_of({"b", "c"}), note);
    commits.append(partition, produced(7, 0, 0, 2), note);
    commits.append(partition, produced(7, 0, 5), note);
    commits.append(partition, produced(7, 0, 2), note);
    commits.append(partition, records_of({"d"}), note);
    blocked.let_go();
  }
  EXPECT_EQ(commit_count, 2);
  EXPECT_EQ(offsets, "1 2 4 OUT_OF_ORDER_SEQUENCE_NUMBER 6 7 ");
  EXPECT_EQ(joined(partition->log->read(Offset{0}, {})), "x|a|b|c|0|1|2|d");
}

TEST(GroupCommit, RefusesWhatTheQueueCannotHoldUntilThereIsRoom) {
  auto partition = open_partition(fresh_folder());
  GroupCommit commits(1, 10'000, [] {});
  // The code of an append, once it is done.
  auto append = [&](size_t size_bytes) {
    auto code = std::make_shared<std::promise<Code>>();
    commits.append(partition, records_of({std::string(size_bytes, 'x')}),
                   [code](const Result<Offset>& first) { code->set_value(first.status().code()); });
    return code->get_future();
  };
  BlockedCommit blocked(&commits, partition);
  auto alone = append(20'000);  // More than the whole queue: it may when nothing else waits.
  EXPECT_EQ(append(1).get(), Code::kExhausted);
  blocked.let_go();
  EXPECT_EQ(alone.get(), Code::kOk);
  EXPECT_EQ(append(1).get(), Code::kOk);
}

std::future<void> append(GroupCommit* commits, std::shared_ptr<QueuedPartition> partition,
                         size_t size_bytes) {
  auto done = std::make_shared<std::promise<void>>();
  commits->append(std::move(partition), records_of({std::string(size_bytes, 'x')}),
                  [done](const Result<Offset>&) { done->set_value(); });
  return done->get_future();
}

TEST(GroupCommit, LetsSmallOnesPassThoseThatAreLarge) {
  const std::filesystem::path folder = fresh_folder();
  auto written = open_partition(folder / "written");
  auto waiting = open_partition(folder / "waiting");
  auto small = open_partition(folder / "small");
  GroupCommit commits(1, 1u << 20, [] {});
  BlockedCommit blocked(&commits, written, kLargeBytes);
  std::future<void> large = append(&commits, waiting, kLargeBytes);
  append(&commits, small, 1).wait();
  EXPECT_EQ(large.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  blocked.let_go();
  large.wait();
}

TEST(GroupCommit, CountsWhatHasGrownWhileItWaitedAsLarge) {
  const std::filesystem::path folder = fresh_folder();
  auto written = open_partition(folder / "written");
  auto grown = open_partition(folder / "grown");
  auto large = open_partition(folder / "large");
  GroupCommit commits(1, 1u << 20, [] {});
  BlockedCommit blocked(&commits, written, 1);  // The only small one that may run.
  append(&commits, grown, 1);
  std::future<void> last = append(&commits, grown, kLargeBytes);
  append(&commits, large, kLargeBytes).wait();
  last.wait();
  blocked.let_go();
}

// A thread whose only client has asked often enough for it to do work by itself.
class OneClientsThread {
 public:
  OneClientsThread() {
    for (uint64_t i = 0; i < IdleWork::kRequestsInARow; ++i) IdleWork::note_request(this);
  }
  void become_idle() { idle_.run(); }

 private:
  IdleWork idle_{[] {}};
};

TEST(GroupCommit, IsDoneByTheOneWhoAppendsOnceItIsIdle) {
  auto partition = open_partition(fresh_folder());
  std::atomic<int> commit_count = 0;
  std::vector<std::thread::id> threads;
  {
    GroupCommit commits(1, 1u << 20, [&] { ++commit_count; });
    OneClientsThread thread;
    for (int index = 0; index < 3; ++index) {
      commits.append(partition, records_of({"a"}), [&](const Result<Offset>& first) {
        EXPECT_TRUE(first.ok());
        threads.push_back(std::this_thread::get_id());
      });
    }
    EXPECT_TRUE(threads.empty());
    thread.become_idle();
  }
  EXPECT_EQ(threads, std::vector<std::thread::id>(3, std::this_thread::get_id()));
  EXPECT_EQ(commit_count, 1);
}

TEST(GroupCommit, CommitsWhatTheOneWhoAppendsHasNoTimeForWhenThePartitionCloses) {
  auto partition = open_partition(fresh_folder());
  GroupCommit commits(1, 1u << 20, [] {});
  OneClientsThread thread;
  std::future<void> done = append(&commits, partition, 1);
  commits.close(partition.get());
  EXPECT_EQ(done.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  thread.become_idle();  // Finds nothing to do.
  EXPECT_EQ(partition->log->offsets().end, Offset{1});
}

TEST(GroupCommit, CompletesWhatIsQueuedAndRefusesTheRestWhenItCloses) {
  auto partition = open_partition(fresh_folder());
  std::vector<Code> codes;
  {
    GroupCommit commits(2, 1u << 20, [] {});
    for (int index = 0; index < 100; ++index) {
      commits.append(partition, records_of({"x"}),
                     [&](const Result<Offset>& first) { codes.push_back(first.status().code()); });
    }
  }
  EXPECT_EQ(codes, std::vector<Code>(100, Code::kOk));
  EXPECT_EQ(partition->log->offsets().end, Offset{100});
}

}  // namespace
}  // namespace pinflow::eventlog
