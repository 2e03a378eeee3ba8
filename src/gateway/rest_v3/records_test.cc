#include "gateway/rest_v3/records.h"

#include "gateway/rest_v3/record_reports.h"
#include "gateway/rest_v3/v3_fixture.h"
#include "http/target.h"
#include "http/wait.h"

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

// A body that comes in these pieces.
class Pieces final : public http::IncomingBody {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  http::Task<std::optional<std::string>> next(Begun begun) override {
    begun_.push_back(begun);
    if (next_ == pieces_.size()) co_return std::nullopt;
    co_return pieces_[next_++];
  }
  const std::vector<Begun>& begun() const { return begun_; }

 private:
  std::vector<std::string> pieces_;
  size_t next_ = 0;
  std::vector<Begun> begun_;  // What its reader had in hand at each call.
};

class RecordStreamTest : public V3Test {
 protected:
  // The answers to a body in these pieces, as they come.
  std::vector<std::string> answers_to(std::vector<std::string> pieces) {
    incoming_ = std::make_shared<Pieces>(std::move(pieces));
    http::Request request;
    check(http::parse_target("/v3/clusters/pinflow/topics/t/records", &request).ok());
    request.method = "POST";
    request.parameters = {{"cluster", "pinflow"}, {"topic", "t"}};
    request.headers = {{"Host", "localhost"}};
    request.incoming = incoming_;
    http::Response response = http::wait(produce_stream(proxy_, request));
    if (!response.stream) return {line(response)};
    std::vector<std::string> answers;
    while (auto answer = http::wait(response.stream->next())) answers.push_back(*answer);
    return answers;
  }

  std::shared_ptr<Pieces> incoming_;
};

constexpr const char* kOne = R"({"value":{"type":"JSON","data":1}})";

TEST_F(RecordStreamTest, AnswersEachPieceBeforeItAsksForTheNext) {
  const auto answers = answers_to({kOne, std::string(kOne) + kOne, kOne});
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_NE(answers[0].find("\"offset\":0,"), std::string::npos);
  EXPECT_NE(answers[1].find("\"offset\":2,"), std::string::npos);
  EXPECT_EQ(log_.values("t"), "1|1|1|1");
}

TEST_F(RecordStreamTest, SaysWhatOfARecordItHasInHand) {
  using enum http::IncomingBody::Begun;
  const std::string one = kOne;
  answers_to({one + one.substr(0, 5), one.substr(5, 5), one.substr(10), one});
  EXPECT_EQ(incoming_->begun(), (std::vector<http::IncomingBody::Begun>{
                                    kNothing, kNewUnit, kSameUnit, kNothing, kNothing}));
  EXPECT_EQ(log_.values("t"), "1|1|1");
}

TEST_F(RecordStreamTest, TellsOfARecordThatBreaksOffOrHasNoEnd) {
  auto answers = answers_to({kOne, R"({"value":)"});
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[1].substr(0, 18), R"({"error_code":400,)");
  answers = answers_to(std::vector<std::string>(40, std::string(100'000, '{')));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].substr(0, 18), R"({"error_code":413,)");
  EXPECT_LT(incoming_->begun().size(), 40u);  // It asks for no more of it.
}

TEST_F(RecordStreamTest, RefusesABodyThatIsEmpty) {
  EXPECT_EQ(answers_to({}).at(0).substr(0, 4), "422 ");
}

TEST(TakesRecordStream, IsForRecordsBehindAnyStage) {
  const auto takes = [](const char* method, const char* path) {
    http::Request request;
    request.method = method;
    request.path = path;
    return takes_record_stream(request);
  };
  EXPECT_TRUE(takes("POST", "/v3/clusters/c/topics/t/records"));
  EXPECT_TRUE(takes("POST", "/prod/v3/clusters/c/topics/t/records"));
  EXPECT_FALSE(takes("POST", "/v3/clusters/c/topics/t/records:batch"));
  EXPECT_FALSE(takes("GET", "/v3/clusters/c/topics/t/records"));
  EXPECT_FALSE(takes("POST", "/topics/records"));
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
