#include "app/flow_picture.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

TEST(FlowPicture, DrawsBothWaysOfADataset) {
  Config config = *Config::load({});
  ASSERT_TRUE(config.set("app.data", testing::TempDir() + "flow_picture", "test").ok());
  model::Pipeline pipeline = *configured_pipeline(config);
  Parts parts(config, pipeline);
  Result<std::string> drawn = flow_picture(parts);
  ASSERT_TRUE(drawn.ok()) << drawn.status().message();
  auto has = [&](std::string_view what) { return drawn->find(what) != std::string::npos; };
  EXPECT_TRUE(has(R"({"id":"topic:demo.pin","kind":"topic","name":"demo.pin","user_id":"demo")"));
  for (const char* way : {R"(["topic:demo.pin","connector:s3-sink-demo"])",
                          R"(["connector:s3-sink-demo","bucket:user-demo-bucket"])",
                          R"(["bucket:user-demo-bucket","table:bronze.demo_pin"])",
                          R"(["table:bronze.demo_pin","table:silver.demo_pin"])",
                          R"(["table:silver.demo_pin","answers:demo"])",
                          R"(["topic:streaming-demo-pin","stream:stream/demo_pin_table"])",
                          R"(["stream:stream/demo_pin_table","table:stream.demo_pin_table"])"}) {
    EXPECT_TRUE(has(way)) << way << "\n" << *drawn;
  }
  // What is shared is drawn once.
  EXPECT_EQ(drawn->find(R"("id":"connector:s3-sink-demo")"),
            drawn->rfind(R"("id":"connector:s3-sink-demo")"));
}

}  // namespace
}  // namespace pinflow::app
