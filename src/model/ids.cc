// The rules for names that users choose.
#include "model/ids.h"

#include <algorithm>

namespace pinflow::model {
namespace {

bool is_letter_or_digit(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9');
}

bool is_in_topic_name(char byte) {
  return is_letter_or_digit(byte) || byte == '.' || byte == '_' || byte == '-';
}

bool is_in_user_id(char byte) { return is_letter_or_digit(byte) || byte == '_'; }

Status broken(std::string_view what, std::string_view rule) {
  return Status(Code::kInvalidArgument, std::string(what) + " " + std::string(rule));
}

}  // namespace

Status check_topic_name(std::string_view name) {
  if (name.empty()) return broken("a topic name", "must not be empty");
  if (name.size() > kTopicNameBytesMax) return broken("a topic name", "has at most 249 characters");
  if (name == "." || name == "..") return broken("a topic name", "must not be '.' or '..'");
  if (!std::ranges::all_of(name, is_in_topic_name)) {
    return broken("a topic name", "holds only letters, digits, '.', '_' and '-'");
  }
  return Status();
}

Status check_user_id(std::string_view id) {
  if (id.empty()) return broken("a user id", "must not be empty");
  if (id.size() > kUserIdBytesMax) return broken("a user id", "has at most 64 characters");
  if (!std::ranges::all_of(id, is_in_user_id)) {
    return broken("a user id", "holds only letters, digits and '_'");
  }
  return Status();
}

}  // namespace pinflow::model
