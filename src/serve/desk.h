// Desk: where the routes of the dashboard are put. Each answers in the background, behind the
// guard that app/ chose.
//
//   Threads:   filled before the server starts; answers run on the background's threads.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/background.h"
#include "http/router.h"
#include "json/document.h"

namespace pinflow::serve {

// {"error_code":404,"message":…} with the status that the code stands for.
http::Response error_response(const Status& error);
// 200 with the JSON, or the error.
http::Response json_response(Result<std::string> json);

using MakeResponse = std::function<http::Response(const http::Request&)>;

class Desk {
 public:
  // `router` and `background` outlive the routes.
  Desk(http::Router& router, http::Background& background, http::Guard guard = {})
      : router_(router), background_(background), guard_(std::move(guard)) {}

  // `answer` may take long; it owns or outlives what it refers to.
  void add(std::string_view method, std::string_view pattern, MakeResponse answer);
  // The same on the connection's own thread, for what is in memory or answers with a stream.
  void add_at_once(std::string_view method, std::string_view pattern, MakeResponse answer);

 private:
  http::Router& router_;
  http::Background& background_;
  const http::Guard guard_;
};

// ?name= as a number. Errors: kInvalidArgument: it is none, or not from `least` to `most`.
Result<int64_t> query_integer(const http::Request& request, std::string_view name,
                              int64_t otherwise, int64_t least, int64_t most);
// {name} of the path as a number that is not negative. Errors: kNotFound.
Result<int64_t> path_integer(const http::Request& request, std::string_view name);

// The body, which must be a JSON object. Elements live as long as the parser's text.
// Errors: kInvalidArgument.
Result<json::Element> body_object(const http::Request& request, json::Parser& parser);
// A member that is a text. Errors: kInvalidArgument: it is missing or something else.
Result<std::string> text_member(json::Element object, std::string_view name);

}  // namespace pinflow::serve
