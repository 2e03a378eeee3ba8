#include "stream/key_index.h"

#include <gtest/gtest.h>

#include <random>
#include <unordered_map>

namespace pinflow::stream {
namespace {

TEST(KeyIndex, TellsNewKeysFromKnownOnesAndFromOtherContent) {
  KeyIndex index;
  EXPECT_EQ(index.admit(7, 70), Verdict::kNew);
  EXPECT_EQ(index.admit(7, 70), Verdict::kDuplicate);
  EXPECT_EQ(index.admit(7, 71), Verdict::kConflict);
  EXPECT_EQ(index.admit(7, 70), Verdict::kDuplicate);  // The first one stays.
  EXPECT_EQ(index.admit(0, 0), Verdict::kNew);
  EXPECT_EQ(index.size(), 2u);
}

// Compared with a map of the standard library over keys that repeat.
TEST(KeyIndex, AgreesWithAMapOverManyKeys) {
  std::mt19937_64 random(7);
  std::unordered_map<int64_t, int64_t> expected;
  KeyIndex index;
  for (int i = 0; i < 300'000; ++i) {
    auto key = static_cast<int64_t>(random() % 100'000);
    auto content = static_cast<int64_t>(random() % 2);
    auto [known, is_new] = expected.try_emplace(key, content);
    Verdict verdict = is_new                     ? Verdict::kNew
                      : known->second == content ? Verdict::kDuplicate
                                                 : Verdict::kConflict;
    ASSERT_EQ(index.admit(key, content), verdict) << key;
  }
  EXPECT_EQ(index.size(), expected.size());
}

TEST(KeyIndex, KnowsAKeyThatWasTakenBackNoMoreAndAllOthersStill) {
  std::mt19937_64 random(7);
  std::vector<int64_t> keys;
  KeyIndex index;
  for (int i = 0; i < 100'000; ++i) {
    keys.push_back(static_cast<int64_t>(random() >> 1));
    index.expect(keys.back());
    ASSERT_EQ(index.admit(keys.back(), i), Verdict::kNew);
  }
  for (size_t i = 0; i < keys.size(); i += 2) index.take_back(keys[i]);
  EXPECT_EQ(index.size(), keys.size() / 2);
  for (size_t i = 0; i < keys.size(); ++i) {
    Verdict expected = i % 2 == 0 ? Verdict::kNew : Verdict::kDuplicate;
    ASSERT_EQ(index.admit(keys[i], static_cast<int64_t>(i)), expected) << i;
  }
}

TEST(KeyIndex, TakesBackAKeyThatTheBoundHasMadeAnOlderOne) {
  KeyIndex index(2);
  for (int64_t key : {1, 2, 3}) index.admit(key, 0);
  index.take_back(1);
  EXPECT_EQ(index.size(), 2u);
  EXPECT_EQ(index.admit(2, 0), Verdict::kDuplicate);
  EXPECT_EQ(index.admit(1, 0), Verdict::kNew);
}

TEST(KeyIndex, TakesNoMoreThanTwentySixBytesAKey) {
  std::mt19937_64 random(7);
  KeyIndex index;
  for (int i = 0; i < 500'000; ++i) index.admit(static_cast<int64_t>(random() >> 1), 1);
  EXPECT_LT(index.memory_bytes(), index.size() * 26);
}

TEST(KeyIndex, WithABoundForgetsTheOldestButKeepsTheNewest) {
  KeyIndex index(1000);
  for (int64_t key = 0; key < 10'000; ++key) index.admit(key, 0);
  EXPECT_LE(index.size(), 2000u);
  for (int64_t key = 9000; key < 10'000; ++key) {
    EXPECT_EQ(index.admit(key, 0), Verdict::kDuplicate) << key;
  }
  EXPECT_EQ(index.admit(3, 0), Verdict::kNew);
}

}  // namespace
}  // namespace pinflow::stream
