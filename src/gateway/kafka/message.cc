#include "gateway/kafka/message.h"

#include <set>

#include "base/check.h"

namespace pinflow::gateway::kafka {

// Schemas are short: looking through one is quicker than a map.
size_t Message::index_of(std::string_view field) const {
  size_t index = 0;
  while (index < schema_->size() && (*schema_)[index].name != field) ++index;
  check(index < schema_->size());
  return index;
}

int64_t Message::number(std::string_view field) const {
  const size_t index = index_of(field);
  const auto* number = std::get_if<int64_t>(&values_[index]);
  return number ? *number : (*schema_)[index].standard;
}

std::string_view Message::text(std::string_view field) const {
  const Value& value = values_[index_of(field)];
  if (const auto* view = std::get_if<std::string_view>(&value)) return *view;
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : std::string_view();
}

bool Message::is_null(std::string_view field) const {
  const size_t index = index_of(field);
  return (*schema_)[index].is_nullable && std::holds_alternative<std::monostate>(values_[index]);
}

const std::vector<Message>& Message::list(std::string_view field) const {
  static const std::vector<Message> none;
  const auto* list = std::get_if<std::vector<Message>>(&values_[index_of(field)]);
  return list ? *list : none;
}

Message& Message::set_number(std::string_view field, int64_t number) {
  values_[index_of(field)] = number;
  return *this;
}

Message& Message::set(std::string_view field, std::string text) {
  values_[index_of(field)] = std::move(text);
  return *this;
}

Message& Message::set(std::string_view field, std::string_view text) {
  return set(field, std::string(text));
}

Message& Message::set(std::string_view field, const char* text) {
  return set(field, std::string(text));
}

Message& Message::add(std::string_view field) {
  set_empty(field);
  const size_t index = index_of(field);
  return std::get<std::vector<Message>>(values_[index]).emplace_back((*schema_)[index].fields);
}

Message& Message::set_empty(std::string_view field) {
  const size_t index = index_of(field);
  check((*schema_)[index].type == FieldType::kList);
  if (!std::holds_alternative<std::vector<Message>>(values_[index])) {
    values_[index] = std::vector<Message>();
  }
  return *this;
}

std::vector<const Message*> distinct(const std::vector<Message>& list, std::string_view field) {
  std::set<std::string_view> seen;
  std::vector<const Message*> elements;
  for (const Message& element : list) {
    if (seen.insert(element.text(field)).second) elements.push_back(&element);
  }
  return elements;
}

}  // namespace pinflow::gateway::kafka
