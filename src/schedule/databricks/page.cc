#include "schedule/databricks/page.h"

#include <algorithm>

namespace pinflow::schedule::databricks {
namespace {

constexpr int64_t kSizeDefault = 20;

}  // namespace

Result<Page> read_page(const Arguments& arguments, size_t count, int64_t size_max) {
  TRY_ASSIGN(auto limit, arguments.number("limit"));
  TRY_ASSIGN(auto offset, arguments.number("offset"));
  TRY_ASSIGN(auto token, arguments.number("page_token"));
  if (limit && (*limit < 1 || *limit > size_max)) {
    return Status(Code::kInvalidArgument,
                  "limit: must be between 1 and " + std::to_string(size_max));
  }
  Page page;
  page.count = count;
  page.size = static_cast<size_t>(limit.value_or(kSizeDefault));
  page.begin = static_cast<size_t>(std::max<int64_t>(0, token.value_or(offset.value_or(0))));
  page.begin = std::min(page.begin, count);
  page.end = std::min(page.begin + page.size, count);
  return page;
}

void write_page_end(const Page& page, json::Writer* writer) {
  writer->member("has_more", page.end < page.count);
  if (page.end < page.count) writer->member("next_page_token", std::to_string(page.end));
  if (page.begin == 0) return;
  writer->member("prev_page_token", std::to_string(page.begin - std::min(page.begin, page.size)));
}

}  // namespace pinflow::schedule::databricks
