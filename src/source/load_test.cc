#include "source/load.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "source/sqlite/sqlite_source.h"

namespace pinflow::source {
namespace {

// Two tables of `row_count` rows; reading past `fail_at` is an error.
class NumberSource final : public RowSource {
 public:
  NumberSource(uint64_t row_count, uint64_t fail_at) : row_count_(row_count), fail_at_(fail_at) {}

  std::vector<std::string> tables() const override { return {"one", "two"}; }
  Result<model::Schema> schema(std::string_view) const override {
    return model::Schema{{{"number", model::Type::kLong}, {"text", model::Type::kString}}};
  }
  Result<uint64_t> row_count(std::string_view) override { return row_count_; }
  Result<std::vector<Row>> read(std::string_view table, RowIndex first, size_t count) override {
    std::vector<Row> rows;
    for (auto row = static_cast<uint64_t>(first); row < row_count_ && rows.size() < count; ++row) {
      if (row >= fail_at_ && table == "two") return Status(Code::kUnavailable, "gone");
      rows.push_back({static_cast<int64_t>(row), "r" + std::to_string(row)});
    }
    return rows;
  }

 private:
  uint64_t row_count_;
  uint64_t fail_at_;
};

constexpr uint64_t kNever = ~uint64_t{0};

std::filesystem::path fresh_folder(const std::string& name) {
  std::filesystem::path folder = testing::TempDir() + "load_test_" + name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

TEST(Load, FillsADatabaseAndTellsHowFarItIs) {
  const auto path = fresh_folder("database") / "rows.db";
  NumberSource source(4'500, kNever);
  std::vector<std::string> progress;
  Status loaded = load(source, LoadFormat::kSqlite, path, [&](auto table, auto done, auto total) {
    progress.push_back(std::string(table) + " " + std::to_string(done) + "/" +
                       std::to_string(total));
  });
  ASSERT_TRUE(loaded.ok()) << loaded.message();
  EXPECT_EQ(progress,
            (std::vector<std::string>{"one 2000/4500", "one 4000/4500", "one 4500/4500",
                                      "two 2000/4500", "two 4000/4500", "two 4500/4500"}));
  auto database = open_sqlite_source(path);
  ASSERT_TRUE(database.ok());
  EXPECT_EQ(*(*database)->row_count("two"), 4'500u);
  EXPECT_EQ(*(*database)->read("two", RowIndex{0}, 4'500), *source.read("two", RowIndex{0}, 4'500));
}

TEST(Load, LeavesADatabaseAsItWasWhenARowCannotBeRead) {
  const auto path = fresh_folder("rollback") / "rows.db";
  NumberSource source(4'500, 3'000);
  EXPECT_EQ(load(source, LoadFormat::kSqlite, path).code(), Code::kUnavailable);
  auto database = open_sqlite_source(path);
  ASSERT_TRUE(database.ok());
  EXPECT_TRUE((*database)->tables().empty());
}

TEST(Load, RefusesToMixWithRowsThatAreThere) {
  const auto path = fresh_folder("twice") / "rows.db";
  NumberSource source(10, kNever);
  ASSERT_TRUE(load(source, LoadFormat::kSqlite, path).ok());
  EXPECT_EQ(load(source, LoadFormat::kSqlite, path).code(), Code::kAlreadyExists);
  EXPECT_EQ(*(*open_sqlite_source(path))->row_count("one"), 10u);
}

TEST(Load, WritesCsvAndJsonLines) {
  const auto folder = fresh_folder("files");
  NumberSource source(2, kNever);
  ASSERT_TRUE(load(source, LoadFormat::kCsv, folder).ok());
  ASSERT_TRUE(load(source, LoadFormat::kJsonLines, folder).ok());
  EXPECT_EQ(*read_file(folder / "one.csv"), "number,text\r\n0,r0\r\n1,r1\r\n");
  EXPECT_EQ(*read_file(folder / "two.jsonl"),
            "{\"number\":0,\"text\":\"r0\"}\n{\"number\":1,\"text\":\"r1\"}\n");
}

TEST(Load, LeavesNoFileBehindWhenARowCannotBeRead) {
  const auto folder = fresh_folder("broken_files");
  NumberSource source(10, 5);
  EXPECT_EQ(load(source, LoadFormat::kCsv, folder).code(), Code::kUnavailable);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(Load, KnowsItsFormatsByName) {
  EXPECT_EQ(*parse_load_format("sqlite"), LoadFormat::kSqlite);
  EXPECT_EQ(*parse_load_format("csv"), LoadFormat::kCsv);
  EXPECT_EQ(*parse_load_format("jsonl"), LoadFormat::kJsonLines);
  Status unknown = parse_load_format("postgres").status();
  EXPECT_EQ(unknown.code(), Code::kInvalidArgument);
  EXPECT_NE(unknown.message().find("did you mean 'postgresql'?"), std::string::npos)
      << unknown.message();
}

}  // namespace
}  // namespace pinflow::source
