#include "http/http2_stream.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

using std::chrono::seconds;

class Http2StreamTest : public testing::Test {
 protected:
  Http2StreamTest() {
    options_.body_bytes_max = 10;
    options_.request_timeout = seconds(30);
  }

  Http2Stream stream() { return {options_, HeldBytes(held_, 1 << 20), start_}; }
  Http2Stream whole_request() {
    Http2Stream made = stream();
    made.add_field(":path", "/a");
    EXPECT_EQ(made.end_head().status, 0);
    made.end_request();
    return made;
  }
  static std::string take(Http2Stream& stream, size_t size, SteadyTime now) {
    std::string bytes(size, '\0');
    bytes.resize(stream.take_answer(reinterpret_cast<uint8_t*>(bytes.data()), size, now));
    return bytes;
  }

  ServerOptions options_;
  std::atomic<uint64_t> held_ = 0;
  const SteadyTime start_{std::chrono::hours(1)};
};

TEST_F(Http2StreamTest, ATrailerDoesNotChangeTheHead) {
  Http2Stream made = stream();
  made.add_field(":path", "/a");
  EXPECT_EQ(made.end_head().status, 0);
  made.add_field("x-trailer", "1");
  EXPECT_FALSE(made.request().header("x-trailer"));
}

TEST_F(Http2StreamTest, ABodyMayBeAsLongAsTheLimit) {
  Http2Stream made = stream();
  made.add_field(":path", "/a");
  EXPECT_EQ(made.end_head().status, 0);
  EXPECT_EQ(made.add_body("0123456789").status, 0);
  EXPECT_EQ(made.add_body("x").status, 413);
}

TEST_F(Http2StreamTest, OnlyAClientThatIsToDoSomethingHasADeadline) {
  EXPECT_EQ(stream().deadline(), start_ + seconds(30));
  Http2Stream made = whole_request();
  EXPECT_EQ(made.deadline(), SteadyTime::max());  // We are to answer.
  made.begin_answer("abc", false, start_ + seconds(60));
  EXPECT_EQ(made.deadline(), start_ + seconds(90));
  EXPECT_EQ(take(made, 2, start_ + seconds(70)), "ab");
  EXPECT_EQ(made.deadline(), start_ + seconds(100));
  EXPECT_EQ(take(made, 2, start_ + seconds(80)), "c");
  EXPECT_EQ(made.deadline(), SteadyTime::max());  // We are to go on.
}

TEST_F(Http2StreamTest, AnAnswerIsOverWhenItsLastByteIsTaken) {
  Http2Stream made = whole_request();
  made.begin_answer("a", false, start_);
  made.add_answer(std::string(3 << 20, 'b'), start_);
  made.end_answer();
  std::string all;
  while (!made.is_answer_over()) all += take(made, 100'000, start_);
  EXPECT_EQ(all, "a" + std::string(3 << 20, 'b'));
}

}  // namespace
}  // namespace pinflow::http
