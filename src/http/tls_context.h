// open_tls_context(): a server's certificate, and what it offers in a handshake: TLS 1.2 and 1.3,
// then HTTP/2 and HTTP/1.1. Private to http/: it needs Asio.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

#include "base/result.h"

namespace pinflow::http {

// Both files are PEM. Errors: kInvalidArgument (one is missing, or is not what it should be).
Result<boost::asio::ssl::context> open_tls_context(const std::string& certificate_file,
                                                   const std::string& key_file);

}  // namespace pinflow::http
