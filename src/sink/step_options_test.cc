#include "sink/step_options.h"

#include <gtest/gtest.h>

#include "sink/transform_fixture.h"

namespace pinflow::sink {
namespace {

TEST(StepOptions, RefusesWhatNobodyAskedFor) {
  Properties properties = {{"transforms.t.type", "a.b.X"}, {"transforms.t.typo", "1"}};
  std::string errors;
  RefuseOption refuse = [&](const std::string& option, const std::string&) { errors += option; };
  StepOptions options(properties, "transforms.t.", refuse);
  EXPECT_EQ(options.type("a.b."), "X");
  EXPECT_EQ(options.text("other", "o"), "o");
  options.refuse_others();
  EXPECT_EQ(errors, "transforms.t.typo");
}

}  // namespace
}  // namespace pinflow::sink
