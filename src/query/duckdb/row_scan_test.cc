#include "query/duckdb/row_scan.h"

#include <gtest/gtest.h>

#include "query/duckdb/instance.h"
#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

class FailingReader final : public model::RowReader {
 public:
  const model::Schema& schema() const override { return schema_; }
  Result<model::RowBatch> next() override { return Status(Code::kUnavailable, "disk gone"); }

 private:
  model::Schema schema_{{{"a", model::Type::kLong}}};
};

TEST(RowScan, HandlesAreNeverUsedTwice) {
  FailingReader reader;
  RowSources sources;
  int64_t first = sources.add(std::make_shared<RowSource>(reader));
  EXPECT_NE(sources.find(first), nullptr);
  sources.remove(first);
  EXPECT_EQ(sources.find(first), nullptr);
  EXPECT_NE(sources.add(std::make_shared<RowSource>(reader)), first);
}

TEST(RowScan, AnUnknownHandleIsAnErrorAndNoCrash) {
  auto instance = std::move(*Instance::open({}));
  auto connection = std::move(*instance->connect());
  for (const char* handle : {"0", "-1", "139637976727552", "NULL"}) {
    EXPECT_FALSE(
        run_only(connection.get(), "SELECT * FROM pinflow_rows(" + std::string(handle) + ")").ok());
  }
}

TEST(RowScan, ASourceRemembersWhatStoppedIt) {
  FailingReader reader;
  auto source = std::make_shared<RowSource>(reader);
  auto instance = std::move(*Instance::open({}));
  auto connection = std::move(*instance->connect());
  int64_t handle = instance->row_sources().add(source);
  EXPECT_FALSE(
      run_only(connection.get(), "SELECT * FROM pinflow_rows(" + std::to_string(handle) + ")")
          .ok());
  EXPECT_EQ(source->failure().code(), Code::kUnavailable);
  EXPECT_EQ(source->failure().message(), "disk gone");
}

}  // namespace
}  // namespace pinflow::query
