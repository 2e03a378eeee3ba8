#include "lake/log_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <optional>

namespace pinflow::lake {
namespace {

constexpr size_t kVersionDigits = 20;

std::optional<int64_t> parse_number(std::string_view digits) {
  int64_t number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  bool whole = error == std::errc() && end == digits.data() + digits.size() && number >= 0;
  return whole ? std::optional(number) : std::nullopt;
}

// "0000000001.0000000003.parquet": the first of three parts.
std::optional<int64_t> part_count(std::string_view rest) {
  if (rest.size() != 10 + 1 + 10 + 8 || rest[10] != '.' || !rest.ends_with(".parquet")) {
    return std::nullopt;
  }
  return parse_number(rest.substr(11, 10));
}

// "80a083e8-7026-4e79-81be-64bd76c43a11.json": a V2 checkpoint, which is whole by itself.
bool is_uuid_named(std::string_view rest) {
  constexpr size_t kUuidLetters = 36;
  std::string_view ending = rest.substr(std::min(rest.size(), kUuidLetters));
  return ending == ".json" || ending == ".parquet";
}

}  // namespace

std::string version_text(int64_t version) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%020" PRId64, version);
  return text.data();
}

std::string commit_name(int64_t version) { return version_text(version) + ".json"; }

std::string checkpoint_name(int64_t version) {
  return version_text(version) + ".checkpoint.parquet";
}

LogFiles sort_log_files(const std::vector<objects::ObjectInfo>& objects) {
  LogFiles files;
  std::map<int64_t, std::map<int64_t, std::vector<std::string>>> parts;  // Version, part count.
  for (const objects::ObjectInfo& object : objects) {
    std::string_view name = object.key;
    name.remove_prefix(name.rfind('/') + 1);
    if (name.size() < kVersionDigits) continue;
    std::optional<int64_t> version = parse_number(name.substr(0, kVersionDigits));
    if (!version) continue;
    std::string_view kind = name.substr(kVersionDigits);
    if (kind == ".json") files.commits[*version] = object.key;
    if (kind == ".checkpoint.parquet") parts[*version][1] = {object.key};
    if (!kind.starts_with(".checkpoint.")) continue;
    if (is_uuid_named(kind.substr(12))) parts[*version][1] = {object.key};
    std::optional<int64_t> count = part_count(kind.substr(12));
    if (count) parts[*version][*count].push_back(object.key);
  }
  for (auto& [version, by_count] : parts) {
    for (auto& [count, keys] : by_count) {
      if (static_cast<int64_t>(keys.size()) == count) files.checkpoints[version] = keys;
    }
  }
  return files;
}

}  // namespace pinflow::lake
