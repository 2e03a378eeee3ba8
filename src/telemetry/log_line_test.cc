#include "telemetry/log_line.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace pinflow::telemetry {
namespace {

constexpr UnixMillis kTime{std::chrono::milliseconds(1'598'586'767'250)};

std::string line_of(LogFormat format, std::vector<Field> fields) {
  return log_line(format, kTime, Level::kWarning, "sink", "object put failed", fields);
}

TEST(LogLine, IsPlainTextWithItsFields) {
  EXPECT_EQ(line_of(LogFormat::kPlain, {{"key", "a/b.json"}, {"bytes", 12}, {"took_s", 0.5}}),
            "2020-08-28T03:52:47Z WARN sink: object put failed key=a/b.json bytes=12 took_s=0.5");
  EXPECT_EQ(log_line(LogFormat::kPlain, kTime, Level::kInfo, "app", "ready", {}),
            "2020-08-28T03:52:47Z INFO app: ready");
}

TEST(LogLine, QuotesValuesThatWouldBeMisread) {
  EXPECT_EQ(line_of(LogFormat::kPlain, {{"cause", "disk full"}, {"empty", ""}}),
            "2020-08-28T03:52:47Z WARN sink: object put failed cause=\"disk full\" empty=\"\"");
}

TEST(LogLine, StaysOneLineWhateverTheValueHolds) {
  for (LogFormat format : {LogFormat::kPlain, LogFormat::kJson}) {
    std::string line = line_of(format, {{"cause", "a\nERROR \x1B[31m \"quoted\"\xFF"}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(line.find('\x1B'), std::string::npos);
    EXPECT_NE(line.find(R"("a\nERROR \u001B[31m \"quoted\")"), std::string::npos) << line;
  }
}

TEST(LogLine, IsAJsonObjectOnRequest) {
  EXPECT_EQ(line_of(LogFormat::kJson, {{"key", "a b"}, {"bytes", 12}, {"again", true}}),
            R"({"time":"2020-08-28T03:52:47Z","level":"WARN","part":"sink",)"
            R"("happening":"object put failed","key":"a b","bytes":12,"again":true})");
  EXPECT_NE(line_of(LogFormat::kJson, {{"rate", std::numeric_limits<double>::quiet_NaN()}})
                .find("\"rate\":null"),
            std::string::npos);
}

}  // namespace
}  // namespace pinflow::telemetry
