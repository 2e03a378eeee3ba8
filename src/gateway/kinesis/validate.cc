#include "gateway/kinesis/validate.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/pattern.h"
#include "gateway/kinesis/fault.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr size_t kErrorCountMax = 10;

std::string error_text(std::string_view value, std::string_view path, std::string_view rule) {
  return "Value " + std::string(value) + " at '" + std::string(path) +
         "' failed to satisfy constraint: " + std::string(rule);
}

// The service counts characters, not bytes.
int64_t length_of(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(),
                       [](char byte) { return (static_cast<uint8_t>(byte) & 0xc0) != 0x80; });
}

bool is_of_pattern(std::string_view text, std::string_view pattern) {
  // Patterns are literals of the table, so their addresses name them.
  thread_local std::unordered_map<const char*, Pattern> compiled;
  auto found = compiled.find(pattern.data());
  if (found == compiled.end()) {
    Result<Pattern> made = Pattern::compile(pattern);
    check(made.ok());
    found = compiled.emplace(pattern.data(), std::move(*made)).first;
  }
  return found->second.matches(text);
}

std::string joined(std::span<const std::string_view> values) {
  std::string text;
  for (std::string_view value : values) text.append(text.empty() ? "" : ", ").append(value);
  return "[" + text + "]";
}

bool has_bounds(const Shape& shape) {
  return shape.min != Shape::kUnbounded || shape.max != Shape::kUnbounded;
}

// The bounds of a list's texts or of a map's keys and values, which are named all at once.
std::string bounds_text(const Shape& text) {
  return "[Member must have length less than or equal to " + std::to_string(text.max) +
         ", Member must have length greater than or equal to " + std::to_string(text.min) + "]";
}

bool is_within(const Shape& text, const Value& value) {
  int64_t length = length_of(value.text());
  return length >= text.min && length <= text.max;
}

class Validation {
 public:
  explicit Validation(int64_t blob_bytes_max) : blob_bytes_max_(blob_bytes_max) {}

  void check_structure(const Value& value, const Shape& shape, const std::string& path) {
    for (size_t i = 0; i < shape.members.size(); ++i) {
      const Member& member = shape.members[i];
      const Value& held = value.values()[i];
      std::string name = path + std::string(member.name_in_errors);
      if (held) {
        check(held, *member.shape, name);
      } else if (member.is_required) {
        add("null", name, "Member must not be null");
      }
    }
  }

  Status result() const {
    if (errors_.empty()) return Status();
    std::string text = std::to_string(errors_.size()) + " validation error" +
                       (errors_.size() > 1 ? "s" : "") + " detected: ";
    for (const std::string& error : errors_) {
      text += (&error == &errors_.front() ? "" : "; ") + error;
    }
    return validation_fault(std::move(text));
  }

 private:
  void check(const Value& value, const Shape& shape, const std::string& path) {
    switch (shape.kind) {
      case ShapeKind::kString:
        return check_text(value, shape, path);
      case ShapeKind::kInteger:
        return check_number(value, shape, path);
      case ShapeKind::kBlob:
        return check_blob(value, path);
      case ShapeKind::kList:
        return check_list(value, shape, path);
      case ShapeKind::kMap:
        return check_map(value, shape, path);
      case ShapeKind::kStructure:
        return check_structure(value, shape, path + ".");
      default:
        return;
    }
  }

  void check_text(const Value& value, const Shape& shape, const std::string& path) {
    std::string_view text = value.text();
    auto shown = [&] { return "'" + std::string(text) + "'"; };
    bool is_allowed = shape.pattern.empty() || is_of_pattern(text, shape.pattern);
    if (!is_allowed) {
      add(shown(), path,
          "Member must satisfy regular expression pattern: " + std::string(shape.pattern));
    }
    bool is_of_values = shape.values.empty() || std::find(shape.values.begin(), shape.values.end(),
                                                          text) != shape.values.end();
    if (!is_of_values) {
      add(shown(), path, "Member must satisfy enum value set: " + joined(shape.values));
    }
    if (has_bounds(shape)) check_length(length_of(text), shape, shown(), path);
  }

  void check_blob(const Value& value, const std::string& path) {
    auto size_bytes = static_cast<int64_t>(value.text().size());
    if (size_bytes <= blob_bytes_max_) return;
    std::string size = std::to_string(size_bytes);
    add("'java.nio.HeapByteBuffer[pos=0 lim=" + size + " cap=" + size + "]'", path,
        "Member must have length less than or equal to " + std::to_string(blob_bytes_max_));
  }

  void check_number(const Value& value, const Shape& shape, const std::string& path) {
    std::string shown = "'" + std::to_string(value.number()) + "'";
    if (shape.min != Shape::kUnbounded && value.number() < shape.min) {
      add(shown, path,
          "Member must have value greater than or equal to " + std::to_string(shape.min));
    }
    if (shape.max != Shape::kUnbounded && value.number() > shape.max) {
      add(shown, path, "Member must have value less than or equal to " + std::to_string(shape.max));
    }
  }

  void check_length(int64_t length, const Shape& shape, const std::string& shown,
                    const std::string& path) {
    if (shape.min != Shape::kUnbounded && length < shape.min) {
      add(shown, path,
          "Member must have length greater than or equal to " + std::to_string(shape.min));
    }
    if (shape.max != Shape::kUnbounded && length > shape.max) {
      add(shown, path,
          "Member must have length less than or equal to " + std::to_string(shape.max));
    }
  }

  void check_list(const Value& list, const Shape& shape, const std::string& path) {
    auto count = static_cast<int64_t>(list.values().size());
    bool is_of_texts = shape.element->kind == ShapeKind::kString && has_bounds(*shape.element);
    bool fits = count >= shape.min && count <= shape.max;
    if (!fits) check_length(count, shape, shown_list(list, shape), path);
    if (is_of_texts) {
      bool are_within =
          std::all_of(list.values().begin(), list.values().end(),
                      [&](const Value& text) { return is_within(*shape.element, text); });
      if (!are_within) {
        add(shown_list(list, shape), path,
            "Member must satisfy constraint: " + bounds_text(*shape.element));
      }
      return;
    }
    for (size_t i = 0; i < list.values().size(); ++i) {
      const Value& element = list.values()[i];
      std::string element_path = path + "." + std::to_string(i + 1) + ".member";
      if (element) check(element, *shape.element, element_path);
      if (!element) add("null", element_path, "Member must not be null");
    }
  }

  void check_map(const Value& map, const Shape& shape, const std::string& path) {
    check_length(static_cast<int64_t>(map.values().size() / 2), shape, shown_map(map), path);
    bool keys_fit = true;
    bool values_fit = true;
    for (size_t i = 0; i + 1 < map.values().size(); i += 2) {
      keys_fit = keys_fit && is_within(*shape.key, map.values()[i]);
      values_fit = values_fit && is_within(*shape.element, map.values()[i + 1]);
    }
    if (!keys_fit) {
      add(shown_map(map), path, "Map keys must satisfy constraint: " + bounds_text(*shape.key));
    }
    if (!values_fit) {
      add(shown_map(map), path,
          "Map value must satisfy constraint: " + bounds_text(*shape.element));
    }
  }

  static std::string shown_list(const Value& list, const Shape& shape) {
    bool is_of_structures = shape.element->kind == ShapeKind::kStructure;
    std::string text;
    for (const Value& value : list.values()) {
      text += &value == &list.values().front() ? "" : ", ";
      if (is_of_structures) {
        // A Java object shows its class and where it is; this one was seen.
        text.append("com.amazonaws.kinesis.v20131202.").append(shape.element->name);
        text.append("@c965e310");
      } else {
        text.append(value.text());
      }
    }
    return "'[" + text + "]'";
  }

  static std::string shown_map(const Value& map) {
    std::string text;
    for (size_t i = 0; i + 1 < map.values().size(); i += 2) {
      text.append(text.empty() ? "" : ", ").append(map.values()[i].text());
      text.append("=").append(map.values()[i + 1].text());
    }
    return "'{" + text + "}'";
  }

  void add(std::string_view value, std::string_view path, std::string_view rule) {
    if (errors_.size() < kErrorCountMax) errors_.push_back(error_text(value, path, rule));
  }

  const int64_t blob_bytes_max_;
  std::vector<std::string> errors_;
};

}  // namespace

Status validate(const Value& input, const Shape& shape, int64_t blob_bytes_max) {
  Validation validation(blob_bytes_max);
  validation.check_structure(input, shape, "");
  return validation.result();
}

Status constraint_fault(std::string_view value, std::string_view path, std::string_view rule) {
  return validation_fault("1 validation error detected: " + error_text(value, path, rule));
}

}  // namespace pinflow::gateway::kinesis
