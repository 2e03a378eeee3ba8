// What an HTTP/2 session makes of raw frames, right ones and hostile ones.
#include "http/http2_session.h"

#include <gtest/gtest.h>

#include "http/http2_frames.h"
#include "http/http2_frames_for_test.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint32_t kCancelCode = 8;
constexpr uint32_t kRefusedCode = 7;
constexpr uint32_t kCalmCode = 11;

// Until then the client has 64 KiB of each stream's window.
const std::string kSettingsTaken = frame(FrameType::kSettings, 1, 0, "");

class Http2SessionTest : public testing::Test {
 protected:
  Http2SessionTest() {
    options_.body_bytes_max = 1000;
    options_.stream_count_max = 10;
    options_.header_bytes_max = 1000;
  }

  Http2Session& session() {
    if (!session_) {
      session_ = std::make_unique<Http2Session>(options_, router_, refusals_, held_, "peer", now_);
      send(client_begin());
    }
    return *session_;
  }
  void send(std::string_view bytes) { session().receive(bytes, now_); }

  // All that the session sends now.
  std::vector<ReadFrame> answers() {
    std::vector<ReadFrame> all;
    while (true) {
      std::string_view bytes = session().output(now_);
      if (bytes.empty()) return all;
      for (ReadFrame& frame : reader_->read(bytes)) all.push_back(std::move(frame));
    }
  }
  // The first of that type, or a frame of stream -1.
  ReadFrame answer(FrameType type) {
    for (ReadFrame& frame : answers()) {
      bool is_ack = type == FrameType::kSettings && frame.flags == 1;
      if (frame.type == type && !is_ack) return frame;
    }
    ReadFrame none;
    none.stream = -1;
    return none;
  }
  // The streams, and 0 for the connection, of which the client may send more.
  std::vector<int32_t> widened() {
    std::vector<int32_t> streams;
    for (ReadFrame& frame : answers()) {
      if (frame.type == FrameType::kWindowUpdate) streams.push_back(frame.stream);
    }
    return streams;
  }
  std::string status_of_answer() {
    return std::string(find_field(answer(FrameType::kHeaders).fields, ":status").value_or(""));
  }
  // The stream's requests that came whole.
  std::vector<Http2Session::StreamId> begun() {
    std::vector<Http2Session::StreamId> ids;
    for (auto& arrived : session().take_requests()) ids.push_back(arrived.stream);
    return ids;
  }
  void pass(milliseconds time) {
    now_ += time;
    session().enforce_deadlines(now_);
  }

  ServerOptions options_;
  Router router_;
  RefusalLog refusals_{"http"};
  std::atomic<uint64_t> held_ = 0;
  SteadyTime now_{std::chrono::hours(1)};
  std::unique_ptr<FrameReader> reader_ = std::make_unique<FrameReader>();
  std::unique_ptr<Http2Session> session_;
};

TEST_F(Http2SessionTest, GivesWholeRequestsAndFramesTheirAnswers) {
  send(post_frames(1, "/a?x=1", "hello"));
  auto requests = session().take_requests();
  ASSERT_EQ(requests.size(), 1u);
  const Request& request = requests[0].request;
  EXPECT_EQ(request.method + " " + request.target + " " + request.body, "POST /a?x=1 hello");
  EXPECT_EQ(request.header("Host"), "h");
  EXPECT_EQ(held_, 5u);
  session().respond(1, Response::json(201, "{}"), true, now_);
  auto sent = answers();
  ASSERT_GE(sent.size(), 2u);
  const ReadFrame& head = sent[sent.size() - 2];
  EXPECT_EQ(find_field(head.fields, ":status"), "201");
  EXPECT_EQ(find_field(head.fields, "content-length"), "2");
  EXPECT_EQ(sent.back().payload, "{}");
  EXPECT_EQ(sent.back().flags, kEndStream);
  EXPECT_EQ(session().take_closed(), std::vector<Http2Session::StreamId>{1});
  requests.clear();
  EXPECT_EQ(held_, 0u);
}

TEST_F(Http2SessionTest, BytesMayComeOneByOne) {
  session();
  for (char byte : post_frames(1, "/a", "hello") + get_frame(3, "/b")) send({&byte, 1});
  EXPECT_EQ(begun(), (std::vector<Http2Session::StreamId>{1, 3}));
}

TEST_F(Http2SessionTest, AnAnswerToHeadHasTheLengthOnly) {
  send(frame(FrameType::kHeaders, kEndStream | kEndHeaders, 1,
             literal_fields(request_head("HEAD", "/a"))));
  session().respond(1, Response::json(200, "{}"), false, now_);
  auto head = answer(FrameType::kHeaders);
  EXPECT_EQ(find_field(head.fields, "content-length"), "2");
  EXPECT_EQ(head.flags & kEndStream, kEndStream);
}

TEST_F(Http2SessionTest, ABodyThatIsTakenComesOnlyAsFarAsItWasTaken) {
  router_.set_takes_stream([](const Request& request) { return request.path == "/pieces"; });
  session();
  answers();  // That of the connection is widened once, in the beginning.
  send(kSettingsTaken +
       frame(FrameType::kHeaders, kEndHeaders, 1, literal_fields(request_head("POST", "/pieces"))));
  auto requests = session().take_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_TRUE(requests[0].is_begun);
  EXPECT_EQ(session().take_body(1), "");
  EXPECT_FALSE(session().is_body_over(1));

  const std::string piece(16'000, 'x');  // 60 of them fit into the stream's window of 1 MiB.
  for (int i = 0; i < 60; ++i) send(frame(FrameType::kData, 0, 1, piece));
  EXPECT_EQ(held_, 960'000u);
  EXPECT_EQ(widened(), std::vector<int32_t>());
  EXPECT_EQ(session().take_body(1).size(), 960'000u);
  EXPECT_EQ(held_, 0u);
  EXPECT_EQ(widened(), std::vector<int32_t>{1});
  send(frame(FrameType::kData, kEndStream, 1, "end"));
  EXPECT_FALSE(session().is_body_over(1));
  EXPECT_EQ(session().take_body(1), "end");
  EXPECT_TRUE(session().is_body_over(1));
}

TEST_F(Http2SessionTest, WhatWasNotTakenOfAStreamThatEndedIsGivenBack) {
  router_.set_takes_stream([](const Request&) { return true; });
  const std::string piece(16'000, 'x');
  send(kSettingsTaken);
  for (int32_t id = 1; id < 20;
       id += 2) {  // Ten times what the connection's window allows at once.
    send(frame(FrameType::kHeaders, kEndHeaders, id, literal_fields(request_head("POST", "/a"))));
    for (int i = 0; i < 60; ++i) send(frame(FrameType::kData, 0, id, piece));
    send(frame(FrameType::kReset, 0, id, big_endian(kCancelCode, 4)));
    EXPECT_EQ(session().take_requests().size(), 0u);  // It is gone.
    EXPECT_EQ(answer(FrameType::kReset).stream, -1) << id;
    EXPECT_EQ(held_, 0u);
  }
  EXPECT_FALSE(session().is_over());
}

TEST_F(Http2SessionTest, ABodyThatIsAwaitedForTooLongIsCutOff) {
  router_.set_takes_stream([](const Request&) { return true; });
  send(frame(FrameType::kHeaders, kEndHeaders, 1, literal_fields(request_head("POST", "/a"))) +
       frame(FrameType::kData, 0, 1, "begun"));
  session().expect_body(1, now_ + seconds(1));
  pass(milliseconds(1001));
  EXPECT_EQ(session().take_body(1), "begun");
  EXPECT_TRUE(session().is_body_over(1));
  send(frame(FrameType::kData, 0, 1, "too late"));
  EXPECT_EQ(session().take_body(1), "");
  session().respond(1, Response::json(200, "{}"), true, now_);
  EXPECT_EQ(status_of_answer(), "200");
}

TEST_F(Http2SessionTest, ABodyGoesOnlyAsFarAsTheClientAllows) {
  std::string window = big_endian(4, 2) + big_endian(10, 4);  // SETTINGS_INITIAL_WINDOW_SIZE.
  session_ = std::make_unique<Http2Session>(options_, router_, refusals_, held_, "peer", now_);
  send(client_begin(window) + get_frame(1, "/a"));
  Response response;
  response.body = "0123456789abcde";
  session().respond(1, std::move(response), true, now_);
  EXPECT_EQ(answer(FrameType::kData).payload, "0123456789");
  EXPECT_EQ(session().unsent_body_bytes(1), 5u);
  send(frame(FrameType::kWindowUpdate, 0, 1, big_endian(100, 4)));
  EXPECT_EQ(answer(FrameType::kData).payload, "abcde");
  EXPECT_EQ(session().unsent_body_bytes(1), 0u);
}

TEST_F(Http2SessionTest, InvitesABodyThatWaitsToBeAskedFor) {
  Fields head = request_head("POST", "/a");
  head.emplace_back("expect", "100-continue");
  send(frame(FrameType::kHeaders, kEndHeaders, 1, literal_fields(head)));
  EXPECT_EQ(status_of_answer(), "100");
}

TEST_F(Http2SessionTest, RefusesWhatIsTooLongOrWrongButOnlyThatStream) {
  Fields long_head = request_head("GET", "/a");
  for (int i = 0; i < 10; ++i) long_head.emplace_back("x-long", std::string(100, 'x'));
  send(frame(FrameType::kHeaders, kEndStream | kEndHeaders, 1, literal_fields(long_head)));
  EXPECT_EQ(status_of_answer(), "431");
  send(get_frame(3, "no path"));
  EXPECT_EQ(begun().size(), 0u);
  answers();
  Fields announced = request_head("POST", "/a");
  announced.emplace_back("content-length", "1001");
  send(frame(FrameType::kHeaders, kEndHeaders, 5, literal_fields(announced)));
  EXPECT_EQ(status_of_answer(), "413");
  send(post_frames(7, "/a", std::string(1001, 'x')));
  EXPECT_EQ(status_of_answer(), "413");
  options_.body_bytes_held_max = 0;
  send(get_frame(9, "/a"));
  EXPECT_EQ(begun(), std::vector<Http2Session::StreamId>{9});
  EXPECT_FALSE(session().is_over());
  EXPECT_EQ(held_, 0u);
}

TEST_F(Http2SessionTest, RefusesBodiesPastWhatAllTogetherMayHold) {
  options_.body_bytes_held_max = 600;
  send(post_frames(1, "/a", std::string(500, 'x')) + post_frames(3, "/a", std::string(500, 'x')));
  EXPECT_EQ(status_of_answer(), "503");
  EXPECT_EQ(begun(), std::vector<Http2Session::StreamId>{1});
}

TEST_F(Http2SessionTest, AClientThatSendsOnAfterItsRefusalIsToldToStop) {
  Fields announced = request_head("POST", "/a");
  announced.emplace_back("content-length", "1001");
  send(frame(FrameType::kHeaders, kEndHeaders, 1, literal_fields(announced)));
  EXPECT_EQ(status_of_answer(), "413");
  send(frame(FrameType::kData, 0, 1, std::string(500, 'x')));
  EXPECT_EQ(answer(FrameType::kReset).stream, -1);  // It may need some time to see the answer.
  pass(seconds(5));
  auto reset = answer(FrameType::kReset);
  EXPECT_EQ(reset.stream, 1);
  EXPECT_EQ(reset.error_code(), 0u);
}

TEST_F(Http2SessionTest, AStreamThatIsCancelledAtOnceIsNeverBegun) {
  send(get_frame(1, "/a") + get_frame(3, "/b") +
       frame(FrameType::kReset, 0, 1, big_endian(kCancelCode, 4)));
  EXPECT_EQ(begun(), std::vector<Http2Session::StreamId>{3});
  EXPECT_EQ(session().take_closed(), std::vector<Http2Session::StreamId>{1});
  session().respond(1, Response::json(200, "{}"), true, now_);
  EXPECT_EQ(answer(FrameType::kHeaders).stream, -1);
}

TEST_F(Http2SessionTest, ServerMayRefuseOrEndAStream) {
  send(get_frame(1, "/a") + get_frame(3, "/a"));
  session().cancel(1, Http2Session::Cancel::kRefused);
  EXPECT_EQ(answer(FrameType::kReset).error_code(), kRefusedCode);
  session().cancel(3, Http2Session::Cancel::kCancelled);
  EXPECT_EQ(answer(FrameType::kReset).error_code(), kCancelCode);
}

// CVE-2023-44487: streams begun and cancelled at once, without end.
TEST_F(Http2SessionTest, RapidResetEndsTheConnection) {
  int32_t stream = 1;
  for (; !session().is_over() && stream < 100'000; stream += 2) {
    send(get_frame(stream, "/a") + frame(FrameType::kReset, 0, stream, big_endian(8, 4)));
    EXPECT_EQ(begun().size(), 0u);
  }
  EXPECT_LT(stream, 2'000);
  EXPECT_EQ(answer(FrameType::kGoAway).error_code(), kCalmCode);
}

TEST_F(Http2SessionTest, FloodsOfIdleFramesEndTheConnection) {
  std::string ping = frame(FrameType::kPing, 0, 0, std::string(8, 'p'));
  std::string settings = frame(FrameType::kSettings, 0, 0, "");
  std::string priority = frame(FrameType::kPriority, 0, 1, std::string(5, '\1'));
  std::string empty_data = frame(FrameType::kData, 0, 1, "");
  for (const std::string& flood : {ping, settings, priority, empty_data}) {
    session_ = nullptr;
    reader_ = std::make_unique<FrameReader>();
    send(frame(FrameType::kHeaders, kEndHeaders, 1, literal_fields(request_head("POST", "/a"))));
    answers();
    ReadFrame go_away;
    for (int i = 0; i < 10'000 && !session().is_over(); ++i) {
      send(flood);
      ReadFrame sent = answer(FrameType::kGoAway);
      if (sent.stream == 0) go_away = sent;
    }
    ASSERT_TRUE(session().is_over()) << "type " << int{static_cast<uint8_t>(flood[3])};
    if (go_away.payload.empty()) go_away = answer(FrameType::kGoAway);
    EXPECT_EQ(go_away.error_code(), kCalmCode);
  }
}

TEST_F(Http2SessionTest, AFloodOfPingsThatNobodyReadsIsNotKept) {
  std::string pings;
  for (int i = 0; i < 10'000; ++i) pings += frame(FrameType::kPing, 0, 0, std::string(8, 'p'));
  send(pings);
  EXPECT_TRUE(session().is_over());
  size_t bytes = 0;
  for (auto output = session().output(now_); !output.empty(); output = session().output(now_)) {
    bytes += output.size();
  }
  EXPECT_LT(bytes, 50'000u);
}

// One long value in the table of the compression, then thousands of references to it.
TEST_F(Http2SessionTest, HeaderBombEndsTheConnection) {
  std::string block = literal_fields(request_head("GET", "/a"));
  block +=
      big_endian(0x40, 1) + big_endian(1, 1) + "x" + big_endian(100, 1) + std::string(100, 'v');
  block += std::string(10'000, static_cast<char>(0x80 | 62));
  send(frame(FrameType::kHeaders, kEndStream | kEndHeaders, 1, block));
  EXPECT_EQ(answer(FrameType::kGoAway).error_code(), kCalmCode);
  EXPECT_TRUE(session().is_over());
  EXPECT_EQ(begun().size(), 0u);
}

TEST_F(Http2SessionTest, EndlessContinuationEndsTheConnection) {
  send(frame(FrameType::kHeaders, 0, 1, literal_fields(request_head("GET", "/a"))));
  for (int i = 0; i < 100 && !session().is_over(); ++i) {
    send(frame(FrameType::kContinuation, 0, 1, ""));
  }
  EXPECT_TRUE(session().is_over());
}

TEST_F(Http2SessionTest, StreamsPastTheLimitAreRefused) {
  send("");
  answers();
  for (int32_t i = 0; i < 11; ++i) send(get_frame(2 * i + 1, "/a"));
  EXPECT_EQ(begun().size(), 10u);
  ReadFrame reset = answer(FrameType::kReset);
  EXPECT_EQ(reset.stream, 21);
  EXPECT_EQ(reset.error_code(), kRefusedCode);
}

TEST_F(Http2SessionTest, NonsenseEndsTheConnection) {
  send(frame(FrameType::kData, 0, 99, "of no stream"));
  EXPECT_EQ(answer(FrameType::kGoAway).error_code(), 1u);
  EXPECT_TRUE(session().is_over());
  session_ = std::make_unique<Http2Session>(options_, router_, refusals_, held_, "peer", now_);
  session_->receive("GET / HTTP/1.1\r\nHost: h\r\n\r\n", now_);
  EXPECT_TRUE(session_->is_over());
}

TEST_F(Http2SessionTest, ASlowRequestGets408AndTheOthersGoOn) {
  send(frame(FrameType::kHeaders, kEndHeaders, 1, literal_fields(request_head("POST", "/a"))));
  pass(options_.request_timeout - milliseconds(1));
  EXPECT_EQ(status_of_answer(), "");
  send(get_frame(3, "/b"));
  pass(milliseconds(1));
  EXPECT_EQ(status_of_answer(), "408");
  EXPECT_EQ(begun(), std::vector<Http2Session::StreamId>{3});
}

TEST_F(Http2SessionTest, AHeadThatIsNeverWholeEndsTheConnection) {
  send(frame(FrameType::kHeaders, 0, 1, literal_fields(request_head("GET", "/a"))));
  pass(options_.request_timeout);
  EXPECT_EQ(answer(FrameType::kGoAway).error_code(), kCalmCode);
}

TEST_F(Http2SessionTest, AClientThatDoesNotTakeItsAnswerIsLetGo) {
  session_ = std::make_unique<Http2Session>(options_, router_, refusals_, held_, "peer", now_);
  send(client_begin(big_endian(4, 2) + big_endian(0, 4)) + get_frame(1, "/a"));
  session().respond(1, Response::json(200, "{}"), true, now_);
  answers();
  pass(options_.request_timeout);
  EXPECT_EQ(answer(FrameType::kReset).error_code(), kCancelCode);
}

TEST_F(Http2SessionTest, AQuietStreamMayLastForEver) {
  class NeverReady final : public BodyStream {
    Task<std::optional<std::string>> next() override { co_return ""; }
  };
  send(get_frame(1, "/a"));
  Response response;
  response.stream = std::make_shared<NeverReady>();
  session().respond(1, std::move(response), true, now_);
  answers();
  pass(std::chrono::hours(1));
  session().add_body(1, "event", now_);
  EXPECT_EQ(answer(FrameType::kData).payload, "event");
  pass(std::chrono::hours(1));
  session().end_body(1);
  EXPECT_EQ(answer(FrameType::kData).flags, kEndStream);
}

TEST_F(Http2SessionTest, AnIdleConnectionIsEndedPolitely) {
  answers();
  pass(options_.idle_timeout);
  EXPECT_EQ(answer(FrameType::kGoAway).error_code(), 0u);
  EXPECT_TRUE(session().is_over());
}

TEST_F(Http2SessionTest, FinishingAnswersWhatCameAndTakesNoMore) {
  send(get_frame(1, "/a"));
  session().finish();
  ReadFrame go_away = answer(FrameType::kGoAway);
  EXPECT_EQ(go_away.error_code(), 0u);
  EXPECT_EQ(go_away.number_at(0), 1u);  // The last stream that is served.
  send(get_frame(3, "/b"));
  EXPECT_EQ(begun(), std::vector<Http2Session::StreamId>{1});
  EXPECT_FALSE(session().is_over());
  session().respond(1, Response::json(200, "{}"), true, now_);
  EXPECT_EQ(status_of_answer(), "200");
  EXPECT_TRUE(session().is_over());
}

}  // namespace
}  // namespace pinflow::http
