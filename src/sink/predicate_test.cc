#include "sink/predicate.h"

#include <gtest/gtest.h>

#include "sink/transform_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(TransformTest, IsMadeWherePredicatesHold) {
  Properties filter = {{"type", "Filter"}, {"predicate", "p"}};
  auto stays = [&](const Properties& predicate) {
    return *apply_all(chain(filter, predicate), &message_);
  };
  EXPECT_FALSE(
      stays({{"predicates.p.type", "TopicNameMatches"}, {"predicates.p.pattern", "demo.*"}}));
  EXPECT_TRUE(stays({{"predicates.p.type", "TopicNameMatches"}, {"predicates.p.pattern", "demo"}}));
  EXPECT_FALSE(stays({{"predicates.p.type", "RecordIsTombstone"}}));
  Properties has_header = {{"predicates.p.type", "HasHeaderKey"}, {"predicates.p.name", "h"}};
  EXPECT_TRUE(stays(has_header));
  message_.stored.record.headers = {{"h", "v"}};
  EXPECT_FALSE(stays(has_header));
  filter["negate"] = "true";
  EXPECT_TRUE(stays(has_header));
  EXPECT_EQ(errors_, "");
  stays({{"predicates.p.type", "TopicNameMatches"}, {"predicates.p.pattern", "(a)\\1"}});
  EXPECT_NE(errors_.find("predicates.p.pattern: invalid escape sequence"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::sink
