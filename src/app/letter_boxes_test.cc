#include "app/letter_boxes.h"

#include <gtest/gtest.h>

#include "lake/declared_table.h"

namespace pinflow::app {
namespace {

class LetterBoxesTest : public testing::Test {
 protected:
  LetterBoxesTest() {
    data_ = std::filesystem::path(testing::TempDir()) /
            (std::string("letter_boxes_") +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(data_);
    EXPECT_TRUE(config_.set("app.data", data_.string(), "test").ok());
    EXPECT_TRUE(config_.set("app.user_ids", "ada", "test").ok());
    orders_.name = "orders";
    pipeline_.name = "shop";
    pipeline_.datasets = {orders_};
    parts_ = std::make_unique<Parts>(config_, pipeline_);
  }
  ~LetterBoxesTest() override { std::filesystem::remove_all(data_); }

  void add_letter(const std::string& table_name, const std::string& topic, int64_t offset) {
    lake::DeltaTable& table = **parts_->table(table_name);
    lake::Snapshot snapshot = *lake::open_declared(table, model::dead_letter_schema());
    std::vector<model::DeadLetter> letters = {
        {"not an object", topic, "id", 0, offset, 0, "", "7"}};
    model::DeadLetterReader reader(letters, UnixMillis());
    auto session = std::move(*(*parts_->engine())->open_session());
    ASSERT_TRUE(session->bind_rows("letters", reader).ok());
    lake::Change change;
    change.add = *session->write_files("SELECT * FROM letters", model::dead_letter_schema(), table);
    ASSERT_TRUE(table.commit(snapshot, change).ok());
  }

  Code find(const std::string& id) {
    auto boxes = std::move(*open_boxes(*parts_));
    auto box = box_of(*parts_, boxes, *stream::parse_letter_id(id));
    EXPECT_TRUE(!box.ok() || (*box)->config.table_name == "stream.ada_orders_table");
    return box.status().code();
  }

  std::filesystem::path data_;
  Config config_ = *Config::load({});
  model::Dataset orders_;
  model::Pipeline pipeline_;
  std::unique_ptr<Parts> parts_;
};

TEST_F(LetterBoxesTest, ALetterIsInTheBoxOfItsStream) {
  EXPECT_EQ(find("streaming-ada-orders/0/1/0"), Code::kNotFound);
  add_letter("stream.ada_orders_table_dead_letters", "streaming-ada-orders", 1);
  EXPECT_EQ(find("streaming-ada-orders/0/1/0"), Code::kOk);
  EXPECT_EQ(find("streaming-ada-orders/0/2/0"), Code::kNotFound);
}

TEST_F(LetterBoxesTest, LettersOfTheBatchWayAreShownAndNotMended) {
  add_letter("bronze.ada_orders_dead_letters", "ada.orders", 5);
  EXPECT_EQ(find("ada.orders/0/5/0"), Code::kInvalidArgument);
}

TEST_F(LetterBoxesTest, AllTablesAreListedTogether) {
  add_letter("bronze.ada_orders_dead_letters", "ada.orders", 5);
  add_letter("stream.ada_orders_table_dead_letters", "streaming-ada-orders", 1);
  EXPECT_EQ(letter_tables(*parts_, "")->size(), 2U);
  std::vector<std::string> tables = *letter_tables(*parts_, "bronze");
  ASSERT_EQ(tables, std::vector<std::string>{"bronze.ada_orders_dead_letters"});
  auto rows = select_letters(*parts_, *letter_tables(*parts_, ""), "true", 10);
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  ASSERT_EQ(rows->rows.size(), 2U);
  EXPECT_EQ(std::get<std::string>(rows->rows[0][1]), "ada.orders/0/5/0");
  EXPECT_EQ(std::get<std::string>(rows->rows[1][4]), "7");
}

}  // namespace
}  // namespace pinflow::app
