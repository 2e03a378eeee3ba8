#include "base/time_zone.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace pinflow {
namespace {

constexpr std::string_view kZoneFolder = "/usr/share/zoneinfo/";
constexpr size_t kZoneHeaderBytes = 44;

// Reads big-endian numbers from left to right. Past the end it gives 0 and is not ok().
class ZoneReader {
 public:
  explicit ZoneReader(std::string_view bytes) : bytes_(bytes) {}

  int64_t number(size_t size) {
    if (bytes_.size() < size) {
      ok_ = false;
      bytes_ = {};
      return 0;
    }
    uint64_t value = (bytes_[0] & 0x80) != 0 && size < 8 ? ~uint64_t{0} : 0;
    for (size_t i = 0; i < size; ++i) value = (value << 8) | static_cast<uint8_t>(bytes_[i]);
    bytes_.remove_prefix(size);
    return static_cast<int64_t>(value);
  }
  void skip(int64_t size) {
    ok_ = ok_ && size >= 0 && static_cast<size_t>(size) <= bytes_.size();
    bytes_.remove_prefix(ok_ ? static_cast<size_t>(size) : bytes_.size());
  }
  bool starts_with(std::string_view text) const { return bytes_.starts_with(text); }
  bool ok() const { return ok_; }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

// The header's counts, in its order.
struct ZoneCounts {
  int64_t utc_flags, standard_flags, leaps, changes, types, name_bytes;

  static ZoneCounts read(ZoneReader* reader) {
    return {reader->number(4), reader->number(4), reader->number(4),
            reader->number(4), reader->number(4), reader->number(4)};
  }
};

// Names are paths below the folder, and no way out of it.
bool is_zone_name(std::string_view name) {
  auto fits = [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '/' || letter == '_' || letter == '-' ||
           letter == '+';
  };
  return !name.empty() && name.front() != '/' && std::ranges::all_of(name, fits);
}

}  // namespace

Result<TimeZone> TimeZone::load(std::string_view name) {
  if (name == "UTC") return TimeZone();
  Status unknown(Code::kInvalidArgument,
                 "no such zone; names are such as 'UTC' and 'Europe/London'");
  if (!is_zone_name(name)) return unknown;
  std::filesystem::path path = std::string(kZoneFolder) + std::string(name);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return unknown;
  TRY_ASSIGN(std::string bytes, read_file(path));
  return parse(bytes);
}

Result<TimeZone> TimeZone::parse(std::string_view file) {
  Status damaged(Code::kInvalidArgument, "no table of a time zone");
  ZoneReader reader(file);
  if (!reader.starts_with("TZif") || file.size() < kZoneHeaderBytes || file[4] < '2')
    return damaged;
  // The first table has 32 bits; the one behind it says the same in 64.
  reader.skip(20);
  ZoneCounts old = ZoneCounts::read(&reader);
  reader.skip(old.changes * 5 + old.types * 6 + old.name_bytes + old.leaps * 8 +
              old.standard_flags + old.utc_flags + 20);
  ZoneCounts counts = ZoneCounts::read(&reader);
  if (!reader.ok() || counts.changes < 0 || counts.types < 1 ||
      static_cast<size_t>(counts.changes) > file.size()) {
    return damaged;
  }
  TimeZone zone;
  for (int64_t i = 0; i < counts.changes; ++i) zone.changes_.push_back({reader.number(8), 0});
  std::vector<size_t> types;
  for (int64_t i = 0; i < counts.changes; ++i) {
    types.push_back(static_cast<uint8_t>(reader.number(1)));
  }
  std::vector<int64_t> offsets_s;
  for (int64_t i = 0; i < counts.types && reader.ok(); ++i) {
    offsets_s.push_back(reader.number(4));
    reader.skip(2);
  }
  if (!reader.ok()) return damaged;
  zone.first_offset_s_ = offsets_s.front();
  for (size_t i = 0; i < types.size(); ++i) {
    if (types[i] >= offsets_s.size()) return damaged;
    zone.changes_[i].offset_s = offsets_s[types[i]];
  }
  return zone;
}

std::chrono::seconds TimeZone::offset_at(UnixMillis time) const {
  int64_t at_s = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  auto next = std::ranges::upper_bound(changes_, at_s, {}, &Change::at_s);
  return std::chrono::seconds(next == changes_.begin() ? first_offset_s_
                                                       : std::prev(next)->offset_s);
}

UnixMillis TimeZone::first_showing(std::chrono::local_time<std::chrono::milliseconds> shown) const {
  // Offsets are less than a day, and a change is alone within two.
  const UnixMillis as_utc(shown.time_since_epoch());
  const std::chrono::seconds before = offset_at(as_utc - std::chrono::days(1));
  const std::chrono::seconds after = offset_at(as_utc + std::chrono::days(1));
  if (offset_at(as_utc - before) == before) return as_utc - before;
  if (offset_at(as_utc - after) == after) return as_utc - after;
  int64_t from_s = std::chrono::floor<std::chrono::seconds>(as_utc - after).time_since_epoch() /
                   std::chrono::seconds(1);
  auto change = std::ranges::upper_bound(changes_, from_s, {}, &Change::at_s);
  return change == changes_.end() ? as_utc - after : UnixMillis(std::chrono::seconds(change->at_s));
}

}  // namespace pinflow
