#include "app/price_table.h"

#include <gtest/gtest.h>

#include <set>

#include "app/embedded.h"

namespace pinflow::app {
namespace {

std::string changed(std::string_view from, std::string_view to) {
  std::string text(*embedded_file("config/prices.toml"));
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string error_of(const std::string& text) {
  return parse_prices(text, "my.toml").status().message();
}

TEST(PriceTable, EmbeddedOneNamesRegionDateAndASourceForEachPrice) {
  PriceTable table = *read_prices("");
  EXPECT_EQ(table.region, "us-east-1");
  EXPECT_EQ(table.date.size(), 10u);
  EXPECT_EQ(table.assume.at("hours_per_month"), 730);
  std::set<std::string> names;
  for (const Price& price : table.prices) {
    EXPECT_TRUE(names.insert(price.name).second) << price.name;
    EXPECT_GT(price.usd, 0) << price.name;
    EXPECT_FALSE(price.source.empty()) << price.name;
  }
}

TEST(PriceTable, SaysWhereAFileIsWrong) {
  EXPECT_EQ(error_of(changed("usd = 3.50", "usd = \"3\"")).substr(0, 8), "my.toml:");
  EXPECT_NE(error_of(changed("usd = 3.50", "usd = -1")).find("at least 0"), std::string::npos);
  EXPECT_NE(error_of(changed("per = 1_000_000", "per = 0")).find("over 0"), std::string::npos);
  EXPECT_NE(error_of(changed("msk_brokers", "msk_broker")).find("'msk_brokers' is missing"),
            std::string::npos);
  EXPECT_NE(error_of(changed("source = \"", "surce = \"")).find("'source' is missing"),
            std::string::npos);
  EXPECT_NE(error_of("region = \"x\"\ndate = \"y\"").find("[assume] is missing"),
            std::string::npos);
  EXPECT_EQ(read_prices("/no/such/prices.toml").status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::app
