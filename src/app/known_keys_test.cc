#include "stream/known_keys.h"

#include "app/stream_fixture.h"

namespace pinflow::app {
namespace {

TEST_F(StreamFixture, AnIndexOfATableKnowsItsRowsAndNoOthers) {
  create_topic();
  post({order(1), order(2, "rice")});
  StreamNouns nouns = this->nouns();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(carrier.advance().ok());

  lake::DeltaTable& orders = **table(config_.table_name);
  auto session = std::move(*engine_->open_session());
  KeyIndex index;
  ASSERT_TRUE(read_known_keys(*session, orders, *orders.snapshot(), *config_.dataset, &index).ok());
  EXPECT_EQ(index.size(), 2U);
  EXPECT_EQ(index.size(), carrier.key_count());
  // Once more: all of them are duplicates.
  ASSERT_TRUE(read_known_keys(*session, orders, *orders.snapshot(), *config_.dataset, &index).ok());
  EXPECT_EQ(index.size(), 2U);
}

}  // namespace
}  // namespace pinflow::app
