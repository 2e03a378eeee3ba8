#include "lake/table_properties.h"

#include <array>
#include <charconv>
#include <utility>

namespace pinflow::lake {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::pair<std::string_view, milliseconds>, 5> kUnits{
    {{"week", std::chrono::weeks(1)},
     {"day", std::chrono::days(1)},
     {"hour", std::chrono::hours(1)},
     {"minute", std::chrono::minutes(1)},
     {"second", std::chrono::seconds(1)}}};

milliseconds interval_of(const Configuration& configuration, const char* name,
                         milliseconds otherwise) {
  auto found = configuration.find(name);
  if (found == configuration.end()) return otherwise;
  return parse_interval(found->second).value_or(otherwise);
}

}  // namespace

std::optional<milliseconds> parse_interval(std::string_view text) {
  if (text.starts_with("interval ")) text.remove_prefix(9);
  int64_t count = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count < 0) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (!text.starts_with(' ')) return std::nullopt;
  text.remove_prefix(1);
  if (text.ends_with('s')) text.remove_suffix(1);
  for (const auto& [name, length] : kUnits) {
    if (text == name) return count * length;
  }
  return std::nullopt;
}

int64_t commits_per_checkpoint(const Configuration& configuration) {
  constexpr int64_t kDefault = 10;
  auto found = configuration.find(kCheckpointInterval);
  if (found == configuration.end()) return kDefault;
  int64_t commits = 0;
  const std::string& text = found->second;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), commits);
  return error == std::errc() && commits > 0 ? commits : kDefault;
}

milliseconds log_retention(const Configuration& configuration) {
  return interval_of(configuration, kLogRetention, std::chrono::days(30));
}

milliseconds removed_file_retention(const Configuration& configuration) {
  return interval_of(configuration, kRemovedFileRetention, std::chrono::days(7));
}

}  // namespace pinflow::lake
