#include "app/embedded.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

TEST(Embedded, CarriesTheDefaultsAndThePipeline) {
  EXPECT_NE(embedded_file("config/default.toml")->find("[http]"), std::string_view::npos);
  EXPECT_TRUE(embedded_file("pipelines/pinterest/pipeline.toml").has_value());
  EXPECT_FALSE(embedded_file("nothing").has_value());
  EXPECT_FALSE(embedded_files("pipelines/pinterest/clean/").empty());
}

}  // namespace
}  // namespace pinflow::app
