#include "eventlog/local/producer_ids.h"

#include <set>

#include "base/file.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

class ProducerIdsTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }

  const std::filesystem::path folder_ = fresh_folder();
  const std::filesystem::path file_ = folder_ / "producer_ids";
};

TEST_F(ProducerIdsTest, GivesNoneTwiceWhenTheProgramIsKilledAnyTime) {
  std::set<ProducerId> given;
  for (int64_t count : {int64_t{1}, ProducerIds::kBlock, ProducerIds::kBlock + 1}) {
    auto ids = std::move(*ProducerIds::open(file_));
    for (int64_t index = 0; index < count; ++index) EXPECT_TRUE(given.insert(*ids->next()).second);
  }
}

TEST_F(ProducerIdsTest, NamesAFileThatIsDamaged) {
  for (const char* text : {"", "12x", "-1", "99999999999999999999"}) {
    ASSERT_TRUE(replace_file(file_, text).ok());
    const Status status = ProducerIds::open(file_).status();
    EXPECT_EQ(status.code(), Code::kCorruption) << text;
    EXPECT_NE(status.message().find("producer_ids"), std::string::npos);
  }
}

TEST_F(ProducerIdsTest, GivesNoneThatCouldNotBeSetAside) {
  auto ids = std::move(*ProducerIds::open(folder_ / "missing" / "producer_ids"));
  EXPECT_FALSE(ids->next().ok());
}

}  // namespace
}  // namespace pinflow::eventlog
