#include "lake/features.h"

#include <gtest/gtest.h>

namespace pinflow::lake {
namespace {

Protocol protocol(int64_t reader, int64_t writer, std::vector<std::string> reader_features = {},
                  std::vector<std::string> writer_features = {}) {
  return {reader, writer, std::move(reader_features), std::move(writer_features), ""};
}

TEST(Features, PlainTablesAreReadAndWritten) {
  EXPECT_TRUE(check_readable(protocol(1, 2), {}).ok());
  EXPECT_TRUE(check_writable(protocol(1, 2), {}).ok());
  EXPECT_TRUE(check_writable(protocol(1, 7, {}, {"appendOnly", "invariants"}), {}).ok());
}

TEST(Features, ZonelessTimestampsAreReadButNotWritten) {
  Protocol ntz = protocol(3, 7, {"timestampNtz"}, {"timestampNtz"});
  EXPECT_TRUE(check_readable(ntz, {}).ok());
  EXPECT_EQ(check_writable(ntz, {}).code(), Code::kInvalidArgument);
}

TEST(Features, AFeatureWeLackIsRefusedByName) {
  for (const char* feature : {"variantType", "catalogManaged", "somethingNew"}) {
    Status refused = check_readable(protocol(3, 7, {feature}), {});
    EXPECT_EQ(refused.code(), Code::kInvalidArgument);
    EXPECT_NE(refused.message().find(feature), std::string::npos) << refused.message();
  }
  EXPECT_FALSE(check_readable(protocol(9, 9), {}).ok());
  EXPECT_FALSE(check_writable(protocol(1, 4), {}).ok());
}

TEST(Features, MappedColumnsAreReadButNotWritten) {
  Protocol mapped = protocol(2, 7, {}, {"columnMapping"});
  Metadata metadata;
  metadata.configuration["delta.columnMapping.mode"] = "none";
  EXPECT_TRUE(check_writable(mapped, metadata).ok());
  metadata.configuration["delta.columnMapping.mode"] = "name";
  EXPECT_TRUE(check_readable(mapped, metadata).ok());
  EXPECT_NE(check_writable(mapped, metadata).message().find("columnMapping"), std::string::npos);
  metadata.configuration["delta.columnMapping.mode"] = "rank";
  EXPECT_FALSE(check_readable(mapped, metadata).ok());
}

TEST(Features, AnInvariantOnAColumnForbidsWriting) {
  Metadata metadata;
  metadata.schema_string = R"({"fields":[{"metadata":{"delta.invariants":"x > 1"}}]})";
  EXPECT_TRUE(check_readable(protocol(1, 2), metadata).ok());
  EXPECT_FALSE(check_writable(protocol(1, 2), metadata).ok());
}

}  // namespace
}  // namespace pinflow::lake
