#include "gateway/kinesis/fault.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

TEST(Fault, HasItsOwnNameOrThatOfItsCode) {
  EXPECT_EQ(fault_name(expired_iterator("old")).type, "ExpiredIteratorException");
  EXPECT_EQ(fault_name(expired_iterator("old")).http_status, 400);
  EXPECT_EQ(fault_name(Status(Code::kNotFound, "gone")).type, "ResourceNotFoundException");
  EXPECT_EQ(fault_name(Status(Code::kCorruption, "torn")).type, "InternalFailure");
  EXPECT_EQ(fault_name(Status(Code::kCorruption, "torn")).http_status, 500);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
