#include "eventlog/local/group_positions.h"

#include "base/file.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

using ByTopicId = GroupPositions::ByTopicId;

TEST(GroupPositions, KeepsWhatOtherCommitsOfTheGroupSet) {
  const auto folder = fresh_folder();
  {
    auto groups = std::move(*GroupPositions::open(folder));
    EXPECT_TRUE(groups->commit("g", {{{"id", Partition{0}}, Offset{1}}}).ok());
    EXPECT_TRUE(groups->commit("g", {{{"id", Partition{1}}, Offset{2}}}).ok());
    EXPECT_TRUE(groups->commit("g", {{{"id", Partition{0}}, Offset{3}}}).ok());
  }
  auto groups = std::move(*GroupPositions::open(folder));
  EXPECT_EQ(groups->positions("g"),
            (ByTopicId{{{"id", Partition{0}}, Offset{3}}, {{"id", Partition{1}}, Offset{2}}}));
  EXPECT_EQ(groups->positions("another"), ByTopicId());
}

TEST(GroupPositions, TakesAnyNameForAGroup) {
  const auto folder = fresh_folder();
  const std::vector<std::string> names = {"../../etc", "a/b", std::string(10'000, 'x'), "\"\\", ""};
  int64_t offset = 0;
  for (const std::string& name : names) {
    auto groups = std::move(*GroupPositions::open(folder));
    EXPECT_TRUE(groups->commit(name, {{{"id", Partition{0}}, Offset{++offset}}}).ok());
  }
  auto groups = std::move(*GroupPositions::open(folder));
  offset = 0;
  for (const std::string& name : names) {
    EXPECT_EQ(groups->positions(name).begin()->second, Offset{++offset});
  }
}

TEST(GroupPositions, ForgetsATopic) {
  const auto folder = fresh_folder();
  {
    auto groups = std::move(*GroupPositions::open(folder));
    EXPECT_TRUE(groups->commit("g", {{{"gone", Partition{0}}, Offset{1}}}).ok());
    EXPECT_TRUE(groups->commit("g", {{{"kept", Partition{0}}, Offset{2}}}).ok());
    EXPECT_TRUE(groups->forget_topic("gone").ok());
  }
  auto groups = std::move(*GroupPositions::open(folder));
  EXPECT_EQ(groups->positions("g"), (ByTopicId{{{"kept", Partition{0}}, Offset{2}}}));
}

TEST(GroupPositions, ForgetsAGroup) {
  const auto folder = fresh_folder();
  {
    auto groups = std::move(*GroupPositions::open(folder));
    EXPECT_TRUE(groups->commit("gone", {{{"a", Partition{0}}, Offset{1}}}).ok());
    EXPECT_TRUE(groups->commit("kept", {{{"a", Partition{0}}, Offset{2}}}).ok());
    EXPECT_TRUE(groups->forget_group("gone").ok());
    EXPECT_EQ(groups->forget_group("gone").code(), Code::kNotFound);
    EXPECT_TRUE(groups->positions("gone").empty());
  }
  auto groups = std::move(*GroupPositions::open(folder));
  EXPECT_EQ(groups->groups(), std::vector<std::string>{"kept"});
}

TEST(GroupPositions, NamesTheFileThatItCannotRead) {
  const auto folder = fresh_folder();
  std::filesystem::create_directories(folder);
  for (std::string_view bytes : {"", "{}", R"({"group":"g","positions":[{"topic_id":"a"}]})"}) {
    ASSERT_TRUE(replace_file(folder / "x.json", bytes).ok());
    Status status = GroupPositions::open(folder).status();
    EXPECT_EQ(status.code(), Code::kCorruption) << bytes;
    EXPECT_NE(status.message().find("x.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace pinflow::eventlog
