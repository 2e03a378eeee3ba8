#include "sink/option_reader.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(OptionReader, LeavesTargetsOfAbsentAndWrongOptionsAsTheyAre) {
  Properties properties = {{"flush.size", "x"}, {"topics.dir", "a"}};
  std::vector<OptionError> errors;
  OptionReader reader(properties, &errors);
  int32_t size = 7;
  std::string folder = "topics";
  std::string delim = "/";
  reader.read("flush.size", 1, 9, &size);
  reader.read("topics.dir", &folder);
  reader.read("directory.delim", &delim);
  EXPECT_EQ(size, 7);
  EXPECT_EQ(folder, "a");
  EXPECT_EQ(delim, "/");
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].option, "flush.size");
  EXPECT_EQ(errors[0].message,
            "Invalid value x for configuration flush.size: not a whole number from 1 to 9");
}

TEST(OptionReader, NeverTellsAPassword) {
  Properties properties = {{"aws.secret.access.key", "s3cret"}};
  std::vector<OptionError> errors;
  OptionReader(properties, &errors).refuse_value("aws.secret.access.key", "why");
  EXPECT_EQ(errors[0].message,
            "Invalid value [hidden] for configuration aws.secret.access.key: why");
}

TEST(OptionReader, ReadsIntervalsThatMayBeOff) {
  Properties properties = {{"rotate.interval.ms", "-1"}, {"rotate.schedule.interval.ms", "5"}};
  std::vector<OptionError> errors;
  OptionReader reader(properties, &errors);
  std::optional<std::chrono::milliseconds> interval;
  reader.read_interval("rotate.interval.ms", &interval);
  EXPECT_FALSE(interval);
  reader.read_interval("rotate.schedule.interval.ms", &interval);
  EXPECT_EQ(interval, std::chrono::milliseconds(5));
  EXPECT_TRUE(errors.empty());
}

}  // namespace
}  // namespace pinflow::sink
