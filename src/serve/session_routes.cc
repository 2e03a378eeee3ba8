#include "serve/session_routes.h"

#include "json/writer.h"
#include "serve/desk.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;

Response session_response(const Access& access, const std::optional<Person>& person,
                          std::string_view token) {
  json::Writer writer;
  writer.begin_object().member("keys", access.wants_keys());
  if (person && person->role) {
    writer.member("name", person->name).member("role", role_name(*person->role));
    if (!token.empty()) writer.member("csrf", csrf_of(token));
  }
  Response response = Response::json(200, writer.end_object().take());
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response sign_in(Access& access, const Request& request) {
  json::Parser parser;
  Result<json::Element> body = body_object(request, parser);
  if (!body.ok()) return error_response(body.status());
  Result<std::string> key = text_member(*body, "key");
  if (!key.ok()) return error_response(key.status());
  if (!access.wants_keys()) return session_response(access, access.who(request), "");
  std::optional<Person> person = access.find(*key);
  access.note(person ? person->name : "", request, person && person->role);
  if (!person) return Response::error(401, "This is none of the keys of this pinflow.");
  if (!person->role) {
    return Response::error(401, "This key is for programs: its [gateway.key.NAME] has no role.");
  }
  std::string token = access.sessions().open(*person, system_clock().now());
  Response response = session_response(access, person, token);
  response.headers.emplace_back("Set-Cookie", session_cookie(token, request.is_tls));
  return response;
}

Response sign_out(Access& access, const Request& request) {
  access.sessions().close(session_token(request));
  Response response = session_response(access, std::nullopt, "");
  response.headers.emplace_back("Set-Cookie", session_cookie("", request.is_tls));
  return response;
}

}  // namespace

void add_session_routes(http::Router& router, Access& access, const http::Guard& limit) {
  auto answer = [](Response response) -> http::Task<Response> { co_return response; };
  router.add("GET", "/v1/session", [&access, answer](Request& request) {
    return answer(session_response(access, access.who(request), session_token(request)));
  });
  router.add("POST", "/v1/session", [&access, limit, answer](Request& request) {
    auto refusal = limit ? limit(request) : std::nullopt;
    return answer(refusal ? std::move(*refusal) : sign_in(access, request));
  });
  router.add("DELETE", "/v1/session",
             [&access, answer](Request& request) { return answer(sign_out(access, request)); });
}

}  // namespace pinflow::serve
