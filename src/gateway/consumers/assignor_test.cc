#include "gateway/consumers/assignor.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

// "a: t/0 t/1; b: u/0".
std::string shown(const Assignment& assignment) {
  std::string text;
  for (const auto& [instance, partitions] : assignment) {
    text += (text.empty() ? "" : "; ") + instance + ":";
    for (const auto& [topic, partition] : partitions) {
      text += " " + topic + "/" + std::to_string(to_int32(partition));
    }
  }
  return text;
}

TEST(Assignor, SharesPartitionsEvenly) {
  EXPECT_EQ(shown(assign({{"a", {"t"}}}, {{"t", 2}}, {})), "a: t/0 t/1");
  EXPECT_EQ(shown(assign({{"a", {"t"}}, {"b", {"t"}}}, {{"t", 4}}, {})), "a: t/0 t/2; b: t/1 t/3");
  EXPECT_EQ(shown(assign({{"a", {"t"}}, {"b", {"t"}}}, {{"t", 1}}, {})), "a: t/0; b:");
  // Topics of one partition each are shared too.
  EXPECT_EQ(shown(assign({{"a", {"t", "u"}}, {"b", {"t", "u"}}}, {{"t", 1}, {"u", 1}}, {})),
            "a: t/0; b: u/0");
}

TEST(Assignor, GivesNobodyATopicThatItDoesNotWant) {
  EXPECT_EQ(shown(assign({{"a", {"t"}}, {"b", {"u"}}}, {{"t", 3}, {"u", 1}, {"v", 1}}, {})),
            "a: t/0 t/1 t/2; b: u/0");
  EXPECT_EQ(shown(assign({}, {{"t", 3}}, {})), "");
}

TEST(Assignor, LeavesAsManyAsPossibleWhereTheyWere) {
  Assignment before = assign({{"a", {"t"}}}, {{"t", 4}}, {});
  EXPECT_EQ(shown(assign({{"a", {"t"}}, {"b", {"t"}}}, {{"t", 4}}, before)),
            "a: t/2 t/3; b: t/0 t/1");
  before = assign({{"a", {"t"}}, {"b", {"t"}}}, {{"t", 4}}, before);
  // One leaves: the other keeps its own and gets the rest.
  EXPECT_EQ(shown(assign({{"b", {"t"}}}, {{"t", 4}}, before)), "b: t/0 t/1 t/2 t/3");
  // The topic shrinks, or is gone.
  EXPECT_EQ(shown(assign({{"a", {"t"}}, {"b", {"t"}}}, {{"t", 1}}, before)), "a:; b: t/0");
}

// Every partition that is wanted has one owner, who wants it; and nobody could give one away to
// somebody who has two less.
void expect_complete_and_fair(const Subscriptions& subscriptions,
                              const std::map<std::string, int32_t>& counts, Assignment assignment) {
  for (const auto& [topic, count] : counts) {
    std::set<std::string> takers;
    for (const auto& [instance, topics] : subscriptions) {
      if (topics.contains(topic)) takers.insert(instance);
    }
    for (int32_t number = 0; number < count && !takers.empty(); ++number) {
      std::vector<std::string> owners;
      for (const auto& [instance, partitions] : assignment) {
        if (partitions.contains({topic, model::Partition{number}})) owners.push_back(instance);
      }
      ASSERT_EQ(owners.size(), 1u);
      EXPECT_TRUE(takers.contains(owners[0]));
      for (const std::string& taker : takers) {
        EXPECT_LE(assignment[owners[0]].size(), assignment[taker].size() + 1);
      }
    }
  }
}

TEST(Assignor, IsCompleteAndFairHoweverMembersComeAndGo) {
  const std::map<std::string, int32_t> counts = {{"t", 3}, {"u", 1}, {"v", 7}, {"w", 2}};
  Assignment assignment;
  for (unsigned round = 1; round < 200; ++round) {
    Subscriptions subscriptions;
    for (unsigned bit = 0; bit < 20; ++bit) {  // Five members, each with some of four topics.
      if ((round * 2654435761u >> bit & 1) == 0) continue;
      auto topic = std::next(counts.begin(), bit % 4);
      subscriptions["m" + std::to_string(bit / 4)].insert(topic->first);
    }
    assignment = assign(subscriptions, counts, assignment);
    expect_complete_and_fair(subscriptions, counts, assignment);
  }
}

}  // namespace
}  // namespace pinflow::gateway
