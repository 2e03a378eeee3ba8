// What HTTP/2's header fields say: the pseudo fields of a request as a Request, and a Response's
// head as fields. No frames here, and nothing of the library.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace pinflow::http {

// Adds one field as it comes, also ":method", ":path", ":authority" (which becomes Host, unless
// the client sends that too) and ":scheme" (which is dropped). The protocol's own rules (lower
// case, order, none twice) are checked before. Errors: kInvalidArgument (the target).
Status add_request_field(std::string_view name, std::string_view value, Request* request);

// ":status" first, names in lower case, without those of HTTP/1.1's connections.
Fields http2_head(const Response& response, std::string_view date);

}  // namespace pinflow::http
