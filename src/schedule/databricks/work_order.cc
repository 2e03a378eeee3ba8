#include "schedule/databricks/work_order.h"

#include <algorithm>
#include <cctype>

namespace pinflow::schedule::databricks {
namespace {

using json::Element;
using json::Kind;

std::string in_lower_case(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

// "spark_jar_task" where a task has that instead; "" where it has no kind at all.
std::string other_kind(Element task) {
  std::string kind;
  task.each_member([&](std::string_view name, Element) {
    if (name.ends_with("_task")) kind = name;
    return kind.empty();
  });
  return kind;
}

class Reading {
 public:
  explicit Reading(const std::map<std::string, std::string>& notebooks) : notebooks_(notebooks) {}

  Status add_task(Element task) {
    std::optional<Element> notebook = task["notebook_task"];
    if (!notebook) {
      std::string kind = other_kind(task);
      return Status(Code::kInvalidArgument,
                    kind.empty() ? "a task without notebook_task: pinflow runs notebook_tasks only"
                                 : kind + ": pinflow runs notebook_tasks only");
    }
    std::optional<Element> path = (*notebook)["notebook_path"];
    if (!path || !path->as_string()) {
      return Status(Code::kInvalidArgument, "notebook_task.notebook_path is required");
    }
    auto known = notebooks_.find(std::string(*path->as_string()));
    if (known == notebooks_.end()) {
      is_whole_ = true;
    } else if (std::ranges::count(order_.tasks, known->second) == 0) {
      order_.tasks.push_back(known->second);
    }
    std::optional<Element> given = (*notebook)["base_parameters"];
    if (!given || given->is_null()) return Status();
    return add_parameters(*given, "base_parameters", &order_.parameters);
  }

  WorkOrder take() {
    if (is_whole_) order_.tasks.clear();
    return std::move(order_);
  }

 private:
  const std::map<std::string, std::string>& notebooks_;
  WorkOrder order_;
  bool is_whole_ = false;
};

}  // namespace

Status add_parameters(Element given, std::string_view what, Parameters* parameters) {
  if (given.kind() != Kind::kObject) {
    return Status(Code::kInvalidArgument, std::string(what) + ": must be an object");
  }
  Status status;
  given.each_member([&](std::string_view name, Element value) {
    std::string text;
    if (auto as_text = value.as_string()) {
      text = *as_text;
    } else if (value.kind() == Kind::kInteger || value.kind() == Kind::kBool) {
      value.write(&text);
    } else {
      status = Status(Code::kInvalidArgument,
                      std::string(what) + "." + std::string(name) + ": must be a text");
    }
    std::string key = in_lower_case(name);
    if (key.starts_with("databricks.")) {
      status = Status(Code::kInvalidArgument, key + ": names of this beginning are taken");
    }
    (*parameters)[std::move(key)] = std::move(text);
    return status.ok();
  });
  return status;
}

Result<WorkOrder> read_work_order(Element settings,
                                  const std::map<std::string, std::string>& notebooks) {
  Reading reading(notebooks);
  std::optional<Element> tasks = settings["tasks"];
  if (!tasks || tasks->is_null()) {
    TRY(reading.add_task(settings));
    return reading.take();
  }
  if (tasks->kind() != Kind::kArray || tasks->size() == 0) {
    return Status(Code::kInvalidArgument, "tasks: must be a list of at least one task");
  }
  Status status;
  tasks->each_element([&](Element task) {
    status = reading.add_task(task);
    return status.ok();
  });
  TRY(std::move(status));
  return reading.take();
}

}  // namespace pinflow::schedule::databricks
