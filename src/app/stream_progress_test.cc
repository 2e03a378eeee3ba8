#include "stream/progress.h"

#include "app/stream_fixture.h"

namespace pinflow::app {
namespace {

TEST(Progress, IsReadFromTheTransactionsThatItWrote) {
  model::Pipeline pipeline = orders_pipeline();
  StreamConfig config = make_stream_config(pipeline, "ada", pipeline.datasets[0]);
  Progress progress(config, "id1");
  stream::Batch batch{"id1", {{{config.topic, model::Partition{3}}, Offset{5}, Offset{9}, {}}}, 0};
  BatchCounts totals{10, 7, 2, 1, 4};
  Transactions transactions = progress.after(batch, totals);
  EXPECT_EQ(transactions.at("stream/shop/orders/streaming-ada-orders/id1/3"), 9);
  EXPECT_EQ(progress.position(transactions, model::Partition{3}), Offset{9});
  EXPECT_EQ(progress.position(transactions, model::Partition{0}), std::nullopt);
  EXPECT_EQ(progress.totals(transactions), totals);
  EXPECT_EQ(progress.after(batch).size(), 1u);

  // A topic that was made anew counts by itself, and both count for the table.
  Progress anew(config, "id2");
  EXPECT_EQ(anew.position(transactions, model::Partition{3}), std::nullopt);
  transactions.merge(anew.after(batch, totals));
  EXPECT_EQ(stream_totals(config, transactions), (BatchCounts{20, 14, 4, 2, 8}));
}

}  // namespace
}  // namespace pinflow::app
