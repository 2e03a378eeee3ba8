#include "gateway/kafka/api_table.h"

#include <gtest/gtest.h>

#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {
namespace {

TEST(ApiTableTest, EachRequestHasSchemasAHandlerAndItsPlaceInTheOrder) {
  int16_t last = -1;
  for (const Api& api : apis()) {
    EXPECT_GT(static_cast<int16_t>(api.kind), last) << api.name;
    last = static_cast<int16_t>(api.kind);
    EXPECT_LE(api.first_version, api.last_version) << api.name;
    EXPECT_FALSE(api.answer.empty()) << api.name;
    EXPECT_NE(handler_of(api.kind), nullptr) << api.name;
  }
}

TEST(ApiTableTest, ARequestIsFoundByItsNumber) {
  ASSERT_NE(find_api(1), nullptr);
  EXPECT_EQ(find_api(1)->name, "Fetch");
  EXPECT_EQ(find_api(999), nullptr);
  EXPECT_EQ(find_api(-1), nullptr);
}

}  // namespace
}  // namespace pinflow::gateway::kafka
