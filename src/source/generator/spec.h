// Spec: one JSON object of a generator's description, read with errors that name the place.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "json/document.h"
#include "source/generator/grammar.h"

namespace pinflow::source {

class Spec {
 public:
  // `place` is what errors call it. Lives as long as the parsed text.
  Spec(json::Element element, std::string place) : element_(element), place_(std::move(place)) {}

  // Members. Errors: kInvalidArgument (missing, or of another kind).
  Result<std::string> text(std::string_view name) const;
  Result<double> number(std::string_view name) const;
  Result<std::vector<WeightedText>> texts(std::string_view name) const;
  Result<std::vector<Spec>> elements(std::string_view name) const;
  Result<std::vector<std::pair<std::string, Spec>>> members(std::string_view name) const;
  Result<Spec> member(std::string_view name) const;

  // The same where the member may be missing.
  Result<std::string> text_or(std::string_view name, std::string_view otherwise) const;
  Result<double> number_or(std::string_view name, double otherwise) const;
  bool has(std::string_view name) const { return element_[name].has_value(); }

  // What it is itself: a text, a weighted text [2.5, "text"], or a list of both.
  Result<std::vector<WeightedText>> as_texts() const;
  Result<std::vector<std::pair<std::string, Spec>>> as_members() const;
  Result<std::vector<double>> as_numbers() const;

  json::Element element() const { return element_; }
  Status error(std::string_view cause) const;

 private:
  json::Element element_;
  std::string place_;
};

}  // namespace pinflow::source
