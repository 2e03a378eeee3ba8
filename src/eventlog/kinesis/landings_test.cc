#include "eventlog/kinesis/landings.h"

#include <gtest/gtest.h>

namespace pinflow::eventlog {
namespace {

class LandingsTest : public testing::Test {
 protected:
  PendingAppendPointer append_of(size_t count) {
    return std::make_shared<PendingAppend>(count, [this](Result<Offset> first) {
      told_ += first.ok() ? std::to_string(to_int64(*first)) : first.status().message();
      told_ += ' ';
    });
  }

  Landings landings_;
  std::string told_;
};

TEST_F(LandingsTest, TellTheFirstOffsetOnceAllHaveLanded) {
  auto append = append_of(2);
  landings_.begin_put();
  landings_.expect(0, "9", append, true);
  landings_.expect(0, "10", append, false);
  landings_.end_put();
  EXPECT_TRUE(landings_.is_awaited(0));
  EXPECT_FALSE(landings_.is_awaited(1));
  landings_.land(0, {{"8", Offset{4}}, {"9", Offset{5}}});
  EXPECT_EQ(told_, "");
  landings_.land(0, {{"10", Offset{6}}});
  EXPECT_EQ(told_, "5 ");
  EXPECT_FALSE(landings_.is_any_awaited());
}

TEST_F(LandingsTest, MayComeBeforeTheAnswerToThePut) {
  auto append = append_of(1);
  landings_.begin_put();
  landings_.land(0, {{"9", Offset{5}}});
  landings_.expect(0, "9", append, true);
  EXPECT_EQ(told_, "5 ");
  landings_.end_put();
}

TEST_F(LandingsTest, AreOfTheirShard) {
  auto append = append_of(1);
  landings_.begin_put();
  landings_.expect(1, "9", append, true);
  landings_.end_put();
  landings_.land(0, {{"9", Offset{5}}});
  EXPECT_EQ(told_, "");
  landings_.land(1, {{"9", Offset{7}}});
  EXPECT_EQ(told_, "7 ");
}

TEST_F(LandingsTest, ARefusedAppendIsToldOnce) {
  auto append = append_of(2);
  landings_.begin_put();
  landings_.expect(0, "9", append, true);
  landings_.refuse(append, Status(Code::kDenied, "no"));
  landings_.end_put();
  landings_.land(0, {{"9", Offset{5}}});
  landings_.refuse_all(Status(Code::kUnavailable, "closing"));
  EXPECT_EQ(told_, "no ");
}

TEST_F(LandingsTest, ThoseThatDoNotComeAreRefused) {
  landings_.begin_put();
  landings_.expect(0, "9", append_of(1), true);
  landings_.end_put();
  landings_.refuse_before(std::chrono::steady_clock::now() - std::chrono::hours(1));
  EXPECT_EQ(told_, "");
  landings_.refuse_before(std::chrono::steady_clock::now() + std::chrono::hours(1));
  EXPECT_NE(told_, "");
  EXPECT_FALSE(landings_.is_any_awaited());
}

}  // namespace
}  // namespace pinflow::eventlog
