#include "query/duckdb/filter_call.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "query/duckdb/instance.h"
#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

TEST(FilterCall, AnUnknownHandleOrOtherColumnsAreAnErrorAndNoCrash) {
  class AllRows final : public RowFilter {
   public:
    const model::Schema& schema() const override { return schema_; }
    void keep(const model::RowBatch&, std::vector<uint8_t>* kept) override {
      std::ranges::fill(*kept, 1);
    }

   private:
    const model::Schema schema_{{{"a", model::Type::kLong}}};
  } filter;
  auto instance = std::move(*Instance::open({}));
  auto connection = std::move(*instance->connect());
  int64_t handle = instance->row_filters().add({std::shared_ptr<void>(), &filter});
  auto runs = [&](const std::string& arguments) {
    return run_only(connection.get(), "SELECT pinflow_keeps(" + arguments + ")").ok();
  };
  EXPECT_TRUE(runs(std::to_string(handle) + ", CAST(7 AS BIGINT)"));
  EXPECT_FALSE(runs(std::to_string(handle) + ", 'seven'"));
  EXPECT_FALSE(runs(std::to_string(handle)));
  EXPECT_FALSE(runs("NULL, CAST(7 AS BIGINT)"));
  instance->row_filters().remove(handle);
  EXPECT_FALSE(runs(std::to_string(handle) + ", CAST(7 AS BIGINT)"));
}

TEST(FilterCall, AMacroNamesAndCastsTheColumns) {
  EXPECT_EQ(filter_macro(7, {{{"a b", model::Type::kInteger}}}),
            "(\"a b\") AS pinflow_keeps(CAST(7 AS BIGINT), CAST(\"a b\" AS INT))");
}

}  // namespace
}  // namespace pinflow::query
