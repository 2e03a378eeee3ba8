#include "serve/sessions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/uuid.h"
#include "http/sha256.h"

namespace pinflow::serve {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 3> kRoleNames = {
    {{Role::kViewer, "viewer"}, {Role::kOperator, "operator"}, {Role::kAdmin, "admin"}}};

std::string hash_of_token(std::string_view token) { return http::to_hex(http::sha256(token)); }

}  // namespace

std::string_view role_name(Role role) { return kRoleNames[static_cast<size_t>(role)].second; }

std::optional<Role> parse_role(std::string_view name) {
  for (const auto& [role, its_name] : kRoleNames) {
    if (its_name == name) return role;
  }
  return std::nullopt;
}

std::string Sessions::open(Person person, UnixMillis now) {
  std::string token = http::to_hex(http::sha256(uuid4() + uuid4()));  // 244 random bits.
  std::lock_guard lock(mutex_);
  std::erase_if(sessions_,
                [now](const auto& one) { return now - one.second.began_at > kLifetime; });
  if (sessions_.size() >= kCountMax) {
    auto is_older = [](const auto& a, const auto& b) {
      return a.second.began_at < b.second.began_at;
    };
    sessions_.erase(std::min_element(sessions_.begin(), sessions_.end(), is_older));
  }
  sessions_[hash_of_token(token)] = {std::move(person), now};
  return token;
}

std::optional<Person> Sessions::find(std::string_view token, UnixMillis now) {
  std::lock_guard lock(mutex_);
  auto found = sessions_.find(hash_of_token(token));
  if (found == sessions_.end() || now - found->second.began_at > kLifetime) return std::nullopt;
  return found->second.person;
}

void Sessions::close(std::string_view token) {
  std::lock_guard lock(mutex_);
  sessions_.erase(hash_of_token(token));
}

std::string csrf_of(std::string_view token) {
  return http::to_hex(http::hmac_sha256(token, "csrf"));
}

}  // namespace pinflow::serve
