#include "objects/request_count.h"

#include <gtest/gtest.h>

#include "objects/local/local_store.h"
#include "telemetry/metrics.h"

namespace pinflow::objects {
namespace {

double value_of(const std::string& series) {
  std::string text = telemetry::prometheus_text();
  size_t at = text.find("\n" + series + " ");
  return at == std::string::npos ? 0 : std::stod(text.substr(at + series.size() + 2));
}

double requests(const std::string& kind) {
  return value_of("pinflow_objects_requests_total{request=\"" + kind + "\"}");
}

TEST(RequestCount, IsWhatAFolderWouldAskOfAServer) {
  std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "request_count";
  std::filesystem::remove_all(folder);
  auto store = std::move(*open_local_store(folder));
  const double put = requests("put"), get = requests("get"), list = requests("list");
  const double gone = requests("delete");
  const double sent = value_of("pinflow_objects_bytes_total{direction=\"sent\"}");
  ASSERT_TRUE(store->put("a", "12345").ok());
  ASSERT_TRUE(store->put_all(std::vector<Put>{{"b", "1"}, {"c", "2"}}).ok());
  ASSERT_TRUE(store->get("a").ok());
  ASSERT_TRUE(store->info("a").ok());
  ASSERT_TRUE(store->list("").ok());
  ASSERT_TRUE(store->remove("a").ok());
  EXPECT_EQ(requests("put") - put, 3);
  EXPECT_EQ(requests("get") - get, 2);
  EXPECT_EQ(requests("list") - list, 1);
  EXPECT_EQ(requests("delete") - gone, 1);
  EXPECT_EQ(value_of("pinflow_objects_bytes_total{direction=\"sent\"}") - sent, 7);
}

}  // namespace
}  // namespace pinflow::objects
