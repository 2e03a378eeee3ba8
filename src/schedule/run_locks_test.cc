#include "schedule/run_locks.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

namespace pinflow::schedule {
namespace {

using runs::RunId;

std::filesystem::path lock_file(const char* name) {
  return std::filesystem::path(testing::TempDir()) / name / "runs.lock";
}

TEST(RunLocks, LetOneBeAtARun) {
  const RunLocks locks(lock_file("run_locks"));
  const RunLocks others(lock_file("run_locks"));
  auto held = std::make_optional(locks.take(RunId{7}));
  ASSERT_TRUE(held->ok()) << held->status().message();
  EXPECT_EQ(locks.take(RunId{7}).status().code(), Code::kAlreadyExists);
  EXPECT_EQ(others.take(RunId{7}).status().code(), Code::kAlreadyExists);
  EXPECT_TRUE(others.take(RunId{8}).ok());
  held.reset();
  EXPECT_TRUE(others.take(RunId{7}).ok());
}

TEST(RunLocks, EndWithTheirProcess) {
  const RunLocks locks(lock_file("run_locks_of_a_process"));
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const pid_t other = ::fork();
  if (other == 0) {
    auto held = locks.take(RunId{1});
    char taken = held.ok() ? 'y' : 'n';
    (void)!::write(said[1], &taken, 1);
    ::pause();
  }
  char taken = 0;
  ASSERT_EQ(::read(said[0], &taken, 1), 1);
  EXPECT_EQ(taken, 'y');
  EXPECT_EQ(locks.take(RunId{1}).status().code(), Code::kAlreadyExists);
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  EXPECT_TRUE(locks.take(RunId{1}).ok());
}

TEST(RunLocks, SayWhatIsWrongWithTheirFile) {
  EXPECT_FALSE(RunLocks("/proc/nowhere/runs.lock").take(RunId{1}).ok());
}

}  // namespace
}  // namespace pinflow::schedule
