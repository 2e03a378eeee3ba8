#include "stream/key_claims.h"

#include <gtest/gtest.h>

namespace pinflow::stream {
namespace {

class KeyClaimsTest : public testing::Test {
 protected:
  KeyClaimsTest() {
    pipeline_.shared_stream = "everything";
    pipeline_.datasets.resize(2);
    pipeline_.datasets[0].name = "orders";
    pipeline_.datasets[1].name = "items";
  }

  Code judge(const std::optional<std::string>& key, bool takes_strays = false) {
    StreamConfig config =
        make_shared_stream_config(pipeline_, "ada", pipeline_.datasets[0], takes_strays);
    KeyClaims claims(config);
    Code first = claims.of(key).code();
    EXPECT_EQ(claims.of(key).code(), first);  // Now from memory.
    return first;
  }

  model::Pipeline pipeline_;
};

TEST_F(KeyClaimsTest, AStreamTakesTheRecordsOfItsUserAndDataset) {
  EXPECT_EQ(judge("ada.orders"), Code::kOk);
  EXPECT_EQ(judge("ada_orders"), Code::kOk);
  EXPECT_EQ(judge("orders"), Code::kOk);
  EXPECT_EQ(judge("ada.items"), Code::kDenied);
  EXPECT_EQ(judge("bob.orders"), Code::kDenied);
}

TEST_F(KeyClaimsTest, OneStreamTakesWhatNamesNoDatasetForADeadLetter) {
  EXPECT_EQ(judge("partition-1"), Code::kDenied);
  EXPECT_EQ(judge("partition-1", true), Code::kNotFound);
  EXPECT_EQ(judge(std::nullopt, true), Code::kNotFound);
  EXPECT_EQ(judge("bob.orders", true), Code::kDenied);
}

TEST_F(KeyClaimsTest, TheStreamOfStraysTakesNothingElse) {
  StreamConfig config = make_stray_stream_config(pipeline_);
  KeyClaims claims(config);
  EXPECT_EQ(claims.of("partition-1").code(), Code::kNotFound);
  EXPECT_EQ(claims.of(std::nullopt).code(), Code::kNotFound);
  for (const char* key : {"ada.orders", "orders", "bob_items"}) {
    EXPECT_EQ(claims.of(key).code(), Code::kDenied) << key;
  }
}

TEST_F(KeyClaimsTest, AStreamOfItsOwnTakesEverything) {
  StreamConfig config = make_stream_config(pipeline_, "ada", pipeline_.datasets[0]);
  KeyClaims claims(config);
  EXPECT_TRUE(claims.of("partition-1").ok());
  EXPECT_TRUE(claims.of(std::nullopt).ok());
}

}  // namespace
}  // namespace pinflow::stream
