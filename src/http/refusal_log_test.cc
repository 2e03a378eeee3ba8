#include "http/refusal_log.h"

#include <gtest/gtest.h>

#include "telemetry/metrics.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;

size_t refusals_in(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(RefusalLog, WritesOneLineASecondAndSaysHowManyItLeftOut) {
  RefusalLog refusals("refusal_test");
  RefusalLog::Time now{};
  testing::internal::CaptureStderr();
  for (int i = 0; i < 5; ++i) refusals.note(400, "POST /a", "127.0.0.1", "not JSON", now);
  refusals.note(404, "POST /b", "127.0.0.1", "unknown", now);
  refusals.note(400, "POST /c", "127.0.0.1", "not JSON", now + milliseconds(1000));
  std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(refusals_in(lines, "request refused"), 3u) << lines;
  EXPECT_NE(lines.find("not_logged_before=4"), std::string::npos) << lines;
}

// The counter's value, which outlives the test.
int counted() {
  constexpr std::string_view kName =
      "pinflow_refusal_count_test_requests_refused_total{status=\"422\"} ";
  std::string text = telemetry::prometheus_text();
  size_t at = text.find(kName);
  return at == text.npos ? 0 : std::stoi(text.substr(at + kName.size()));
}

TEST(RefusalLog, CountsThemAll) {
  RefusalLog refusals("refusal_count_test");
  int before = counted();
  for (int i = 0; i < 5; ++i) refusals.note(422, "POST /a", "127.0.0.1", "no records");
  EXPECT_EQ(counted() - before, 5);
}

}  // namespace
}  // namespace pinflow::http
