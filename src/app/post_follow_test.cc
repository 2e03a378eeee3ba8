#include "app/post_follow.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

Config configured(const std::string& toml) {
  Result<Config> config = Config::load({"pinflow.toml", toml, {}});
  EXPECT_TRUE(config.ok()) << config.status().message();
  return *config;
}

TEST(PostFollow, TakesTablesAndTimesFromTheSettings) {
  const auto options = follow_options(configured(
      "[app]\ndata = 'there'\n[source]\ntype = 'postgresql'\nfollow_interval_ms = 20\n"
      "address = 'postgresql://me:hush@db.example/shop'\n"
      "[source.follow.orders]\ntimestamp = 'changed'\n[source.follow.items]\nkey = 'id'\n"));
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->folder, "there/follow");
  EXPECT_EQ(options->source_name, "postgresql://db.example:5432/shop");
  EXPECT_EQ(options->interval.count(), 20);
  EXPECT_EQ(options->delay.count(), 5000);
  EXPECT_EQ(options->rows_max, 500u);
  ASSERT_EQ(options->tables.size(), 2u);
  EXPECT_EQ(options->tables.at("orders").timestamp, "changed");
  EXPECT_EQ(options->tables.at("orders").key, "");
  EXPECT_EQ(options->tables.at("items").key, "id");
}

TEST(PostFollow, RefusesToReadNoRows) {
  EXPECT_EQ(follow_options(configured("[source]\nfollow_rows_max = 0\n")).status().code(),
            Code::kInvalidArgument);
}

TEST(PostFollow, RefusesOptionsOfPostThatItDoesNotFollow) {
  Arguments arguments;
  EXPECT_TRUE(check_follow_arguments(arguments).ok());
  arguments.add("order", "random");
  EXPECT_TRUE(check_follow_arguments(arguments).ok());
  arguments.add("follow", "");
  EXPECT_EQ(check_follow_arguments(arguments).code(), Code::kInvalidArgument);
  Arguments alone;
  alone.add("once", "");
  EXPECT_EQ(check_follow_arguments(alone).code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::app
