#include "eventlog/local/directory_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

TEST(DirectoryLock, LetsNobodyElseInAndNamesTheFolder) {
  const auto folder = fresh_folder();
  {
    auto lock = lock_directory(folder);
    ASSERT_TRUE(lock.ok());
    Status status = lock_directory(folder).status();
    EXPECT_EQ(status.code(), Code::kAlreadyExists);
    EXPECT_NE(status.message().find(folder.string()), std::string::npos);
  }
  EXPECT_TRUE(lock_directory(folder).ok());
}

TEST(DirectoryLock, EndsWithAProcessThatIsKilled) {
  const auto folder = fresh_folder();
  pid_t child = ::fork();
  if (child == 0) {
    auto lock = lock_directory(folder);
    ::kill(::getpid(), lock.ok() ? SIGKILL : SIGTERM);
  }
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, 0), child);
  ASSERT_TRUE(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
  EXPECT_TRUE(lock_directory(folder).ok());
}

}  // namespace
}  // namespace pinflow::eventlog
