#include "query/duckdb/json_rows.h"

#include <gtest/gtest.h>

#include <fstream>

#include "query/duckdb/duckdb_engine.h"

namespace pinflow::query {
namespace {

class JsonRowsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string("json_rows_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    encoder_ = make_duckdb_json_to_parquet(
        {.memory_bytes_max = 256u << 20, .temporary_directory = folder_.string()});
    engine_ = std::move(*open_duckdb_engine());
  }

  std::string written(std::string_view lines, std::string_view codec = "snappy") {
    Result<std::string> bytes = encoder_->encode(lines, codec);
    EXPECT_TRUE(bytes.ok()) << bytes.status().message();
    if (!bytes.ok()) return "";
    std::ofstream(file(), std::ios::binary) << *bytes;
    return *bytes;
  }
  std::string error(std::string_view lines) {
    return encoder_->encode(lines, "snappy").status().message();
  }
  std::string file() const { return (folder_ / "t.parquet").string(); }
  // "name TYPE, …" and the rows as JSON.
  std::string read_back() {
    auto session = std::move(*engine_->open_session());
    std::string from = " FROM read_parquet('" + file() + "')";
    auto columns = session->describe("SELECT *" + from);
    EXPECT_TRUE(columns.ok()) << columns.status().message();
    std::string text;
    for (const Table::Column& column : *columns) {
      text += (text.empty() ? "" : ", ") + column.name + " " + column.type;
    }
    auto rows = session->query("SELECT CAST(to_json(all_of) AS VARCHAR)" + from + " all_of");
    EXPECT_TRUE(rows.ok()) << rows.status().message();
    for (auto& row : rows->rows) text += "\n" + std::get<std::string>(row[0]);
    return text;
  }

  std::filesystem::path folder_;
  std::unique_ptr<JsonToParquet> encoder_;
  std::unique_ptr<Engine> engine_;  // Reads back.
};

TEST_F(JsonRowsTest, FieldsBecomeColumnsOfTheTypeThatAllValuesHave) {
  written(
      "{\"index\":1,\"at\":\"2026-01-31\",\"ok\":true,\"share\":1}\n"
      "{\"index\":-2,\"share\":0.5,\"tags\":[\"a\"],\"of\":{\"a\":1}}\n");
  EXPECT_EQ(read_back(),
            "index BIGINT, at VARCHAR, ok BOOLEAN, share DOUBLE, tags VARCHAR[], "
            "of STRUCT(a BIGINT)\n"
            R"({"index":1,"at":"2026-01-31","ok":true,"share":1.0,"tags":null,"of":null})"
            "\n"
            R"({"index":-2,"at":null,"ok":null,"share":0.5,"tags":["a"],"of":{"a":1}})");
}

TEST_F(JsonRowsTest, FieldsOfSeveralTypesOrOfNoneAreText) {
  written("{\"a\":1,\"b\":null,\"c\":{},\"d\":[],\"e\":\"x\"}\n{\"a\":\"1\",\"e\":{\"f\":2}}\n");
  EXPECT_EQ(read_back(),
            "a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR[], e VARCHAR\n"
            R"({"a":"1","b":null,"c":"{}","d":[],"e":"x"})"
            "\n"
            R"({"a":"1","b":null,"c":null,"d":null,"e":"{\"f\":2}"})");
}

TEST_F(JsonRowsTest, NumbersKeepEveryDigit) {
  written("{\"a\":9223372036854775807}\n{\"a\":-1}\n");
  EXPECT_EQ(read_back(), "a BIGINT\n{\"a\":9223372036854775807}\n{\"a\":-1}");
  written("{\"a\":18446744073709551615}\n");
  EXPECT_EQ(read_back().substr(0, 15), "a DECIMAL(20,0)");
}

TEST_F(JsonRowsTest, NamesAndTextsMayHaveAnyLetter) {
  written(
      "{\"it's \\\"x\\\"\":\"\\u00e4 ' \\\" \\n\",\"UBIGINT\":\"UBIGINT\",\"o\":{\"a b\":1}}\n");
  EXPECT_EQ(read_back(),
            "it's \"x\" VARCHAR, UBIGINT VARCHAR, o STRUCT(\"a b\" BIGINT)\n"
            R"({"it's \"x\"":"ä ' \" \n","UBIGINT":"UBIGINT","o":{"a b":1}})");
}

TEST_F(JsonRowsTest, TheSameLinesGiveTheSameBytes) {
  std::string lines;
  for (int i = 0; i < 130'000; ++i) {  // More than one row group.
    lines +=
        "{\"i\":" + std::to_string(i) + ",\"t\":\"" + std::to_string(i * 7919 % 1000) + "\"}\n";
  }
  std::string first = written(lines);
  EXPECT_EQ(written(lines), first);
  auto session = std::move(*engine_->open_session());
  Table table = *session->query(
      "SELECT count(*) FROM (SELECT i, file_row_number AS place FROM read_parquet('" + file() +
      "', file_row_number = true)) WHERE i = place");
  EXPECT_EQ(std::get<int64_t>(table.rows[0][0]), 130'000);
}

TEST_F(JsonRowsTest, LinesMayBeLong) {
  written("{\"t\":\"" + std::string(4 << 20, 'x') + "\"}\n{\"t\":\"y\"}\n");
  EXPECT_EQ(read_back().size(), 4'194'304 + 28);
}

TEST_F(JsonRowsTest, CompressesAsAskedFor) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "{\"t\":\"abcdefgh" + std::to_string(i) + "\"}\n";
  for (const char* codec : {"uncompressed", "snappy", "gzip", "zstd", "brotli"}) {
    written(lines, codec);
    auto session = std::move(*engine_->open_session());
    Table table =
        *session->query("SELECT lower(compression) FROM parquet_metadata('" + file() + "')");
    EXPECT_EQ(std::get<std::string>(table.rows[0][0]), codec);
  }
}

TEST_F(JsonRowsTest, RefusesWhatHasNoColumnsAndLeavesNothingBehind) {
  EXPECT_NE(error("1\n").find("not every value is a JSON object"), std::string::npos);
  EXPECT_NE(error("{}\n").find("not every value is a JSON object"), std::string::npos);
  EXPECT_NE(error("{\"a\":1}\n[1]\n"), "");
  EXPECT_EQ(error("{\"a\":1,\"A\":2}\n"),
            "the fields 'a' and 'A' differ by case only, which columns cannot");
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

}  // namespace
}  // namespace pinflow::query
