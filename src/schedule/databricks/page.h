// Page: which part of a list is asked for, and what the answer says of the rest.
//
//   Source:  limit, offset and page_token of docs.databricks.com/api/workspace/jobs/list.
#pragma once

#include "json/writer.h"
#include "schedule/databricks/jobs_call.h"

namespace pinflow::schedule::databricks {

struct Page {
  size_t begin = 0;
  size_t end = 0;  // At most `count`.
  size_t size = 0;
  size_t count = 0;  // Of the whole list.
};

// 20 items where no limit is given. Errors: kInvalidArgument: a limit below 1 or over `size_max`,
// or what is no number.
Result<Page> read_page(const Arguments& arguments, size_t count, int64_t size_max);

// has_more, next_page_token and prev_page_token.
void write_page_end(const Page& page, json::Writer* writer);

}  // namespace pinflow::schedule::databricks
