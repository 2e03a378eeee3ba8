#include "base/promise.h"

#include "base/code_name.h"

namespace pinflow {
namespace {

constexpr size_t kShownBytesMax = 60;

std::string shown(std::string_view text) {
  std::string start(text.substr(0, kShownBytesMax));
  for (char& letter : start) {
    if (static_cast<unsigned char>(letter) < ' ') letter = ' ';
  }
  if (text.size() <= kShownBytesMax) return "'" + start + "'";
  return "'" + start + "...' of " + std::to_string(text.size()) + " bytes";
}

}  // namespace

Status expect(bool is_so, std::string_view what) {
  if (is_so) return Status();
  return Status(Code::kCorruption, "not so: " + std::string(what));
}

Status expect_equal(std::string_view what, std::string_view seen, std::string_view expected) {
  if (seen == expected) return Status();
  return Status(Code::kCorruption,
                std::string(what) + ": expected " + shown(expected) + ", got " + shown(seen));
}

Status expect_code(std::string_view what, const Status& seen, Code expected) {
  if (seen.code() == expected) return Status();
  std::string said = seen.ok() ? "" : " (" + seen.message() + ")";
  return Status(Code::kCorruption, std::string(what) + ": expected " +
                                       std::string(code_name(expected)) + ", got " +
                                       std::string(code_name(seen.code())) + said);
}

}  // namespace pinflow
