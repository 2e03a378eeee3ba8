// Fuzzes what we parse of HTTP ourselves: targets, queries, URLs and the requests' rules beside
// Beast's grammar. Whatever comes, a value or an error, and no crash.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "http/request_parser.h"
#include "http/target.h"
#include "http/url.h"

using namespace pinflow::http;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  pinflow::check(percent_decode(percent_encode(text)) == text);
  Request request;
  if (parse_target(text, &request).ok()) {
    pinflow::check(request.path.size() <= text.size() && !request.target.empty());
  }
  auto url = parse_url(text);
  if (url.ok()) pinflow::check(parse_url(url->scheme + "://" + authority(*url)).ok());

  static const Router router;
  RequestParser parser(1 << 10, 1 << 10, &request, router);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(text), error);
  pinflow::check(request.body.size() <= 1 << 10);
  return 0;
}
