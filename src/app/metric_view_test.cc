#include "app/metric_view.h"

#include <gtest/gtest.h>

#include "app/print.h"

namespace pinflow::app {
namespace {

TEST(MetricView, ListsMetricsWithTheirUsers) {
  Result<query::Table> table =
      metric_list(R"([{"name":"sales","title":"What sells?","user_ids":["ada","bob"]},)"
                  R"({"name":"rates","title":"How much?","user_ids":[]}])");
  ASSERT_TRUE(table.ok()) << table.status().message();
  EXPECT_EQ(format_table(*table, Format::kCsv),
            "metric,title,user_ids\r\nsales,What sells?,\"ada, bob\"\r\nrates,How much?,\r\n");
}

TEST(MetricView, ShowsAMetricsRowsInItsOwnColumns) {
  Result<query::Table> table =
      metric_rows(R"({"name":"sales","table_version":4,"rows":[{"item":"tea","count":2},)"
                  R"({"item":null,"count":1.5}]})");
  ASSERT_TRUE(table.ok()) << table.status().message();
  EXPECT_EQ(format_table(*table, Format::kJson),
            "[{\"item\":\"tea\",\"count\":2},{\"item\":null,\"count\":1.5}]\n");
}

TEST(MetricView, RefusesOtherAnswers) {
  for (const char* text : {"", "{}", "7", R"({"rows":7})"}) {
    EXPECT_FALSE(metric_rows(text).ok()) << text;
    EXPECT_FALSE(metric_list(text).ok()) << text;
  }
}

}  // namespace
}  // namespace pinflow::app
