#include "serve/record_routes.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "eventlog/local/local_event_log.h"
#include "serve/desk_for_test.h"

namespace pinflow::serve {
namespace {

using model::Offset;
using model::Partition;

class RecordRoutes : public testing::Test {
 protected:
  RecordRoutes() {
    std::filesystem::path folder = std::filesystem::path(testing::TempDir()) /
                                   testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    log_ = std::move(*eventlog::open_local_event_log(folder, {}));
    EXPECT_TRUE(log_->create_topic("orders", {.partition_count = 2}).ok());
    add_record_routes(desk_.desk(), *log_, [](const model::TopicPartition& from, Offset offset) {
      return query::Table{{{"place", "VARCHAR"}},
                          {{from.topic + "/" + std::to_string(to_int32(from.partition)) + "/" +
                            std::to_string(to_int64(offset))}},
                          false};
    });
  }

  void append(int32_t partition, std::optional<std::string> value, int64_t time = 1000) {
    model::Record record;
    record.key = "k";
    record.value = std::move(value);
    record.timestamp = UnixMillis(std::chrono::milliseconds(time));
    record.headers = {{"h", "v"}};
    ASSERT_TRUE(log_->append_and_wait("orders", Partition{partition}, {record}).ok());
  }
  std::string get(std::string query) {
    return desk_.get("/v1/topics/orders/records", std::move(query));
  }
  static bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }

  std::unique_ptr<eventlog::EventLog> log_;
  DeskForTest desk_;
};

TEST_F(RecordRoutes, ShowTheNewestOfEachPartition) {
  for (int i = 0; i < 3; ++i) append(0, "{\"n\":" + std::to_string(i) + "}");
  append(1, "plain");
  std::string all = get("limit=2");
  EXPECT_FALSE(has(all, R"({\"n\":0})")) << all;
  EXPECT_TRUE(has(all, R"("value":"{\"n\":1}","value_encoding":"json")")) << all;
  EXPECT_TRUE(has(all, R"("value":"plain","value_encoding":"text")")) << all;
  EXPECT_TRUE(has(all, R"({"partition":0,"begin_offset":0,"end_offset":3,"next_offset":3})"))
      << all;
  EXPECT_TRUE(has(all, R"("headers":[{"name":"h","value":"v","value_encoding":"text"}])")) << all;
}

TEST_F(RecordRoutes, GoOnWhereTheyAreTold) {
  for (int i = 0; i < 5; ++i) append(0, std::to_string(i), 1000 * (i + 1));
  std::string page = get("partition=0&offset=1&limit=2");
  EXPECT_TRUE(has(page, R"("next_offset":3})")) << page;
  EXPECT_TRUE(has(page, R"("value":"1")") && has(page, R"("value":"2")")) << page;
  EXPECT_FALSE(has(page, R"("value":"3")")) << page;
  std::string later = get("partition=0&at=4000");
  EXPECT_TRUE(has(later, R"("value":"3")") && !has(later, R"("value":"2")")) << later;
}

TEST_F(RecordRoutes, FindWhatARecordContains) {
  for (int i = 0; i < 50; ++i) append(0, i == 7 ? "needle" : "hay");
  std::string found = get("partition=0&offset=0&limit=1&filter=needle");
  EXPECT_TRUE(has(found, R"("offset":7)")) << found;
  EXPECT_TRUE(has(found, R"("next_offset":8)")) << found;
}

TEST_F(RecordRoutes, GiveBytesAsBase64AndTombstonesAsNull) {
  append(0, std::string("\xff\x00", 2));
  append(0, std::nullopt);
  std::string all = get("partition=0");
  EXPECT_TRUE(has(all, R"("value":"/wA=","value_encoding":"base64")")) << all;
  EXPECT_TRUE(has(all, R"("value":null,"value_encoding":"none")")) << all;
}

TEST_F(RecordRoutes, RefuseWhatIsNoPlace) {
  EXPECT_EQ(desk_.send("GET", "/v1/topics/nothing/records").status, 404);
  EXPECT_EQ(desk_.send("GET", "/v1/topics/orders/records", "limit=0").status, 400);
  EXPECT_EQ(desk_.send("GET", "/v1/records/orders/x/1").status, 404);
}

TEST_F(RecordRoutes, FollowARecord) {
  EXPECT_TRUE(has(desk_.get("/v1/records/orders/1/17"), R"("rows":[["orders/1/17"]])"));
}

}  // namespace
}  // namespace pinflow::serve
