// Router: the one table of routes. A verb that answers HTTP adds its own in <verb>/routes.h.
//
//   Threads:   filled before the server starts, read only afterwards.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/task.h"

namespace pinflow::http {

// The request lives until the Task has ended, and is the handler's to change.
using Handler = std::function<Task<Response>(Request&)>;

// Looks at a request before any handler does: an answer refuses it.
using Guard = std::function<std::optional<Response>(const Request&)>;

// Whether a request's body is to be handled while it comes, by its method and path.
using TakesStream = std::function<bool(const Request&)>;

// 404, or 405 with the methods that there are: the fallback that every Router begins with.
Task<Response> not_found(const Request& request);

class Router {
 public:
  Router();
  ~Router();

  // `pattern` is a path with {names} that match one part each and a last {name+} that matches
  // the rest: "/topics/{topic}/partitions/{partition}". Of several that match, those with the
  // longest fixed beginning count. `method` "*" takes any that no other route there takes.
  void add(std::string_view method, std::string_view pattern, Handler handler);

  // What answers when no route does: 404 and 405 in a protocol's own shape for paths that begin
  // with `prefix` (the longest one wins; "" is everything). It is a 405 when the request has the
  // parameter "allow": the methods that the path does take, "GET, POST".
  void set_fallback(std::string_view prefix, Handler handler);

  void set_guard(Guard guard);  // In place of the one before.

  // Which requests have Request::incoming in place of a body. By default none.
  void set_takes_stream(TakesStream takes_stream);
  bool takes_stream(const Request& request) const;

  // Runs the guard, then the handler of the route. `request` gets its parameters. HEAD is
  // answered as GET.
  Task<Response> handle(Request& request) const;

  std::vector<std::pair<std::string, std::string>> routes() const;  // Method and pattern.

 private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace pinflow::http
