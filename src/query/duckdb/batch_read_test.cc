#include "query/duckdb/batch_read.h"

#include <gtest/gtest.h>

#include "query/duckdb/instance.h"
#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

TEST(BatchRead, CastsEachColumnByItsName) {
  model::Schema schema{{{"a", model::Type::kLong}, {"b\"c", model::Type::kString}}};
  EXPECT_EQ(typed_columns(schema),
            "CAST(\"a\" AS BIGINT) AS \"a\", CAST(\"b\"\"c\" AS STRING) AS \"b\"\"c\"");
}

TEST(BatchRead, StopsWhenTheTakerDoes) {
  auto instance = std::move(*Instance::open({}));
  auto connection = std::move(*instance->connect());
  Result<Answer> answer = run(connection.get(), "SELECT range FROM range(10000)");
  ASSERT_TRUE(answer.ok());
  int calls = 0;
  Status status = read_batches(std::move(*answer), {{{"range", model::Type::kLong}}},
                               [&](const model::RowBatch&) {
                                 ++calls;
                                 return Status(Code::kUnavailable, "enough");
                               });
  EXPECT_EQ(status.message(), "enough");
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace pinflow::query
