// The names of the tables in a lake store.
#include <algorithm>

#include "lake/delta_table.h"
#include "lake/log_files.h"

namespace pinflow::lake {
namespace {

// Greater than every key that starts with "<text>/": '0' follows '/'.
std::string past_folder(std::string_view folder) { return std::string(folder) + "0"; }

}  // namespace

std::string table_prefix(std::string_view name) {
  std::string prefix(name);
  if (size_t dot = prefix.find('.'); dot != std::string::npos) prefix[dot] = '/';
  return prefix + "/";
}

Result<std::vector<std::string>> list_tables(const objects::Store& store) {
  std::vector<std::string> names;
  std::string after;
  // One key of each table is listed, then the rest of its folder is skipped.
  while (true) {
    TRY_ASSIGN(auto found, store.list("", after, 1));
    if (found.empty()) break;
    const std::string& key = found[0].key;
    size_t first = key.find('/');
    size_t second = first == std::string::npos ? first : key.find('/', first + 1);
    if (second == std::string::npos) {
      after = key;
      continue;
    }
    std::string folder = key.substr(0, second);
    TRY_ASSIGN(auto log, store.list(folder + "/" + std::string(kLogFolder) + "0", "", 1));
    if (!log.empty()) {
      names.push_back(key.substr(0, first) + "." + key.substr(first + 1, second - first - 1));
    }
    after = past_folder(folder);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace pinflow::lake
