#include "gateway/rest_v3/records.h"

#include "gateway/rest_v3/v3_fixture.h"

namespace pinflow::gateway {
namespace {

TEST_F(V3Test, ReportsOnEachRecordOfAStreamInOrder) {
  auto response =
      send("POST", "/topics/t/records",
           R"({"value":{"type":"JSON","data":{"a":1}},"timestamp":"2020-01-02"})"
           R"({"value":{"type":"AVRO","data":1}})"
           R"({"partition_id":7,"value":{"type":"JSON","data":2}})"
           R"({"key":{"type":"STRING","data":"k"},"value":{"type":"STRING","data":"v"}})");
  EXPECT_EQ(response.status, 200);
  std::vector<std::string> reports;
  for (size_t begin = 0; begin < response.body.size();) {
    size_t end = response.body.find("\r\n", begin);
    reports.push_back(response.body.substr(begin, end - begin));
    begin = end + 2;
  }
  ASSERT_EQ(reports.size(), 4u);
  EXPECT_EQ(
      reports[0],
      R"({"error_code":200,"cluster_id":"pinflow","topic_name":"t","partition_id":0,)"
      R"("offset":0,"timestamp":"2020-01-02T00:00:00.000Z","value":{"type":"JSON","size":7}})");
  EXPECT_EQ(reports[1].substr(0, 18), R"({"error_code":400,)");
  EXPECT_EQ(reports[2].substr(0, 20), R"({"error_code":40403,)");
  EXPECT_NE(reports[3].find(R"("key":{"type":"STRING","size":1})"), std::string::npos);
  EXPECT_EQ(log_.values("t"), R"({"a":1}|v)");
}

TEST_F(V3Test, AnEmptyStreamIsRefused) {
  EXPECT_EQ(member(send("POST", "/topics/t/records", ""), "error_code"), "42206");
  EXPECT_TRUE(log_.topics().empty());
}

TEST_F(V3Test, ABatchTellsSuccessesAndFailuresApart) {
  auto response = send("POST", "/topics/t/records:batch",
                       R"({"entries":[{"id":"good","value":{"type":"JSON","data":1}},)"
                       R"({"id":"bad","value":7}]})");
  EXPECT_EQ(response.status, 207);
  EXPECT_EQ(member(response, "successes/0/id"), R"("good")");
  EXPECT_EQ(member(response, "successes/0/offset"), "0");
  EXPECT_EQ(member(response, "failures/0/id"), R"("bad")");
  EXPECT_EQ(member(response, "failures/0/error_code"), "400");
  EXPECT_EQ(member(send("POST", "/topics/t/records:batch", "{}"), "error_code"), "42208");
}

TEST_F(V3Test, RecordsThatCannotBeStoredSayWhy) {
  log_.fail(0, Status(Code::kUnavailable, "disk full"));
  auto response = send("POST", "/topics/t/records", R"({"value":{"type":"JSON","data":1}})");
  EXPECT_EQ(line(response), "200 {\"error_code\":50003,\"message\":\"disk full\"}\r\n");
}

}  // namespace
}  // namespace pinflow::gateway
