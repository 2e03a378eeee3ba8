#include "source/generator/datetime.h"

#include <gtest/gtest.h>

namespace pinflow::source {
namespace {

TEST(Datetime, ReadsWhatItWrites) {
  for (const char* text : {"1970-01-01 00:00:00", "2016-02-29 23:59:59", "1969-12-31 23:59:59"}) {
    EXPECT_EQ(format_datetime(*parse_datetime(text)), text);
  }
  EXPECT_EQ(*parse_datetime("1970-01-02 00:00:01"), 86'401);
}

TEST(Datetime, RefusesOtherFormsAndDaysThatAreNot) {
  for (const char* text : {"", "2017-10-20", "2017-10-20T09:27:16", "2017-02-29 00:00:00",
                           "2017-10-20 24:00:00", "2017-10-20 09:27:16Z"}) {
    EXPECT_EQ(parse_datetime(text).status().code(), Code::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace pinflow::source
