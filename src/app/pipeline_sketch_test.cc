#include "app/pipeline_sketch.h"

#include <gtest/gtest.h>

#include "app/pipeline_file.h"

namespace pinflow::app {
namespace {

Result<model::Pipeline> load(const std::vector<SketchedFile>& files) {
  return load_pipeline([&files](std::string_view path) -> Result<std::string> {
    for (const SketchedFile& file : files) {
      if (file.path == path) return file.text;
    }
    return Status(Code::kNotFound, std::string(path));
  });
}

TEST(PipelineSketch, MakesAPipelineThatLoadsWithTheNarrowestTypes) {
  auto files = sketch_pipeline("shop", "orders",
                               "{\"id\":1,\"price\":2,\"at\":\"2020-01-02 03:04:05\",\"x\":null}\n"
                               "\n{\"id\":2,\"price\":2.5,\"at\":\"2020-01-02T03:04:05Z\"}\n");
  ASSERT_TRUE(files.ok()) << files.status().message();
  Result<model::Pipeline> pipeline = load(*files);
  ASSERT_TRUE(pipeline.ok()) << pipeline.status().message();
  const model::Dataset& orders = pipeline->datasets[0];
  EXPECT_EQ(orders.raw, (model::Schema{{{"id", model::Type::kLong},
                                        {"price", model::Type::kDouble},
                                        {"at", model::Type::kTimestamp},
                                        {"x", model::Type::kString}}}));
  EXPECT_EQ(orders.required, (std::vector<std::string>{"id", "price", "at"}));
}

TEST(PipelineSketch, TakesAnArrayToo) {
  EXPECT_TRUE(sketch_pipeline("a", "b", "[{\"c\":true},{\"c\":false}]").ok());
}

TEST(PipelineSketch, TakesWordsOfSqlAsColumns) {
  auto files = sketch_pipeline("shop", "orders", "{\"at\":1,\"order\":2,\"select\":3}");
  ASSERT_TRUE(files.ok()) << files.status().message();
  EXPECT_TRUE(check_sketch(*files).ok());
}

TEST(PipelineSketch, RefusesWordsOfSqlAsDatasets) {
  auto files = sketch_pipeline("shop", "order", "{\"id\":1}");
  ASSERT_TRUE(files.ok()) << files.status().message();
  Status refused = check_sketch(*files);
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_NE(refused.message().find("row_count"), std::string::npos) << refused.message();
  EXPECT_NE(refused.message().find("--dataset"), std::string::npos) << refused.message();
}

TEST(PipelineSketch, SaysWhatIsWrongWithASample) {
  EXPECT_NE(sketch_pipeline("a", "b", "{\"c\":1}\n{oops}\n").status().message().find("line 2"),
            std::string::npos);
  EXPECT_NE(sketch_pipeline("a", "b", "{\"two words\":1}").status().message().find("two words"),
            std::string::npos);
  EXPECT_FALSE(sketch_pipeline("a", "b", "").ok());
  EXPECT_FALSE(sketch_pipeline("a", "b c", "{\"c\":1}").ok());
}

}  // namespace
}  // namespace pinflow::app
