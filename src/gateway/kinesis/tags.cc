#include "gateway/kinesis/tags.h"

#include <algorithm>
#include <cctype>

#include "gateway/kinesis/fault.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr size_t kTagCountMax = 50;
constexpr std::string_view kAllowedMarks = "_./=+-@: ,";

// Letters and digits of any script, white space and a few marks.
bool is_allowed(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    auto letter = static_cast<unsigned char>(byte);
    return letter >= 0x80 || std::isalnum(letter) != 0 ||
           kAllowedMarks.find(byte) != std::string_view::npos;
  });
}

Status check_characters(std::string_view text) {
  if (is_allowed(text)) return Status();
  return invalid_argument(
      "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white "
      "space, _ . / = + - % @.");
}

}  // namespace

Status add_tags(const Value& given, std::string_view what, Tags* tags) {
  for (size_t i = 0; i < given.values().size(); i += 2) {
    TRY(check_characters(given.values()[i].text()));
    TRY(check_characters(given.values()[i + 1].text()));
    tags->insert_or_assign(std::string(given.values()[i].text()),
                           std::string(given.values()[i + 1].text()));
  }
  if (tags->size() <= kTagCountMax) return Status();
  return invalid_argument("Failed to add tags to " + std::string(what) +
                          " because it cannot have more than " + std::to_string(kTagCountMax) +
                          " tags associated with it.");
}

Status remove_tags(const Value& keys, Tags* tags) {
  for (const Value& key : keys.values()) {
    TRY(check_characters(key.text()));
    tags->erase(std::string(key.text()));
  }
  return Status();
}

}  // namespace pinflow::gateway::kinesis
