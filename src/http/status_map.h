// status_map: the one table from Code to what each protocol calls it. Where a protocol knows a
// finer code ("Topic not found." is 40401, other things are 404), its door names that itself.
#pragma once

#include <string_view>

#include "base/result.h"

namespace pinflow::http {

struct ProtocolError {
  int http_status;            // REST Proxy and our own API.
  int confluent_code;         // The error_code of a whole answer.
  int confluent_record_code;  // The error_code of one record in a produce answer.
  int kinesis_status;
  std::string_view kinesis_type;  // __type
  int databricks_status;
  std::string_view databricks_code;  // error_code
};

// `code` is not kOk.
const ProtocolError& protocol_error(Code code);

}  // namespace pinflow::http
