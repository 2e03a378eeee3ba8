#include "http/traffic.h"

#include <gtest/gtest.h>

#include "telemetry/metrics.h"

namespace pinflow::http {
namespace {

double value_of(const std::string& series) {
  std::string text = telemetry::prometheus_text();
  size_t at = text.find("\n" + series + " ");
  return at == std::string::npos ? 0 : std::stod(text.substr(at + series.size() + 2));
}

TEST(Traffic, CountsAnswersAndTheirBytes) {
  double requests = value_of("pinflow_http_requests_total");
  double bytes = value_of("pinflow_http_sent_bytes_total");
  count_answer(100);
  count_answer(0);
  EXPECT_EQ(value_of("pinflow_http_requests_total"), requests + 2);
  EXPECT_EQ(value_of("pinflow_http_sent_bytes_total"), bytes + 100);
}

}  // namespace
}  // namespace pinflow::http
