#include "gateway/kafka/error_code.h"

#include <gtest/gtest.h>

#include "eventlog/batch_log.h"

namespace pinflow::gateway::kafka {
namespace {

TEST(ErrorCodeTest, ANameSaysMoreThanACode) {
  Status named = Status(Code::kAlreadyExists, "x").named(eventlog::batch_error::kOutOfOrder);
  EXPECT_EQ(error_of(named), ErrorCode::kOutOfOrderSequenceNumber);
  EXPECT_EQ(error_of(Status(Code::kAlreadyExists, "x")), ErrorCode::kTopicAlreadyExists);
  EXPECT_EQ(error_of(Status()), ErrorCode::kNone);
}

TEST(ErrorCodeTest, WhatMayPassIsWhatClientsTryAgain) {
  EXPECT_EQ(to_int64(error_of(Status(Code::kExhausted, "x"))), 7);
  EXPECT_EQ(to_int64(error_of(Status(Code::kUnavailable, "x"))), 56);
}

TEST(ErrorCodeTest, AKeyWithoutTheRightIsToldSo) {
  EXPECT_EQ(error_of(Verdict::kAllowed), ErrorCode::kNone);
  EXPECT_EQ(to_int64(error_of(Verdict::kNotAllowed)), 29);
  EXPECT_EQ(to_int64(error_of(Verdict::kUnknown)), 29);
}

}  // namespace
}  // namespace pinflow::gateway::kafka
