#include "gateway/rest_v3/record_splitter.h"

#include <gtest/gtest.h>

#include <vector>

namespace pinflow::gateway {
namespace {

const std::string kBody =
    " {\"a\":\"}\\\"{\\\\\"} \r\n{\"b\":[{},[1]]}{} [2]\n";  // NOLINT: escapes of both languages.
const std::vector<std::string> kObjects = {"{\"a\":\"}\\\"{\\\\\"}", "{\"b\":[{},[1]]}", "{}",
                                           "[2]"};

TEST(RecordSplitter, FindsTheSameObjectsInPiecesOfAnySize) {
  for (size_t piece = 1; piece <= kBody.size(); ++piece) {
    RecordSplitter splitter;
    std::vector<std::string> found;
    for (size_t begin = 0; begin < kBody.size(); begin += piece) {
      splitter.add(std::string_view(kBody).substr(begin, piece));
      while (auto object = splitter.next()) found.emplace_back(*object);
    }
    EXPECT_EQ(found, kObjects) << piece;
    EXPECT_EQ(splitter.begun_bytes(), 0u);
  }
}

TEST(RecordSplitter, TellsHowMuchOfAnObjectHasBegun) {
  RecordSplitter splitter;
  EXPECT_EQ(splitter.begun_bytes(), 0u);
  splitter.add("  ");
  EXPECT_EQ(splitter.begun_bytes(), 0u);
  splitter.add(" {\"a\": ");
  EXPECT_FALSE(splitter.next());
  EXPECT_EQ(splitter.begun_bytes(), 6u);
  splitter.add("1}");
  EXPECT_EQ(splitter.next(), "{\"a\": 1}");
  EXPECT_EQ(splitter.begun_bytes(), 0u);
}

TEST(RecordSplitter, EndsWhatCannotBeAnObjectAtTheNextBracketThatCloses) {
  RecordSplitter splitter;
  splitter.add("7 }{\"b\":1}");
  EXPECT_EQ(splitter.next(), "7 }");
  EXPECT_EQ(splitter.next(), "{\"b\":1}");
}

}  // namespace
}  // namespace pinflow::gateway
