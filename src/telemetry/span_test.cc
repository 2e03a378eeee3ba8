#include "telemetry/span.h"

#include <gtest/gtest.h>

#include <thread>

namespace pinflow::telemetry {
namespace {

class SpanTest : public testing::Test {
 protected:
  SpanTest() { (void)take_spans(); }
  ~SpanTest() override {
    end_tracing();
    (void)take_spans();
  }
};

TEST_F(SpanTest, NoneIsKeptWhileNobodyTakesThem) {
  {
    Span span("work");
  }
  EXPECT_TRUE(take_spans().spans.empty());
}

TEST_F(SpanTest, WhatBeginsMeanwhileOnTheThreadIsAPart) {
  begin_tracing(0);
  {
    Span batch("batch", {{"rows", 3}});
    {
      Span commit("commit");
    }
    std::jthread([] { Span elsewhere("elsewhere"); }).join();
  }
  std::vector<EndedSpan> spans = take_spans().spans;
  ASSERT_EQ(spans.size(), 3U);
  const EndedSpan& commit = spans[0];
  const EndedSpan& elsewhere = spans[1];
  const EndedSpan& batch = spans[2];
  EXPECT_EQ(commit.name, "commit");
  EXPECT_EQ(commit.parent_id, batch.context.span_id);
  EXPECT_EQ(commit.context.trace_id, batch.context.trace_id);
  EXPECT_EQ(batch.parent_id, "");
  EXPECT_EQ(batch.fields.at(0).value, "3");
  EXPECT_NE(elsewhere.context.trace_id, batch.context.trace_id);
  EXPECT_EQ(batch.context.trace_id.size(), 32U);
  EXPECT_EQ(batch.context.span_id.size(), 16U);
  EXPECT_LE(batch.began_at, commit.began_at);
  EXPECT_LE(commit.ended_at, batch.ended_at);
}

TEST_F(SpanTest, AFailureIsTold) {
  begin_tracing(0);
  {
    Span good("good");
    good.settle(Status());
    Span bad("bad");
    bad.settle(Status(Code::kUnavailable, "the disk is full"));
  }
  std::vector<EndedSpan> spans = take_spans().spans;
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0].failure, "the disk is full");
  EXPECT_EQ(spans[1].failure, "");
}

TEST_F(SpanTest, MoreThanMayWaitAreDroppedAndCounted) {
  begin_tracing(0);
  for (size_t index = 0; index < kWaitingSpansMax + 5; ++index) Span span("work");
  TakenSpans taken = take_spans();
  EXPECT_EQ(taken.spans.size(), kWaitingSpansMax);
  EXPECT_EQ(taken.dropped_count, 5U);
  EXPECT_EQ(take_spans().dropped_count, 0U);
}

TEST_F(SpanTest, EveryFourthRequestIsTaken) {
  begin_tracing(4);
  int taken = 0;
  for (int request = 0; request < 100; ++request) taken += takes_request() ? 1 : 0;
  EXPECT_EQ(taken, 25);
  begin_tracing(0);
  EXPECT_FALSE(takes_request());
}

}  // namespace
}  // namespace pinflow::telemetry
