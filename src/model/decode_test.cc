#include "model/decode.h"

#include <gtest/gtest.h>

namespace pinflow::model {
namespace {

Dataset posts() {
  Dataset dataset;
  dataset.raw.columns = {{"ind", Type::kLong},    {"title", Type::kString},
                         {"age", Type::kInteger}, {"latitude", Type::kDouble},
                         {"ok", Type::kBoolean},  {"at", Type::kTimestamp},
                         {"joined", Type::kDate}, {"places", Type::kDoubleArray}};
  dataset.aliases = {{"index", "ind"}};
  dataset.required = {"ind"};
  return dataset;
}

class Decode : public testing::Test {
 protected:
  int32_t decode(std::string_view value) {
    Decoder decoder(dataset_);
    return decoder.decode(value, &batch_, &indexes_, &refused_);
  }

  // The reason why the only row of `value` is refused.
  std::string reason_of(std::string_view value) {
    refused_.clear();
    EXPECT_EQ(decode(value), 1);
    EXPECT_EQ(batch_.row_count(), 0u);
    return refused_.empty() ? "" : refused_[0].reason;
  }

  // Decodes a row with one column set and gives that column.
  const ColumnValues& column_of(std::string_view name, std::string_view value) {
    batch_ = RowBatch(dataset_.raw);
    std::string row = R"({"ind":1,")" + std::string(name) + "\":" + std::string(value) + "}";
    decode(row);
    EXPECT_EQ(batch_.row_count(), 1u) << row << (refused_.empty() ? "" : refused_.back().reason);
    return batch_.columns[*dataset_.raw.index_of(name)];
  }
  std::string text_of(std::string_view value) {
    return std::string(column_of("title", value).texts.at(0));
  }
  int64_t integer_of(std::string_view name, std::string_view value) {
    return column_of(name, value).integers.at(0);
  }

  Dataset dataset_ = posts();
  RowBatch batch_{dataset_.raw};
  std::vector<int32_t> indexes_;
  std::vector<RefusedRow> refused_;
};

TEST_F(Decode, AnObjectIsOneRow) {
  EXPECT_EQ(decode(R"({"ind":7,"title":"a\u00e9","latitude":-89.9787,"unknown":[1]})"), 1);
  EXPECT_EQ(batch_.row_count(), 1u);
  EXPECT_EQ(batch_.columns[0].integers[0], 7);
  EXPECT_EQ(batch_.columns[1].texts[0], "aé");
  EXPECT_EQ(batch_.columns[2].valid[0], 0);  // Absent.
  EXPECT_EQ(batch_.columns[3].doubles[0], -89.9787);
  EXPECT_EQ(indexes_, std::vector<int32_t>{0});
}

TEST_F(Decode, AListIsARowForEachElement) {
  EXPECT_EQ(decode(R"([{"ind":1}, 5, {"title":"x"}, {"ind":2}])"), 4);
  EXPECT_EQ(batch_.columns[0].integers, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(indexes_, (std::vector<int32_t>{0, 3}));
  ASSERT_EQ(refused_.size(), 2u);
  EXPECT_EQ(refused_[0].index, 1);
  EXPECT_EQ(refused_[0].reason, "not an object");
  EXPECT_EQ(refused_[0].value, "5");
  EXPECT_EQ(refused_[1].index, 2);
  EXPECT_EQ(refused_[1].reason, "required column 'ind' is missing");
  EXPECT_EQ(refused_[1].value, R"({"title":"x"})");
}

TEST_F(Decode, AStringThatHoldsJsonIsDecodedOnceMore) {
  EXPECT_EQ(decode(R"(" [{\"ind\":1,\"title\":\"x\"},{\"ind\":2}]")"), 2);
  EXPECT_EQ(batch_.columns[0].integers, (std::vector<int64_t>{1, 2}));
}

TEST_F(Decode, OtherShapesAreRefusedAsOneRow) {
  EXPECT_EQ(reason_of("7"), "not an object");
  EXPECT_EQ(reason_of("null"), "not an object");
  EXPECT_EQ(reason_of(R"("plain text")"), "not an object");
  EXPECT_EQ(reason_of("[]"), "empty list");
  EXPECT_EQ(reason_of("{\"ind\":1"), "not JSON: the text ends early at byte 8");
  EXPECT_EQ(refused_[0].value, "{\"ind\":1");
  EXPECT_EQ(reason_of(R"("{\"ind\":")"), "not JSON: the text ends early at byte 7");
  EXPECT_EQ(reason_of(""), "not JSON: the text is empty at byte 0");
}

TEST_F(Decode, TheColumnsOwnNameWinsOverItsAlias) {
  decode(R"({"index":1})");
  decode(R"({"index":1,"ind":2})");
  decode(R"({"ind":3,"index":1})");
  decode(R"({"title":"x","ind":4})");
  EXPECT_EQ(batch_.columns[0].integers, (std::vector<int64_t>{1, 2, 3, 4}));
}

TEST_F(Decode, RequiredColumnsMayBeNullButNotAbsent) {
  EXPECT_EQ(reason_of(R"({"title":"x"})"), "required column 'ind' is missing");
  decode(R"({"ind":null})");
  EXPECT_EQ(batch_.columns[0].valid, std::vector<uint8_t>{0});
}

TEST_F(Decode, UnknownColumnsAreRefusedOnlyOnDemand) {
  dataset_.reject_unknown_columns = true;
  EXPECT_EQ(reason_of(R"({"ind":1,"titel":"x"})"), "unknown column 'titel'");
}

TEST_F(Decode, StringsTakeNumbersAndBooleansByTheirText) {
  EXPECT_EQ(text_of(R"("  kept as is ")"), "  kept as is ");
  EXPECT_EQ(text_of("12"), "12");
  EXPECT_EQ(text_of("1.5"), "1.5");
  EXPECT_EQ(text_of("true"), "true");
  EXPECT_EQ(text_of(R"("")"), "");
  EXPECT_EQ(column_of("title", R"("")").valid[0], 1);
  EXPECT_EQ(column_of("title", "null").valid[0], 0);
}

TEST_F(Decode, IntegersTakeWhatIsOne) {
  EXPECT_EQ(integer_of("age", "20"), 20);
  EXPECT_EQ(integer_of("age", "20.0"), 20);
  EXPECT_EQ(integer_of("age", R"(" 20 ")"), 20);
  EXPECT_EQ(column_of("age", R"(" ")").valid[0], 0);
  EXPECT_EQ(integer_of("ind", R"("9223372036854775807")"), INT64_MAX);
}

TEST_F(Decode, OtherTypesTakeTheirTexts) {
  EXPECT_EQ(column_of("latitude", R"("-89.9787")").doubles[0], -89.9787);
  EXPECT_EQ(column_of("latitude", "3").doubles[0], 3);
  EXPECT_EQ(column_of("latitude", R"("")").valid[0], 0);
  EXPECT_EQ(integer_of("ok", "true"), 1);
  EXPECT_EQ(integer_of("ok", R"("False")"), 0);
  EXPECT_EQ(integer_of("ok", "1"), 1);
  EXPECT_EQ(integer_of("at", R"("1970-01-01T00:00:01Z")"), 1'000'000);
  EXPECT_EQ(integer_of("at", "1500"), 1'500'000);
  EXPECT_EQ(integer_of("joined", R"("1970-01-02")"), 1);
  EXPECT_EQ(integer_of("joined", "-1"), -1);
  EXPECT_EQ(column_of("places", "null").valid[0], 0);
}

TEST_F(Decode, ValuesThatDoNotFitAreRefusedWithTheColumn) {
  EXPECT_EQ(reason_of(R"({"ind":1,"age":"abc"})"), "column 'age': 'abc' is not an integer");
  EXPECT_EQ(reason_of(R"({"ind":1,"age":1.5})"), "column 'age': '1.5' is not an integer");
  EXPECT_EQ(reason_of(R"({"ind":1,"age":2147483648})"),
            "column 'age': '2147483648' is not an integer");
  EXPECT_EQ(reason_of(R"({"ind":true})"), "column 'ind': 'true' is not an integer");
  EXPECT_EQ(reason_of(R"({"ind":1,"title":[1]})"), "column 'title': '[1]' is not a text");
  EXPECT_EQ(reason_of(R"({"ind":1,"latitude":"x"})"), "column 'latitude': 'x' is not a number");
  EXPECT_EQ(reason_of(R"({"ind":1,"ok":2})"), "column 'ok': '2' is not a boolean");
  EXPECT_EQ(reason_of(R"({"ind":1,"at":9223372036854775807})"),
            "column 'at': '9223372036854775807' is not a timestamp");
  EXPECT_EQ(reason_of(R"({"ind":1,"joined":"never"})"), "column 'joined': 'never' is not a date");
  EXPECT_EQ(reason_of(R"({"ind":1,"places":[1]})"),
            "column 'places': '[1]' is not accepted in a column of lists");
  std::string long_text = std::string(39, 'x') + "éé";
  EXPECT_EQ(reason_of(R"({"ind":")" + long_text + "\"}"),
            "column 'ind': '" + std::string(39, 'x') + "…' is not an integer");
}

TEST_F(Decode, LeavesTheCallersColumnsAlone) {
  batch_.columns.emplace_back().type = Type::kLong;
  EXPECT_EQ(decode(R"([{"ind":1},{"ind":"x"},{"ind":2}])"), 3);
  EXPECT_EQ(batch_.row_count(), 2u);
  EXPECT_TRUE(batch_.columns.back().valid.empty());
}

TEST(RowText, GivesOneRowsOwnBytes) {
  EXPECT_EQ(row_text(R"({"a": 1})", 0), R"({"a":1})");
  EXPECT_EQ(row_text(R"([{"a":1}, {"a":2}])", 1), R"({"a":2})");
  EXPECT_EQ(row_text(R"("[{\"a\":1},{\"a\":2}]")", 1), R"({"a":2})");
  EXPECT_EQ(row_text("[1,2]", 7), "[1,2]");
  EXPECT_EQ(row_text("{no", 0), "{no");
}

}  // namespace
}  // namespace pinflow::model
