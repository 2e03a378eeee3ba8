#include "app/open_files.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace pinflow::app {
namespace {

rlimit open_file_limit() {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit;
}

TEST(OpenFiles, MayBeAsManyAsTheSystemAllows) {
  rlimit lowered = open_file_limit();
  lowered.rlim_cur = 100;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &lowered), 0);
  raise_open_file_limit();
  EXPECT_EQ(open_file_limit().rlim_cur, lowered.rlim_max);
}

}  // namespace
}  // namespace pinflow::app
