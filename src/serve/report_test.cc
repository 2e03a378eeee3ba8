#include "serve/report.h"

#include <gtest/gtest.h>

#include "serve/chart.h"
#include "serve/html.h"

namespace pinflow::serve {
namespace {

constexpr std::string_view kWorld =
    R"({"countries":[{"name":"Albania","path":"M1,1l2,2z"},{"name":"Aruba","x":5,"y":6}]})";

query::Table by_country() {
  return {{{"country", "VARCHAR"}, {"category", "VARCHAR"}, {"category_count", "BIGINT"}},
          {{std::string("Albania"), std::string("art"), int64_t{7}},
           {std::string("Atlantis"), std::string("travel"), int64_t{1}}}};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Report, EscapesWhatComesFromData) {
  model::Query query{"q", "<b>Who?</b>", "SELECT '<'", "bar"};
  query::Table table{{{"name", "VARCHAR"}, {"n", "BIGINT"}},
                     {{std::string("<script>alert(1)</script>"), int64_t{1}}}};
  Report report{"p", "demo", "accepted 1 = …", {}, {{&query, table}}};
  std::string html = render_report(report, kWorld);
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)"));
  EXPECT_TRUE(has(html, "&lt;b&gt;Who?"));
  EXPECT_TRUE(has(html, "SELECT &#39;&lt;&#39;"));
}

TEST(Report, SaysSoWhenAnAnswerHasNoRows) {
  model::Query query{"q", "Who?", "SELECT 1", "bar"};
  Report report{"p", "demo", "", {}, {{&query, {{{"n", "BIGINT"}}, {}}}}};
  EXPECT_TRUE(has(render_report(report, kWorld), "No rows."));
}

TEST(Chart, ColoursCountriesOfTheMapAndListsTheOthers) {
  std::string svg = map_chart(by_country(), kWorld);
  EXPECT_TRUE(has(svg, "<path d=\"M1,1l2,2z\" class=\"c0\""));
  EXPECT_TRUE(has(svg, "<title>Albania: art, 7</title>"));
  EXPECT_TRUE(has(svg, "<circle cx=\"5\" cy=\"6\" r=\"3\" class=\"land\""));
  EXPECT_TRUE(has(svg, "Not on the map: Atlantis: travel, 1"));
}

TEST(Chart, DrawsBarsInProportion) {
  std::string svg = bar_chart(by_country());
  EXPECT_TRUE(has(svg, "width=\"420.0\""));
  EXPECT_TRUE(has(svg, "width=\"60.0\""));
  EXPECT_TRUE(has(svg, "Albania · art"));
}

TEST(Chart, DrawsColumnsAndSquares) {
  query::Table table{{{"age_group", "VARCHAR"}, {"post_year", "BIGINT"}, {"median", "BIGINT"}},
                     {{std::string("18-24"), int64_t{2015}, int64_t{5000}},
                      {std::string("50+"), int64_t{2016}, std::monostate()}}};
  EXPECT_TRUE(has(column_chart(table), "18-24"));
  std::string heat = heat_chart(table);
  EXPECT_TRUE(has(heat, ">2016<"));
  EXPECT_TRUE(has(heat, ">5,000<"));
  EXPECT_EQ(draw_chart("table", table, kWorld), "");
}

TEST(Html, WritesNumbersForPeople) {
  EXPECT_EQ(readable_number(1234567), "1,234,567");
  EXPECT_EQ(readable_number(-1234.5), "-1,234.50");
  EXPECT_EQ(readable(query::Cell()), "—");
}

}  // namespace
}  // namespace pinflow::serve
