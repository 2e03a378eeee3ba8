#include "serve/letter_routes.h"

#include "json/writer.h"
#include "serve/table_json.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;

constexpr int64_t kLettersMax = 1000;

Result<std::string> list(const Letters& letters, const Request& request) {
  LetterQuestion question;
  question.table = request.query_value("table").value_or("");
  question.reason = request.query_value("reason").value_or("");
  TRY_ASSIGN(int64_t limit, query_integer(request, "limit", 200, 1, kLettersMax));
  question.count_max = static_cast<size_t>(limit);
  TRY_ASSIGN(query::Table found, letters.list(question));
  return table_json(found);
}

Result<std::string> edit(const Letters& letters, const Request& request) {
  std::string id;
  for (const char* part : {"topic", "partition", "offset", "index"}) {
    id += (id.empty() ? "" : "/") + std::string(request.parameter(part));
  }
  json::Parser parser;
  TRY_ASSIGN(json::Element body, body_object(request, parser));
  TRY_ASSIGN(std::string value, text_member(body, "value"));
  TRY(letters.edit(id, value));
  return json::Writer().begin_object().member("id", id).end_object().take();
}

std::string outcome_json(const ReplayOutcome& outcome) {
  json::Writer writer;
  writer.begin_object().member("rows", outcome.rows).member("duplicates", outcome.duplicates);
  writer.key("refused").begin_array();
  for (const ReplayOutcome::Refused& refused : outcome.refused) {
    writer.begin_object().member("id", refused.id).member("reason", refused.reason).end_object();
  }
  writer.end_array().end_object();
  return writer.take();
}

Result<std::string> replay(const Letters& letters, const Request& request) {
  json::Parser parser;
  TRY_ASSIGN(json::Element body, body_object(request, parser));
  if (auto reason = body["reason"]) {
    TRY_ASSIGN(std::string text, text_member(body, "reason"));
    TRY_ASSIGN(ReplayOutcome outcome, letters.replay_reason(text));
    return outcome_json(outcome);
  }
  std::vector<std::string> ids;
  if (auto named = body["ids"]) {
    named->each_element([&](json::Element id) {
      ids.emplace_back(id.as_string().value_or(""));
      return true;
    });
  }
  if (ids.empty()) return Status(Code::kInvalidArgument, "ids: name one or more, or a reason");
  TRY_ASSIGN(ReplayOutcome outcome, letters.replay(ids));
  return outcome_json(outcome);
}

}  // namespace

void add_letter_routes(Desk& desk, const Letters& letters) {
  desk.add("GET", "/v1/dead-letters",
           [letters](const Request& request) { return json_response(list(letters, request)); });
  desk.add("PUT", "/v1/dead-letters/{topic}/{partition}/{offset}/{index}",
           [letters](const Request& request) { return json_response(edit(letters, request)); });
  desk.add("POST", "/v1/dead-letters/replay",
           [letters](const Request& request) { return json_response(replay(letters, request)); });
}

}  // namespace pinflow::serve
