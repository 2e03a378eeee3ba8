#include "query/spark/spark_submit.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

TEST(SparkSubmit, ALogIsToldInWordsThatHelp) {
  EXPECT_NE(explain_spark_log("x\nAll masters are unresponsive! Giving up.\n", "spark://h:1")
                .find("spark://h:1 does not answer"),
            std::string::npos);
  EXPECT_NE(explain_spark_log("Could not parse Master URL: 'x'", "x").find("'x' is not local[N]"),
            std::string::npos);
  EXPECT_EQ(explain_spark_log("one\njava.io.IOException: disk\n\tat x\n", "m"),
            "java.io.IOException: disk");
  EXPECT_EQ(explain_spark_log("", "m"), "it said nothing");
}

TEST(SparkSubmit, PropertiesAreWrittenAsJavaReadsThem) {
  SparkOptions options;
  options.conf = {{"spark.a", "b\\c"}, {"spark.sql.session.timeZone", "UTC+1"}};
  std::string text = spark_properties(options);
  EXPECT_NE(text.find("spark.a=b\\\\c\n"), std::string::npos);
  EXPECT_NE(text.find("spark.sql.session.timeZone=UTC+1\n"), std::string::npos);
  EXPECT_EQ(text.find("spark.sql.session.timeZone=UTC\n"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::query
