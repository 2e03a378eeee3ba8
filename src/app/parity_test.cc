#include "app/parity.h"

#include <gtest/gtest.h>

#include <memory>

#include "lake/declared_table.h"

namespace pinflow::app {
namespace {

class ParityTest : public testing::Test {
 protected:
  ParityTest() {
    data_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string("parity_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(data_);
    EXPECT_TRUE(config_.set("app.data", data_.string(), "test").ok());
    model::Dataset orders;
    orders.name = orders.view = "orders";
    orders.clean = {{{"id", model::Type::kLong}, {"item", model::Type::kString}}};
    pipeline_.name = "shop";
    pipeline_.datasets = {orders};
    pipeline_.queries = {
        {"items", "How many?", "SELECT item, count(*) AS n FROM orders GROUP BY item;", "table"}};
    parts_ = std::make_unique<Parts>(config_, pipeline_);
  }
  ~ParityTest() override { std::filesystem::remove_all(data_); }

  // Adds the rows, such as "(1, 'tea')", to a table of orders.
  void add(const std::string& name, const std::string& rows) {
    lake::DeltaTable& table = **parts_->table(name);
    lake::Snapshot snapshot = *lake::open_declared(table, pipeline_.datasets[0].clean);
    auto session = std::move(*(*parts_->engine())->open_session());
    lake::Change change;
    change.add = *session->write_files("SELECT * FROM (VALUES " + rows + ") AS t(id, item)",
                                       pipeline_.datasets[0].clean, table);
    ASSERT_TRUE(table.commit(snapshot, change).ok());
  }

  // The lines that are not equal, as "what batch/stream +only in batch +only in stream".
  std::vector<std::string> differences() {
    auto lines = parity(*parts_, "ada");
    EXPECT_TRUE(lines.ok()) << lines.status().message();
    std::vector<std::string> texts;
    for (const ParityLine& line : *lines) {
      if (line.is_equal()) continue;
      texts.push_back(line.what + " " + std::to_string(line.first_rows) + "/" +
                      std::to_string(line.second_rows) + " +" + std::to_string(line.only_in_first) +
                      " +" + std::to_string(line.only_in_second));
    }
    return texts;
  }

  std::filesystem::path data_;
  Config config_ = *Config::load({});
  model::Pipeline pipeline_;
  std::unique_ptr<Parts> parts_;
};

using Differences = std::vector<std::string>;

TEST_F(ParityTest, TheSameRowsInAnyOrderAndFilesAgree) {
  add("silver.ada_orders", "(1, 'tea'), (2, 'rice'), (2, 'rice')");
  add("stream.ada_orders_table", "(2, 'rice')");
  add("stream.ada_orders_table", "(2, 'rice'), (1, 'tea')");
  EXPECT_EQ(differences(), Differences());
}

TEST_F(ParityTest, ARowThatComesOnceMoreIsADifference) {
  add("silver.ada_orders", "(1, 'tea'), (2, 'rice')");
  add("stream.ada_orders_table", "(1, 'tea'), (1, 'tea'), (2, NULL)");
  EXPECT_EQ(differences(), (Differences{"table orders 2/3 +1 +2", "answer items 2/2 +2 +2"}));
}

TEST_F(ParityTest, ATableThatIsMissingHasNoRows) {
  EXPECT_EQ(differences(), Differences());
  add("silver.ada_orders", "(1, 'tea')");
  EXPECT_EQ(differences(), (Differences{"table orders 1/0 +1 +0", "answer items 1/0 +1 +0"}));
}

}  // namespace
}  // namespace pinflow::app
