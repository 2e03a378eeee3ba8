#include "schedule/databricks/page.h"

#include <gtest/gtest.h>

namespace pinflow::schedule::databricks {
namespace {

// "2-4 has_more…" of a list of five, or the error.
std::string shown(const http::Fields& query) {
  http::Request request;
  request.query = query;
  auto arguments = Arguments::read(request);
  auto page = read_page(*arguments, 5, 25);
  if (!page.ok()) return page.status().message();
  json::Writer writer;
  writer.begin_object();
  write_page_end(*page, &writer);
  writer.end_object();
  return std::to_string(page->begin) + "-" + std::to_string(page->end) + " " + writer.take();
}

TEST(Page, IsTheWholeOfAShortList) { EXPECT_EQ(shown({}), R"(0-5 {"has_more":false})"); }

TEST(Page, GoesOnFromATokenAndBack) {
  EXPECT_EQ(shown({{"limit", "2"}}), R"(0-2 {"has_more":true,"next_page_token":"2"})");
  EXPECT_EQ(shown({{"limit", "2"}, {"page_token", "2"}}),
            R"(2-4 {"has_more":true,"next_page_token":"4","prev_page_token":"0"})");
  EXPECT_EQ(shown({{"limit", "2"}, {"offset", "4"}}),
            R"(4-5 {"has_more":false,"prev_page_token":"2"})");
}

TEST(Page, IsEmptyBehindTheEnd) {
  EXPECT_EQ(shown({{"offset", "9"}, {"limit", "3"}}),
            R"(5-5 {"has_more":false,"prev_page_token":"2"})");
}

TEST(Page, NamesWhatIsNoLimit) {
  EXPECT_EQ(shown({{"limit", "26"}}), "limit: must be between 1 and 25");
  EXPECT_EQ(shown({{"limit", "0"}}), "limit: must be between 1 and 25");
  EXPECT_EQ(shown({{"page_token", "x"}}), "page_token: must be a number");
}

}  // namespace
}  // namespace pinflow::schedule::databricks
