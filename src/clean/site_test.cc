#include "clean/site.h"

#include <gtest/gtest.h>

namespace pinflow::clean {
namespace {

TEST(Site, BronzeHasTheRawColumnsThenThePlaceAndTheObject) {
  model::Dataset dataset;
  dataset.raw.columns = {{"id", model::Type::kLong}};
  std::string names;
  for (const model::Column& column : bronze_schema(dataset).columns) names += column.name + " ";
  EXPECT_EQ(names, "id _topic _partition _offset _index _object ");
}

TEST(Site, DeadLettersLieBesideTheirTable) {
  EXPECT_EQ(dead_letters_name("silver.demo_order"), "silver.demo_order_dead_letters");
}

}  // namespace
}  // namespace pinflow::clean
