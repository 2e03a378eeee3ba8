#include "base/code_name.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

TEST(CodeName, IsTheCodeInSmallLetters) {
  EXPECT_EQ(code_name(Code::kOk), "ok");
  EXPECT_EQ(code_name(Code::kAlreadyExists), "already_exists");
  EXPECT_EQ(code_name(Code::kCorruption), "corruption");
}

}  // namespace
}  // namespace pinflow
