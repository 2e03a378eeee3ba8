// What every Store promises. A new stand-in is done when its line is in kStandIns and this file
// passes.
#include <gtest/gtest.h>

#include <tuple>

#include "base/promise_for_test.h"
#include "objects/local/local_store.h"
#include "objects/s3/s3_store.h"
#include "objects/s3/test_server.h"
#include "objects/store_promises.h"

namespace pinflow::objects {
namespace {

enum class AtServer { kNo, kPathStyle, kVirtualHostStyle };

struct StandIn {
  const char* name;
  AtServer at_server;
};
constexpr StandIn kStandIns[] = {{"local", AtServer::kNo},
                                 {"s3_path_style", AtServer::kPathStyle},
                                 {"s3_virtual_host_style", AtServer::kVirtualHostStyle}};

using Case = std::tuple<StandIn, Promise<StorePlace>>;

class StoreContract : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    path_ = std::filesystem::path(testing::TempDir()) /
            ("store_contract_" + test.substr(test.find('/') + 1));
    std::filesystem::remove_all(path_);
    if (stand_in().at_server == AtServer::kNo) return;
    server_ = TestServer::start(path_);
    if (server_ == nullptr) GTEST_SKIP() << "no S3 server: ./dev setup --tests installs one";
  }

  static const StandIn& stand_in() { return std::get<0>(GetParam()); }

  Result<std::unique_ptr<Store>> open() const {
    if (server_ == nullptr) return open_local_store(path_);
    S3Options options = server_->options();
    options.path_style = stand_in().at_server == AtServer::kPathStyle;
    return open_s3_store(options, "contract", "tables/");
  }

  std::filesystem::path path_;
  std::unique_ptr<TestServer> server_;
};

TEST_P(StoreContract, IsKept) {
  Outcome outcome = std::get<1>(GetParam()).keep({[this] { return open(); }});
  EXPECT_EQ(outcome.state(), Outcome::State::kKept) << outcome.why();
  auto store = open();
  ASSERT_TRUE(store.ok()) << store.status().message();
  EXPECT_TRUE(clear(**store).ok());
  EXPECT_TRUE((*store)->list("")->empty());
}

std::string name_of(const testing::TestParamInfo<Case>& made) {
  return test_name(std::get<0>(made.param).name, std::get<1>(made.param).sentence);
}
INSTANTIATE_TEST_SUITE_P(Promises, StoreContract,
                         testing::Combine(testing::ValuesIn(kStandIns),
                                          testing::ValuesIn(store_promises())),
                         name_of);

}  // namespace
}  // namespace pinflow::objects
