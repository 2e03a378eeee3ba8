// Access: who may do what by the dashboard: an API key with each request, or a session that a key
// opened. Without keys everybody may do everything; app/ then lets the server listen on loopback
// only.
//
//   Threads:   any.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/router.h"
#include "serve/sessions.h"

namespace pinflow::serve {

// Whose key this is; nothing for a key that we do not have.
using FindPerson = std::function<std::optional<Person>(std::string_view key)>;
// Told of each request that was let in or refused, and of whom: "" is nobody we know.
using NoteRequest = std::function<void(std::string_view who, const http::Request&, bool allowed)>;

class Access {
 public:
  // `find` is empty where there are no keys.
  explicit Access(FindPerson find = {}, NoteRequest note = {})
      : find_(std::move(find)), note_(std::move(note)) {}

  bool wants_keys() const { return find_ != nullptr; }
  // By x-api-key, else by the session's cookie.
  std::optional<Person> who(const http::Request& request);
  // Why this request may not be answered, if so: 401 for nobody we know, 403 for somebody who may
  // not, or for a page that does not say csrf_of() its session.
  std::optional<http::Response> refusal(const http::Request& request);
  // Whether whoever sent this is still signed in: what goes on for long asks it now and then.
  std::function<bool()> stays(const http::Request& request);

  std::optional<Person> find(std::string_view key) const { return find_(key); }
  void note(std::string_view who, const http::Request& request, bool allowed) const {
    if (note_) note_(who, request, allowed);
  }
  Sessions& sessions() { return sessions_; }

 private:
  std::optional<http::Response> judge(const http::Request& request,
                                      const std::optional<Person>& person) const;

  const FindPerson find_;
  const NoteRequest note_;
  Sessions sessions_;
};

// The least role for a request: looking is a viewer's, as are questions in SQL, which change
// nothing; acting is an operator's; making and removing connectors, and who did what, an admin's.
Role least_role(std::string_view method, std::string_view path);

// The token of the session's cookie, "" when there is none.
std::string_view session_token(const http::Request& request);
// A Set-Cookie that scripts cannot read and other sites' pages do not send; "" ends the session.
std::string session_cookie(std::string_view token, bool is_tls);

}  // namespace pinflow::serve
