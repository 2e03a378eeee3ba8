#include "clean/topic_folders.h"

#include <algorithm>

namespace pinflow::clean {

Result<std::vector<std::string>> list_topic_folders(const objects::Store& bucket,
                                                    std::string_view topics_dir) {
  std::string prefix(topics_dir);
  if (!prefix.empty()) prefix += "/";
  std::vector<std::string> topics;
  std::string after;
  while (true) {
    TRY_ASSIGN(auto found, bucket.list(prefix, after, 1));
    if (found.empty()) break;
    const std::string& key = found.front().key;
    size_t end = key.find('/', prefix.size());
    if (end == std::string::npos) {
      after = key;  // No folder.
      continue;
    }
    topics.push_back(key.substr(prefix.size(), end - prefix.size()));
    after = key.substr(0, end) + "0";  // '0' follows '/': past all of the folder.
  }
  std::ranges::sort(topics);
  return topics;
}

}  // namespace pinflow::clean
