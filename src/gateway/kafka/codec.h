// read_message() and write_message(): between messages and the bytes that Kafka's protocol has for
// them in its classic encoding: big-endian numbers, strings behind two bytes of length, bytes and
// lists behind four, -1 for null. Also the headers of requests and answers. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/kafka/message.h"

namespace pinflow::gateway::kafka {

// Elements of all lists of a message together.
inline constexpr size_t kElementsMax = 100'000;

// Reads a message of that version. It looks at `bytes`, which outlive it, as does `schema`.
// Errors: kInvalidArgument: cut short, null where nothing may be null, bytes left over, too many
// elements.
Result<Message> read_message(const Schema& schema, int16_t version, std::string_view bytes);

// Appends the fields that the version has. A text that is too long for its length is cut.
void write_message(const Message& message, int16_t version, std::string* out);

// Of all texts of a message: about what it takes.
size_t text_bytes(const Message& message);

struct RequestHeader {
  int16_t kind = 0;
  int16_t version = 0;
  int32_t correlation_id = 0;  // What the answer begins with.
  std::string_view client_id;
};

// Takes the header off the front. Errors: kInvalidArgument: cut short.
Result<RequestHeader> take_request_header(std::string_view* bytes);

void write_answer_header(int32_t correlation_id, std::string* out);

}  // namespace pinflow::gateway::kafka
