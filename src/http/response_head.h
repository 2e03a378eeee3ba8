// append_response_head(): the status line and header fields of an answer, as they are sent.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace pinflow::http {

// What a client may do after an answer.
enum class Persistence {
  kKeep,
  kKeepOld,  // Keeps an HTTP/1.0 connection, whose client must be told so.
  kClose,
};

// As HTTP/1.1 has it; HTTP/2's is in http2_message.h. `date` is in the form of HTTP. A field
// cannot break out of its line: control characters in values become spaces.
void append_response_head(const Response& response, Persistence persistence, std::string_view date,
                          std::string* out);

// Not of a stream, nor of an answer that has no body whatever it says.
bool has_content_length(const Response& response);

// A field's value without control characters.
void append_field_value(std::string_view value, std::string* out);

std::string_view reason_phrase(int status);

// "Tue, 15 Nov 1994 08:12:31 GMT"; made once a second for each thread.
std::string_view http_date_now();

}  // namespace pinflow::http
