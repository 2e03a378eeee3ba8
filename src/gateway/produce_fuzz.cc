// Fuzzes the body of a produce request: whatever comes, records or an error, and no crash.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "gateway/rest_proxy/produce_request.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pinflow::gateway;
  std::string_view body(reinterpret_cast<const char*>(data), size);
  for (EmbeddedFormat format :
       {EmbeddedFormat::kJson, EmbeddedFormat::kBinary, EmbeddedFormat::kText}) {
    auto parsed = parse_produce(body, format);
    auto* error = std::get_if<RestError>(&parsed);
    if (error) {
      pinflow::check(error->http_status >= 400 && error->http_status < 500);
    } else {
      pinflow::check(!std::get<0>(parsed).empty());
    }
  }
  return 0;
}
