#include "gateway/rest_proxy/record_text.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

std::string shown(EmbeddedFormat format, std::optional<std::string> key,
                  std::optional<std::string> value) {
  model::Record record{std::move(key), std::move(value), {}, {}};
  std::string text;
  Status status =
      write_record(format, {"t", model::Partition{2}}, {model::Offset{5}, record}, &text);
  return status.ok() ? text : status.message();
}

TEST(RecordText, ShowsARecordInEachFormat) {
  EXPECT_EQ(shown(EmbeddedFormat::kJson, R"("k")", R"({"a":1})"),
            R"({"topic":"t","key":"k","value":{"a":1},"partition":2,"offset":5})");
  EXPECT_EQ(shown(EmbeddedFormat::kBinary, std::nullopt, "value"),
            R"({"topic":"t","key":null,"value":"dmFsdWU=","partition":2,"offset":5})");
  EXPECT_EQ(shown(EmbeddedFormat::kText, "k", "say \"hi\""),
            R"({"topic":"t","key":"k","value":"say \"hi\"","partition":2,"offset":5})");
}

TEST(RecordText, NamesTheRecordThatIsNoJson) {
  EXPECT_EQ(shown(EmbeddedFormat::kJson, std::nullopt, "plain text").substr(0, 7), "t/2/5: ");
  EXPECT_EQ(shown(EmbeddedFormat::kJson, "k", "1").substr(0, 7), "t/2/5: ");
}

}  // namespace
}  // namespace pinflow::gateway
