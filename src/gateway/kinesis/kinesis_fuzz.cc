// Fuzzes what comes from outside through the Kinesis door: bodies in both encodings for every
// action, signatures, tokens, numbers, policies; and the event-stream frames that carry any
// payload. Whatever comes, a value or an error, no crash.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/crc32.h"
#include "gateway/kinesis/event_stream.h"
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

uint32_t number_at(std::string_view bytes, size_t position) {
  uint32_t number = 0;
  for (char byte : bytes.substr(position, 4)) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

// A client finds in a frame what was put into it.
void frame_event(std::string_view payload) {
  std::string_view type = payload.substr(0, 60);
  for (const std::string& frame :
       {event_frame(type, "c", payload), exception_frame(type, "c", payload)}) {
    size_t header_bytes = number_at(frame, 4);
    check(number_at(frame, 0) == frame.size());
    check(number_at(frame, 8) == crc32(std::string_view(frame).substr(0, 8)));
    check(frame.find(type, 12) < 12 + header_bytes || type.empty());
    check(std::string_view(frame).substr(12 + header_bytes, payload.size()) == payload);
    check(12 + header_bytes + payload.size() + 4 == frame.size());
    check(number_at(frame, frame.size() - 4) ==
          crc32(std::string_view(frame).substr(0, frame.size() - 4)));
  }
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
  frame_event(text);
  return 0;
}
