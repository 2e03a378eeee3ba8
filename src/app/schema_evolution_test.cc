// A column that is declared later: added to tables that are there, by the batch way and by streams.
#include <gtest/gtest.h>

#include "app/batch_fixture.h"
#include "app/stream_fixture.h"

namespace pinflow::app {
namespace {

using Rows = std::vector<std::string>;

class BatchEvolution : public BatchFixture {};

TEST_F(BatchEvolution, OlderRowsReadNullAndAFullCleanFillsThem) {
  {
    Batch batch(folder_);
    ASSERT_TRUE(batch.put("pin", 0, pin_line(1, "a", R"("likes":7)")).ok());
    ASSERT_TRUE(batch.run_all().ok());
  }
  Batch batch(folder_);
  model::Dataset& pin = batch.pipeline.datasets[0];
  pin.raw.columns.insert(pin.raw.columns.begin() + 1, {"likes", model::Type::kLong});
  pin.clean.columns.insert(pin.clean.columns.begin() + 1, {"likes", model::Type::kLong});
  pin.clean_sql.replace(pin.clean_sql.find("index AS ind"), 12, "index AS ind, likes");
  ASSERT_TRUE(batch.put("pin", 5, pin_line(2, "b", R"("likes":9)")).ok());
  Status done = batch.run_all();
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(batch.rows("SELECT ind, likes FROM pin ORDER BY ind"), (Rows{"1|NULL", "2|9"}));
  done = batch.run_all(true);
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(batch.rows("SELECT ind, likes FROM pin ORDER BY ind"), (Rows{"1|7", "2|9"}));
  auto versions = batch.versions();
  ASSERT_TRUE(batch.run_all().ok());
  EXPECT_EQ(batch.versions(), versions);
}

TEST_F(BatchEvolution, AColumnThatIsNoLongerDeclaredIsRefused) {
  {
    Batch batch(folder_);
    ASSERT_TRUE(batch.put("pin", 0, pin_line(1, "a")).ok());
    ASSERT_TRUE(batch.run_all().ok());
  }
  Batch batch(folder_);
  model::Dataset& pin = batch.pipeline.datasets[0];
  std::erase_if(pin.clean.columns, [](const auto& column) { return column.name == "title"; });
  std::string message = batch.clean("pin").message();
  EXPECT_NE(message.find("silver.demo_pin: the table has a column 'title' that the pipeline does "
                         "not declare"),
            std::string::npos)
      << message;
}

class StreamEvolution : public StreamFixture {};

TEST_F(StreamEvolution, TheStreamGoesOnWithTheColumnAndKnowsItsKeys) {
  create_topic();
  StreamNouns nouns = this->nouns();
  post({order(1), order(2)});
  ASSERT_TRUE(Carrier(config_, nouns, *log_->topic(config_.topic)).advance().ok());

  model::Dataset& orders = pipeline_.datasets[0];
  orders.raw.columns.push_back({"price", model::Type::kDouble});
  orders.clean.columns.insert(orders.clean.columns.begin(), {"price", model::Type::kDouble});
  orders.clean_sql = "SELECT _topic, _partition, _offset, _index, id, item, price FROM raw_orders";
  post({order(1), "{\"id\":3,\"item\":\"tea\",\"price\":1.5}"});
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  auto counts = carrier.advance();
  ASSERT_TRUE(counts.ok()) << counts.status().message();
  EXPECT_EQ(**counts, (BatchCounts{2, 1, 1, 0, 0}));
  EXPECT_EQ(rows("SELECT id, coalesce(CAST(price AS VARCHAR), 'NULL') FROM orders ORDER BY id"),
            (Rows{"1|NULL", "2|NULL", "3|1.5"}));
  EXPECT_EQ((*table(config_.table_name))->snapshot()->schema.columns.back().name, "price");
}

TEST_F(StreamEvolution, AnotherTypeIsRefusedAndNothingIsCarried) {
  create_topic();
  StreamNouns nouns = this->nouns();
  post({order(1)});
  ASSERT_TRUE(Carrier(config_, nouns, *log_->topic(config_.topic)).advance().ok());
  pipeline_.datasets[0].clean.columns[0].type = model::Type::kString;
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  std::string message = carrier.advance().status().message();
  EXPECT_NE(message.find("has its column 'id' as long, and the pipeline declares it as string"),
            std::string::npos)
      << message;
}

}  // namespace
}  // namespace pinflow::app
