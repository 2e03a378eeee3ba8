#include "query/duckdb/session.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

class OneRow final : public model::RowReader {
 public:
  const model::Schema& schema() const override { return schema_; }
  Result<model::RowBatch> next() override {
    model::RowBatch batch(schema_);
    if (!std::exchange(done_, true)) batch.columns[0].push_integer(1);
    return batch;
  }

 private:
  bool done_ = false;
  model::Schema schema_{{{"a", model::Type::kLong}}};
};

TEST(DuckdbSession, WhatItHeldIsLetGoWithIt) {
  auto instance = std::move(*Instance::open({}));
  OneRow first, second;
  auto session = std::move(*open_duckdb_session(instance, true));
  ASSERT_TRUE(session->bind_rows("r", first).ok());
  EXPECT_NE(instance->row_sources().find(1), nullptr);
  ASSERT_TRUE(session->bind_rows("r", second).ok());
  EXPECT_EQ(instance->row_sources().find(1), nullptr);
  EXPECT_NE(instance->row_sources().find(2), nullptr);
  session.reset();
  EXPECT_EQ(instance->row_sources().find(2), nullptr);

  auto other = std::move(*open_duckdb_session(instance, true));
  auto left = other->query("SELECT count(*) FROM duckdb_databases() WHERE NOT internal");
  ASSERT_TRUE(left.ok()) << left.status().message();
  EXPECT_EQ(std::get<int64_t>(left->rows[0][0]), 2);  // The instance's and its own.
}

TEST(DuckdbSession, FilesAreShutAwayWithTheFirstSqlOfAStranger) {
  auto session = std::move(*open_duckdb_session(std::move(*Instance::open({})), false));
  EXPECT_EQ(session->query("SELECT * FROM read_text('/etc/hostname')").status().code(),
            Code::kDenied);
  EXPECT_EQ(session->query("CREATE TABLE x AS SELECT 1").status().code(), Code::kDenied);
  EXPECT_TRUE(session->query("SELECT 1").ok());
}

}  // namespace
}  // namespace pinflow::query
