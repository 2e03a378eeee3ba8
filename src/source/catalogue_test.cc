#include "source/catalogue.h"

#include <gtest/gtest.h>

namespace pinflow::source {
namespace {

TEST(Catalogue, FindsATableOrNamesTheNearest) {
  Catalogue catalogue("db", {{"pins", {{{"id", model::Type::kLong}}}}, {"users", {}}});
  EXPECT_EQ(catalogue.names(), (std::vector<std::string>{"pins", "users"}));
  EXPECT_EQ((*catalogue.find("pins"))->schema.columns[0].name, "id");
  const Status missing = catalogue.find("userz").status();
  EXPECT_EQ(missing.code(), Code::kNotFound);
  EXPECT_EQ(missing.message(), "db: no table 'userz'; did you mean 'users'?");
}

}  // namespace
}  // namespace pinflow::source
