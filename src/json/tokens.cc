// Calls simdjson's first stage through the interface that its own two parsers use. The second
// stage is not used: it gives no position of an error, and refuses integers past 64 bits.
#include "json/tokens.h"

#include <simdjson.h>

#include <algorithm>
#include <memory>

#include "json/compact.h"
#include "json/utf8.h"

namespace pinflow::json {
namespace {

constexpr size_t kCapacityBytesMin = 4096;
constexpr size_t kCapacityBytesKept = 4 << 20;  // Tokens take 4 bytes for each byte of text.

using Stages = std::unique_ptr<simdjson::internal::dom_parser_implementation>;

Stages& stages_of_this_thread() {
  thread_local Stages stages;
  return stages;
}

bool reserve(Stages& stages, size_t size_bytes) {
  if (stages && stages->capacity() >= size_bytes) return true;
  size_t capacity = std::max(size_bytes, kCapacityBytesMin);
  if (stages) return stages->allocate(capacity, kDepthMax) == simdjson::SUCCESS;
  return simdjson::get_active_implementation()->create_dom_parser_implementation(
             capacity, kDepthMax, stages) == simdjson::SUCCESS;
}

// simdjson says that something is wrong with the bytes, not where: look again, slowly.
Status locate_bad_byte(std::string_view text) {
  size_t string_begin = std::string_view::npos;  // Of the string that `at` is in.
  for (size_t at = 0; at < text.size();) {
    size_t size = utf8_size(text.substr(at));
    if (size == 0) return not_json("invalid UTF-8", at);
    char byte = text[at];
    bool in_string = string_begin != std::string_view::npos;
    if (byte == '"') string_begin = in_string ? std::string_view::npos : at;
    if (in_string && static_cast<unsigned char>(byte) < 0x20) {
      return not_json("unescaped control character", at);
    }
    at += in_string && byte == '\\' && at + 1 < text.size() ? 1 + utf8_size(text.substr(at + 1))
                                                            : size;
  }
  return not_json("unclosed string", std::min(string_begin, text.size()));
}

}  // namespace

Status not_json(std::string_view cause, size_t position) {
  return Status(Code::kInvalidArgument,
                "not JSON: " + std::string(cause) + " at byte " + std::to_string(position));
}

Result<std::span<const uint32_t>> find_tokens(std::string_view text) {
  Stages& stages = stages_of_this_thread();
  if (text.size() > simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING ||
      !reserve(stages, text.size())) {
    return Status(Code::kExhausted,
                  "JSON text of " + std::to_string(text.size()) + " bytes is too long");
  }
  if (text.empty()) return not_json("the text is empty", 0);
  simdjson::error_code error = stages->stage1(reinterpret_cast<const uint8_t*>(text.data()),
                                              text.size(), simdjson::stage1_mode::regular);
  if (error == simdjson::EMPTY) return not_json("nothing but white space", 0);
  if (error != simdjson::SUCCESS) return locate_bad_byte(text);
  stages->structural_indexes[stages->n_structural_indexes] = static_cast<uint32_t>(text.size());
  return std::span<const uint32_t>(stages->structural_indexes.get(),
                                   stages->n_structural_indexes + 1);
}

void release_large_tokens() {
  Stages& stages = stages_of_this_thread();
  if (stages && stages->capacity() > kCapacityBytesKept) stages.reset();
}

}  // namespace pinflow::json
