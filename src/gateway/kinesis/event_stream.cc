#include "gateway/kinesis/event_stream.h"

#include <cstdint>
#include <initializer_list>
#include <utility>

#include "base/crc32.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr uint8_t kStringHeader = 7;
constexpr size_t kPreludeBytes = 12;
constexpr size_t kChecksumBytes = 4;

void append_number(size_t number, int size_bytes, std::string* out) {
  for (int shift = 8 * (size_bytes - 1); shift >= 0; shift -= 8) {
    *out += static_cast<char>(number >> shift);
  }
}

using Header = std::pair<std::string_view, std::string_view>;

std::string frame(std::initializer_list<Header> headers, std::string_view payload) {
  std::string packed;
  for (const auto& [name, value] : headers) {
    append_number(name.size(), 1, &packed);
    packed.append(name) += static_cast<char>(kStringHeader);
    append_number(value.size(), 2, &packed);
    packed.append(value);
  }
  std::string out;
  out.reserve(kPreludeBytes + packed.size() + payload.size() + kChecksumBytes);
  append_number(kPreludeBytes + packed.size() + payload.size() + kChecksumBytes, 4, &out);
  append_number(packed.size(), 4, &out);
  append_number(crc32(out), 4, &out);
  out.append(packed).append(payload);
  append_number(crc32(out), 4, &out);
  return out;
}

}  // namespace

std::string event_frame(std::string_view event_type, std::string_view content_type,
                        std::string_view payload) {
  return frame(
      {{":event-type", event_type}, {":content-type", content_type}, {":message-type", "event"}},
      payload);
}

std::string exception_frame(std::string_view exception_type, std::string_view content_type,
                            std::string_view payload) {
  return frame({{":exception-type", exception_type},
                {":content-type", content_type},
                {":message-type", "exception"}},
               payload);
}

}  // namespace pinflow::gateway::kinesis
