// StepOptions: the options of one transform or predicate, below "transforms.<name>.".
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sink/properties.h"

namespace pinflow::sink {

using RefuseOption = std::function<void(const std::string& option, const std::string& message)>;

// The names in a list such as `transforms`, none for "".
std::vector<std::string> step_names(const Properties& properties, const std::string& list);

class StepOptions {
 public:
  // Keeps references.
  StepOptions(const Properties& properties, std::string prefix, const RefuseOption& refuse)
      : properties_(properties), prefix_(std::move(prefix)), refuse_(refuse) {}

  std::string text(const std::string& name, const std::string& otherwise = "");
  std::vector<std::string> list(const std::string& name);  // None for "".
  std::string required(const std::string& name);           // Refuses when it is missing.
  // "type" without its package.
  std::string type(std::string_view package);

  void refuse(const std::string& name, const std::string& message) const;
  // Refuses each option of this step that nobody asked for.
  void refuse_others() const;

 private:
  const Properties& properties_;
  const std::string prefix_;
  const RefuseOption& refuse_;
  std::set<std::string> known_;
};

}  // namespace pinflow::sink
