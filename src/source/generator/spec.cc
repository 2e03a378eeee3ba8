#include "source/generator/spec.h"

namespace pinflow::source {
namespace {

// A text, or a pair of weight and text.
std::optional<WeightedText> as_weighted_text(json::Element element) {
  if (auto text = element.as_string()) return WeightedText{1, std::string(*text)};
  if (element.kind() != json::Kind::kArray || element.size() != 2) return std::nullopt;
  std::optional<double> weight;
  std::optional<std::string_view> text;
  element.each_element([&](json::Element part) {
    if (!weight) {
      weight = part.as_double();
    } else {
      text = part.as_string();
    }
    return weight.has_value();
  });
  if (!weight || *weight < 0 || !text) return std::nullopt;
  return WeightedText{*weight, std::string(*text)};
}

}  // namespace

Status Spec::error(std::string_view cause) const {
  return Status(Code::kInvalidArgument, place_ + ": " + std::string(cause));
}

Result<Spec> Spec::member(std::string_view name) const {
  auto found = element_[name];
  if (!found) return error("'" + std::string(name) + "' is missing");
  return Spec(*found, place_ + "." + std::string(name));
}

Result<std::string> Spec::text(std::string_view name) const {
  TRY_ASSIGN(Spec found, member(name));
  auto text = found.element_.as_string();
  if (!text) return found.error("is not a text");
  return std::string(*text);
}

Result<double> Spec::number(std::string_view name) const {
  TRY_ASSIGN(Spec found, member(name));
  auto number = found.element_.as_double();
  if (!number) return found.error("is not a number");
  return *number;
}

Result<std::vector<WeightedText>> Spec::texts(std::string_view name) const {
  TRY_ASSIGN(Spec found, member(name));
  return found.as_texts();
}

Result<std::vector<Spec>> Spec::elements(std::string_view name) const {
  TRY_ASSIGN(Spec found, member(name));
  if (found.element_.kind() != json::Kind::kArray) return found.error("is not a list");
  std::vector<Spec> elements;
  found.element_.each_element([&](json::Element element) {
    elements.emplace_back(element, found.place_ + "[" + std::to_string(elements.size()) + "]");
    return true;
  });
  return elements;
}

Result<std::vector<std::pair<std::string, Spec>>> Spec::members(std::string_view name) const {
  TRY_ASSIGN(Spec found, member(name));
  return found.as_members();
}

Result<std::string> Spec::text_or(std::string_view name, std::string_view otherwise) const {
  return has(name) ? text(name) : std::string(otherwise);
}

Result<double> Spec::number_or(std::string_view name, double otherwise) const {
  return has(name) ? number(name) : otherwise;
}

Result<std::vector<WeightedText>> Spec::as_texts() const {
  if (auto text = element_.as_string()) {
    return std::vector<WeightedText>{{1, std::string(*text)}};
  }
  std::vector<WeightedText> texts;
  element_.each_element([&](json::Element element) {
    auto text = as_weighted_text(element);
    if (text) texts.push_back(std::move(*text));
    return text.has_value();
  });
  if (texts.empty() || texts.size() != element_.size()) {
    return error("is not a list of texts or of weights and texts");
  }
  return texts;
}

Result<std::vector<std::pair<std::string, Spec>>> Spec::as_members() const {
  if (element_.kind() != json::Kind::kObject) return error("is not an object");
  std::vector<std::pair<std::string, Spec>> members;
  element_.each_member([&](std::string_view name, json::Element element) {
    members.emplace_back(name, Spec(element, place_ + "." + std::string(name)));
    return true;
  });
  return members;
}

Result<std::vector<double>> Spec::as_numbers() const {
  std::vector<double> numbers;
  element_.each_element([&](json::Element element) {
    auto number = element.as_double();
    if (number) numbers.push_back(*number);
    return number.has_value();
  });
  if (numbers.empty() || numbers.size() != element_.size())
    return error("is not a list of numbers");
  return numbers;
}

}  // namespace pinflow::source
