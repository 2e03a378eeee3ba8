#include "app/print.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

query::Table sample() {
  return {{{"country", "VARCHAR"}, {"count", "BIGINT"}, {"at", "DOUBLE[]"}},
          {{std::string("a|\"b\""), int64_t{12}, std::string("[1.5,2.0]")},
           {std::monostate(), int64_t{3}, std::monostate()}}};
}

TEST(Print, AlignsColumnsAndNumbersToTheRight) {
  EXPECT_EQ(format_table(sample(), Format::kTable),
            "country  count  at\n"
            "-------  -----  ---------\n"
            "a|\"b\"       12  [1.5,2.0]\n"
            "NULL         3  NULL\n");
}

TEST(Print, WritesAnArrayOfObjectsWithListsAsLists) {
  EXPECT_EQ(format_table(sample(), Format::kJson),
            "[{\"country\":\"a|\\\"b\\\"\",\"count\":12,\"at\":[1.5,2.0]},"
            "{\"country\":null,\"count\":3,\"at\":null}]\n");
}

TEST(Print, QuotesForCsvAndEscapesForMarkdown) {
  EXPECT_EQ(format_table(sample(), Format::kCsv),
            "country,count,at\r\n\"a|\"\"b\"\"\",12,\"[1.5,2.0]\"\r\n,3,\r\n");
  EXPECT_EQ(format_table(sample(), Format::kMarkdown),
            "| country | count | at |\n| --- | ---: | --- |\n"
            "| a\\|\"b\" | 12 | [1.5,2.0] |\n| NULL | 3 | NULL |\n");
}

TEST(Print, KnowsItsFormatsAndSuggestsTheNearest) {
  EXPECT_EQ(*parse_format("csv"), Format::kCsv);
  EXPECT_NE(parse_format("jsn").status().message().find("did you mean 'json'"), std::string::npos);
}

TEST(Print, SeparatesThousands) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(-1234567), "-1,234,567");
}

TEST(Print, ARecordsTextCannotDriveTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\n\x7f"), "a [2Jb  ");
}

}  // namespace
}  // namespace pinflow::app
