// That the promises notice a source that breaks them: each fault makes those fail that name it.
#include "source/row_source_promises.h"

#include <gtest/gtest.h>

#include <set>

#include "base/nearest_name.h"

namespace pinflow::source {
namespace {

enum class Fault { kNone, kMiscounts, kTextForNumbers, kTakesAnyName, kOtherOrderEachTime };

class FaultyRows final : public RowSource {
 public:
  FaultyRows(Fault fault, int64_t shift) : fault_(fault), shift_(shift) {}

  std::vector<std::string> tables() const override { return {"posts"}; }
  Result<model::Schema> schema(std::string_view table) const override {
    TRY(find(table));
    return model::Schema{{{"ind", model::Type::kLong}}};
  }
  Result<uint64_t> row_count(std::string_view table) override {
    TRY(find(table));
    return kCount + (fault_ == Fault::kMiscounts ? 1 : 0);
  }
  Result<std::vector<Row>> read(std::string_view table, RowIndex first, size_t count) override {
    TRY(find(table));
    std::vector<Row> rows;
    for (auto index = static_cast<uint64_t>(first); index < kCount && rows.size() < count;
         ++index) {
      const int64_t value = (static_cast<int64_t>(index) + shift_) % static_cast<int64_t>(kCount);
      if (fault_ == Fault::kTextForNumbers) {
        rows.push_back({std::to_string(value)});
      } else {
        rows.push_back({value});
      }
    }
    return rows;
  }

 private:
  static constexpr uint64_t kCount = 20;

  Status find(std::string_view table) const {
    if (table == "posts" || fault_ == Fault::kTakesAnyName) return Status();
    const std::vector<std::string> names = {"posts"};
    return Status(Code::kNotFound, "no such table" + did_you_mean(table, names));
  }

  const Fault fault_;
  const int64_t shift_;
};

std::set<std::string> broken_by(Fault fault) {
  int64_t opened = 0;
  const RowSourcePlace place{[&]() -> Result<std::unique_ptr<RowSource>> {
    const int64_t shift = fault == Fault::kOtherOrderEachTime ? ++opened : 0;
    return std::unique_ptr<RowSource>(std::make_unique<FaultyRows>(fault, shift));
  }};
  std::set<std::string> broken;
  for (const Promise<RowSourcePlace>& promise : row_source_promises()) {
    if (promise.keep(place).state() != Outcome::State::kKept) broken.emplace(promise.sentence);
  }
  return broken;
}

TEST(RowSourcePromises, AreKeptByRowsWithoutFault) {
  EXPECT_EQ(broken_by(Fault::kNone), std::set<std::string>());
}

TEST(RowSourcePromises, NoticeEachFault) {
  EXPECT_EQ(broken_by(Fault::kMiscounts),
            (std::set<std::string>{"a table's end is where its count says"}));
  EXPECT_EQ(broken_by(Fault::kTextForNumbers),
            (std::set<std::string>{"a row has a value of its type for each column"}));
  EXPECT_EQ(broken_by(Fault::kTakesAnyName),
            (std::set<std::string>{"a table that is not there is refused, never run as SQL"}));
  EXPECT_EQ(broken_by(Fault::kOtherOrderEachTime),
            (std::set<std::string>{"two readers get the same rows in the same order"}));
}

}  // namespace
}  // namespace pinflow::source
