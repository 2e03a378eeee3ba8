// Request and Response: what handlers see of HTTP.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/task.h"

namespace pinflow::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

bool same_ignoring_case(std::string_view a, std::string_view b);  // ASCII letters only.

// The first field of that name (case ignored), or nothing.
std::optional<std::string_view> find_field(const Fields& fields, std::string_view name);

// A request's body that is still being sent, of routes that answer it piece by piece.
class IncomingBody {
 public:
  // What its reader has in hand of the units that it answers one by one.
  enum class Begun {
    kNothing,   // The client may pause as long as between two requests.
    kNewUnit,   // It must be whole within the time that a request has, from now.
    kSameUnit,  // The one that the last call was about.
  };

  virtual ~IncomingBody() = default;
  // The next bytes; nothing at the body's end, or when no more will come. Only while the request
  // is handled or its answer's stream asked.
  virtual Task<std::optional<std::string>> next(Begun begun) = 0;
};

struct Request {
  std::string method;  // "POST"
  std::string target;  // As sent: "/test/topics/a%20b?x=1".
  std::string path;    // Percent-decoded, without the query; doubled slashes kept.
  Fields query;        // Decoded, in order.
  Fields headers;
  std::string body;
  // In place of `body`, if the router said so and the body comes in chunks; else null.
  std::shared_ptr<IncomingBody> incoming = nullptr;
  Fields parameters;  // What the route's {names} matched.
  std::string peer;   // The client's address.
  bool is_tls = false;

  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;
  std::string_view parameter(std::string_view name) const;  // "" when the route has no such name.
};

// A body whose end is not known yet: the pieces are sent as they come.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // The next piece, which may be empty; nothing at the end. A stream that waits for long gives an
  // empty one now and then, so that the server sees whether it should go on.
  virtual Task<std::optional<std::string>> next() = 0;
};

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  Fields headers;  // Others; Content-Length and Date are the server's.
  std::shared_ptr<BodyStream> stream = nullptr;  // What follows `body`, if any.

  static Response json(int status, std::string body,
                       std::string_view content_type = "application/json");
  // {"error_code":404,"message":"..."}: the shape that all our doors share.
  static Response error(int status, std::string_view message);
};

}  // namespace pinflow::http
