#include "sink/step_options.h"

#include "base/nearest_name.h"
#include "sink/connector_config.h"

namespace pinflow::sink {

std::vector<std::string> step_names(const Properties& properties, const std::string& list) {
  auto found = properties.find(list);
  if (found == properties.end() || found->second.empty()) return {};
  return split_list(found->second);
}

std::string StepOptions::text(const std::string& name, const std::string& otherwise) {
  known_.insert(name);
  auto found = properties_.find(prefix_ + name);
  return found == properties_.end() ? otherwise : found->second;
}

std::vector<std::string> StepOptions::list(const std::string& name) {
  std::string all = text(name);
  return all.empty() ? std::vector<std::string>() : split_list(all);
}

std::string StepOptions::required(const std::string& name) {
  std::string value = text(name);
  if (value.empty()) {
    refuse_(prefix_ + name, "Missing required configuration \"" + prefix_ + name +
                                "\" which has no default value.");
  }
  return value;
}

std::string StepOptions::type(std::string_view package) {
  std::string name = required("type");
  return name.starts_with(package) ? name.substr(package.size()) : name;
}

void StepOptions::refuse(const std::string& name, const std::string& message) const {
  refuse_(prefix_ + name, prefix_ + name + ": " + message);
}

void StepOptions::refuse_others() const {
  std::vector<std::string> names(known_.begin(), known_.end());
  auto end = properties_.end();
  for (auto at = properties_.lower_bound(prefix_); at != end; ++at) {
    if (!at->first.starts_with(prefix_)) break;
    std::string name = at->first.substr(prefix_.size());
    if (!known_.contains(name)) {
      refuse_(at->first, "unknown option '" + at->first + "'" + did_you_mean(name, names));
    }
  }
}

}  // namespace pinflow::sink
