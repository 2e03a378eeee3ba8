// Sessions: who has signed in to the dashboard. A browser keeps a token in a cookie; here its hash
// is kept, in memory: a restart signs everybody out.
//
//   Threads:   any.
//   Limits:    kCountMax at a time; the one that began first makes place.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace pinflow::serve {

enum class Role { kViewer, kOperator, kAdmin };  // Each may do what those before it may.

std::string_view role_name(Role role);  // "viewer".
std::optional<Role> parse_role(std::string_view name);

// Somebody with a key. Keys without a role are for programs: they open no session.
struct Person {
  std::string name;
  std::optional<Role> role;
};

class Sessions {
 public:
  static constexpr size_t kCountMax = 1000;
  static constexpr std::chrono::hours kLifetime{12};

  // A new token, which nobody can guess.
  std::string open(Person person, UnixMillis now);
  // Whose it is; nothing when it is unknown or too old.
  std::optional<Person> find(std::string_view token, UnixMillis now);
  void close(std::string_view token);

 private:
  struct Session {
    Person person;
    UnixMillis began_at;
  };

  std::mutex mutex_;
  std::unordered_map<std::string, Session> sessions_;  // By hash. Guarded by mutex_.
};

// What a page has to say beside the cookie when it changes something: another site's page may make
// a browser send the cookie, but cannot know this.
std::string csrf_of(std::string_view token);

}  // namespace pinflow::serve
