#include "stream/arrivals.h"

#include <gtest/gtest.h>

namespace pinflow::stream {
namespace {

using model::Type;

TEST(Arrivals, HaveTheTimeAndTheColumnsThatTheMetricNames) {
  model::Dataset dataset;
  dataset.clean = {{{"id", Type::kLong}, {"item", Type::kString}, {"price", Type::kDouble}}};
  model::Metric metric;
  metric.columns = {"price", "item"};
  EXPECT_EQ(arrival_columns(metric, dataset), (model::Schema{{{"arrived_at", Type::kTimestamp},
                                                              {"price", Type::kDouble},
                                                              {"item", Type::kString}}}));
}

TEST(Arrivals, CopyValuesOfEveryTypeAndForgetThemWhenTheyAreToComeAgain) {
  Batch batch{"id", {{{"orders", model::Partition{3}}, Offset{0}, Offset{1}, {}}}, 0, {}};
  UnixMillis time{std::chrono::milliseconds(1)};
  batch.partitions[0].records.push_back({Offset{0}, {std::nullopt, "{}", time, {}}});
  batch.taken_at = time;
  const model::Schema columns{{{"arrived_at", Type::kTimestamp},
                               {"count", Type::kInteger},
                               {"price", Type::kDouble},
                               {"bytes", Type::kBinary},
                               {"nothing", Type::kString}}};
  Arrivals arrivals(columns, batch);
  auto take = [&](uint8_t kept) {
    std::string bytes = "text of the batch that is gone when it is asked for";
    model::RowBatch rows({{{"_partition", Type::kInteger},
                           {"_offset", Type::kLong},
                           {"_index", Type::kInteger},
                           {"count", Type::kInteger},
                           {"price", Type::kDouble},
                           {"bytes", Type::kBinary},
                           {"nothing", Type::kString}}});
    const int64_t integers[] = {3, 0, 0, 8};
    for (size_t i = 0; i < 4; ++i) rows.columns[i].push_integer(integers[i]);
    rows.columns[4].push_double(1.5);
    rows.columns[5].push_text(bytes);
    rows.columns[6].push_null();
    arrivals.take(rows, {kept}, 3);
  };
  take(1);
  arrivals.clear();
  EXPECT_EQ(arrivals.next()->row_count(), 0u);
  take(0);
  take(1);
  model::RowBatch rows = std::move(*arrivals.next());
  ASSERT_EQ(rows.row_count(), 1u);
  EXPECT_EQ(rows.columns[0].integers[0], 1000);
  EXPECT_EQ(rows.columns[1].integers[0], 8);
  EXPECT_EQ(rows.columns[2].doubles[0], 1.5);
  EXPECT_EQ(rows.columns[3].texts[0], "text of the batch that is gone when it is asked for");
  EXPECT_EQ(rows.columns[4].valid[0], 0);
  EXPECT_EQ(arrivals.next()->row_count(), 0u);
}

}  // namespace
}  // namespace pinflow::stream
