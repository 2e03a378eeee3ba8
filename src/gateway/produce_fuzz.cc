// Fuzzes the bodies that the REST Proxy takes: whatever comes, what it means or an error that is
// the client's, and no crash.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "gateway/rest_proxy/consumer_request.h"
#include "gateway/rest_proxy/produce_request.h"
#include "gateway/rest_v3/record_splitter.h"
#include "gateway/rest_v3/records_request.h"

namespace {

using namespace pinflow::gateway;

void check_error(const RestError& error) {
  pinflow::check(error.http_status >= 400 && error.http_status < 500 && !error.message.empty());
}

template <class T>
void check_parsed(const Parsed<T>& parsed) {
  if (const auto* error = std::get_if<RestError>(&parsed)) check_error(*error);
}

// The objects of a body that comes in pieces of this size.
std::vector<std::string> split(std::string_view body, size_t piece_bytes) {
  std::vector<std::string> objects;
  RecordSplitter splitter;
  for (size_t begin = 0; begin < body.size(); begin += piece_bytes) {
    splitter.add(body.substr(begin, piece_bytes));
    while (auto object = splitter.next()) objects.emplace_back(*object);
  }
  return objects;
}

// How a body was cut on its way changes nothing.
void check_split(std::string_view body) {
  const std::vector<std::string> whole = split(body, body.size());
  for (size_t piece_bytes : {1, 2, 7}) pinflow::check(split(body, piece_bytes) == whole);
  for (const std::string& object : whole) check_parsed(parse_record(object));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view body(reinterpret_cast<const char*>(data), size);
  for (EmbeddedFormat format :
       {EmbeddedFormat::kJson, EmbeddedFormat::kBinary, EmbeddedFormat::kText}) {
    auto parsed = parse_produce(body, format);
    check_parsed(parsed);
    const auto* records = std::get_if<std::vector<RecordToProduce>>(&parsed);
    pinflow::check(!records || !records->empty());
  }
  check_parsed(parse_consumer(body));
  check_parsed(parse_subscription(body));
  check_parsed(parse_partitions(body));
  check_parsed(parse_offsets(body));
  check_parsed(parse_positions(body));
  for (const ParsedRecord& record : parse_record_stream(body)) check_parsed(record);
  check_parsed(parse_record_batch(body));
  if (!body.empty()) check_split(body);
  return 0;
}
