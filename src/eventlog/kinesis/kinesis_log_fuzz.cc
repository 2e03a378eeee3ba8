// Fuzzes what comes from Kinesis: its answers, the aggregates in its records, the marks of a copy.
// Whatever comes, a value or an error; an aggregate that is read is written and read to the same.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "eventlog/kinesis/aggregate.h"
#include "eventlog/kinesis/answers.h"
#include "eventlog/kinesis/stream_record.h"
#include "http/md5.h"

using namespace pinflow;
using namespace pinflow::eventlog;

namespace {

void read_answers(std::string_view body) {
  for (const Code code :
       {read_stream_names(body).status().code(), read_description(body).status().code(),
        read_shards(body).status().code(), read_outcomes(body, 1).status().code(),
        read_iterator(body).status().code(), read_taken(body).status().code()}) {
    check(code == Code::kOk || code == Code::kUnavailable);
  }
  check(!read_fault(400, body).ok());
}

void read_packed(std::string_view bytes) {
  const auto records = read_aggregate(bytes);
  if (!records) return;
  const auto again = read_aggregate(make_aggregate(*records));
  check(again && again->size() == records->size());
  for (size_t index = 0; index < records->size(); ++index) {
    check((*again)[index].key == (*records)[index].key);
    check((*again)[index].data == (*records)[index].data);
    lies_within((*records)[index], "0", "340282366920938463463374607431768211455");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_answers(bytes);
  read_packed(bytes);
  // The fuzzer finds no digest.
  const http::Md5 digest = http::md5(bytes);
  const std::string sealed =
      "\xF3\x89\x9A\xC2" + std::string(bytes) + std::string(digest.begin(), digest.end());
  read_packed(sealed);
  // Read as its text is written, whatever the text is.
  const ShardMark mark = ShardMark::parse(bytes);
  check(ShardMark::parse(mark.text()).text() == mark.text());
  TakenRecord taken{"7", {}, "key", sealed};
  records_of(std::move(taken), StreamShard{0, "0", "9", {}, {}, true}, ShardMark{});
  return 0;
}
