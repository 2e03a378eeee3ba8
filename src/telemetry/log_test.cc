#include "telemetry/log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace pinflow::telemetry {
namespace {

class Log : public testing::Test {
 protected:
  void TearDown() override { set_log(LogFormat::kPlain, Level::kInfo); }
};

TEST_F(Log, WritesToStderrFromTheLeastLevelUp) {
  testing::internal::CaptureStderr();
  set_log(LogFormat::kPlain, Level::kWarning);
  log(Level::kInfo, "sink", "not shown");
  log(Level::kError, "sink", "{braces} are no format", {{"key", "k"}});
  std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(lines.find("not shown"), std::string::npos);
  EXPECT_NE(lines.find("Z ERROR sink: {braces} are no format key=k\n"), std::string::npos) << lines;
}

TEST_F(Log, ChangesToJson) {
  testing::internal::CaptureStderr();
  set_log(LogFormat::kJson, Level::kDebug);
  log(Level::kDebug, "app", "ready");
  std::string line = testing::internal::GetCapturedStderr();
  EXPECT_NE(line.find(R"("level":"DEBUG","part":"app","happening":"ready"})"), std::string::npos);
}

TEST_F(Log, KeepsLinesOfSeveralThreadsWhole) {
  constexpr int kThreads = 4;
  constexpr int kLines = 200;
  testing::internal::CaptureStderr();
  std::vector<std::jthread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([] {
      for (int line = 0; line < kLines; ++line) log(Level::kInfo, "app", "tick", {{"n", "end"}});
    });
  }
  threads.clear();
  std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(lines, '\n'), kThreads * kLines);
  size_t whole_lines = 0;
  std::string_view ending = "INFO app: tick n=end\n2";
  for (size_t at = lines.find(ending); at != std::string::npos; at = lines.find(ending, at + 1)) {
    ++whole_lines;
  }
  EXPECT_EQ(whole_lines, kThreads * kLines - 1u);
}

}  // namespace
}  // namespace pinflow::telemetry
