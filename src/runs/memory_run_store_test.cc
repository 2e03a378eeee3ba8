// The rest of what it promises is in run_store_contract_test.cc.
#include "runs/memory_run_store.h"

#include <gtest/gtest.h>

namespace pinflow::runs {
namespace {

TEST(MemoryRunStore, ForgetsEverythingWhenItGoes) {
  ASSERT_TRUE(open_memory_run_store()->create_run("daily", "manual", {}, {}).ok());
  EXPECT_TRUE(open_memory_run_store()->runs("daily", 10)->empty());
}

}  // namespace
}  // namespace pinflow::runs
