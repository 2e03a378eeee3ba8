#include "sink/routes.h"

#include <gtest/gtest.h>

#include "sink/connect_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(ConnectRoutesTest, LetsTheGuardRefuse) {
  refusal_ = http::Response::error(403, "no");
  EXPECT_EQ(create(), R"({"error_code":403,"message":"no"})");
  EXPECT_TRUE(worker_.names().empty());
}

}  // namespace
}  // namespace pinflow::sink
