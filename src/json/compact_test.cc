#include "json/compact.h"

#include <gtest/gtest.h>

namespace pinflow::json {
namespace {

// The compact form behind something that is there already, or the error.
std::string compacted(std::string_view text) {
  std::string out = "\\";
  Status status = compact(text, &out);
  return status.ok() ? out.substr(1) : status.message();
}

TEST(Compact, RemovesWhiteSpaceBetweenTokensOnly) {
  EXPECT_EQ(compacted(" { \"a b\" : [ 1 ,\n 2 ] , \"c\" : \" d \" } "),
            R"({"a b":[1,2],"c":" d "})");
}

TEST(Compact, KeepsNumbersAsTheyWere) {
  std::string numbers = "[1.10,1e5,-0,0.1E+2,123456789012345678901234567890,1e999]";
  EXPECT_EQ(compacted(numbers), numbers);
}

TEST(Compact, WritesEscapesInTheirPlainestForm) {
  EXPECT_EQ(compacted(R"("\u00e9\u20AC \uD83D\ude00 \/ \u0041")"), "\"é€ 😀 / A\"");
  EXPECT_EQ(compacted(R"("\" \\ \n \u0022 \u005C \u000a \u001f")"),
            R"("\" \\ \n \" \\ \n \u001F")");
  EXPECT_EQ(compacted(R"("\\u0041 \uD83D \uDE00\uD83D x")"), R"("\\u0041 \uD83D \uDE00\uD83D x")");
}

TEST(Compact, RefusesWhatIsNotOneValue) {
  EXPECT_EQ(compacted("[1] x"), "not JSON: more text after the value at byte 4");
  EXPECT_EQ(compacted("[\"\xFF\"]"), "not JSON: invalid UTF-8 at byte 2");
}

TEST(Compact, OfCompactIsTheSame) {
  std::string once = compacted(R"({ "a" : "\u0001\/\uD83D\u00e9" })");
  EXPECT_EQ(compacted(once), once);
}

TEST(Compact, TrustsTextThatIsKnownToBeValid) {
  std::string out = "[";
  compact_valid(R"({ "a" : "\u00e9" })", &out);
  EXPECT_EQ(out, R"([{"a":"é"})");
}

}  // namespace
}  // namespace pinflow::json
