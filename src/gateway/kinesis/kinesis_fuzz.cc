// Fuzzes what comes from outside through the Kinesis door: bodies in both encodings for every
// action, signatures, tokens, numbers, policies. Whatever comes, a value or an error, no crash.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "gateway/kinesis/policy.h"
#include "gateway/kinesis/read_cbor.h"
#include "gateway/kinesis/read_json.h"
#include "gateway/kinesis/sequence_number.h"
#include "gateway/kinesis/signature.h"
#include "gateway/kinesis/stage_template.h"
#include "gateway/kinesis/token.h"
#include "gateway/kinesis/validate.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr int64_t kDataBytesMax = 1 << 20;

void read_body(std::string_view body, const Shape& shape) {
  Arena arena;
  for (const auto& value : {read_json(body, shape, &arena), read_cbor(body, shape, &arena)}) {
    if (!value.ok()) {
      check(value.status().name() == "SerializationException");
      continue;
    }
    Status status = validate(*value, shape, kDataBytesMax);
    check(status.ok() || status.name() == "ValidationException");
  }
}

void read_signature(std::string_view text) {
  KinesisOptions options;
  options.credentials = {{"somebody", "key", "secret", ""}};
  http::Request request;
  request.method = "POST";
  request.target = "/";
  request.headers = {{"Authorization", std::string(text)}, {"X-Amz-Date", "20150830T123600Z"}};
  check(!check_signature(request, options).ok());
}

void read_texts(std::string_view text) {
  if (auto number = parse_sequence_number(text); number && number->version == 2) {
    check(!number->text().empty());
  }
  check(!parse_token(text, "iterator"));  // Nobody guesses its checksum.
  (void)check_policy(text);
  (void)denies(text, {"somebody", "key", "PutRecord"});
  (void)put_record_body("stream", text, DataForm::kJson);
  (void)put_records_body("stream", text, DataForm::kJson);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pinflow::gateway::kinesis;
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  read_body(text, *operations()[data[0] % operations().size()].input);
  read_signature(text);
  read_texts(text);
  return 0;
}
