#include "objects/s3/kept_credentials.h"

#include <gtest/gtest.h>

namespace pinflow::objects {
namespace {

using std::chrono::minutes;

class KeptCredentialsTest : public testing::Test {
 protected:
  // The access key that is given, or the kind of the error.
  std::string key() {
    auto found = kept_.get([this]() -> Result<Credentials> {
      ++asked_;
      if (fault_ != Code::kOk) return Status(fault_, "no");
      return Credentials{"key-" + std::to_string(asked_), "s", "t", expires_at_};
    });
    if (found.ok()) return found->access_key;
    return found.status().code() == Code::kUnavailable ? "unavailable" : "denied";
  }

  ManualClock clock_{UnixMillis(minutes(60))};
  KeptCredentials kept_{clock_};
  std::optional<UnixMillis> expires_at_ = UnixMillis(minutes(120));
  Code fault_ = Code::kOk;
  int asked_ = 0;
};

TEST_F(KeptCredentialsTest, AreAskedForAgainMinutesBeforeTheyExpire) {
  EXPECT_EQ(key(), "key-1");
  clock_.advance(minutes(54));
  EXPECT_EQ(key(), "key-1");
  clock_.advance(minutes(1));
  EXPECT_EQ(key(), "key-2");
}

TEST_F(KeptCredentialsTest, AreKeptForEverWhereTheyDoNotExpire) {
  expires_at_.reset();
  EXPECT_EQ(key(), "key-1");
  clock_.advance(minutes(60 * 24 * 365));
  EXPECT_EQ(key(), "key-1");
}

TEST_F(KeptCredentialsTest, AreUsedToTheirEndWhereNoneAnswers) {
  EXPECT_EQ(key(), "key-1");
  clock_.advance(minutes(56));
  fault_ = Code::kUnavailable;
  EXPECT_EQ(key(), "key-1");
  clock_.advance(minutes(4));
  EXPECT_EQ(key(), "unavailable");
}

TEST_F(KeptCredentialsTest, AreGoneWhenTheyAreRefusedOrForgotten) {
  EXPECT_EQ(key(), "key-1");
  kept_.forget();
  EXPECT_EQ(key(), "key-2");
  clock_.advance(minutes(56));
  fault_ = Code::kDenied;
  EXPECT_EQ(key(), "denied");
}

}  // namespace
}  // namespace pinflow::objects
