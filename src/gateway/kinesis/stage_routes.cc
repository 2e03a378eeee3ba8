#include "gateway/kinesis/stage_routes.h"

#include <charconv>

#include "gateway/kinesis/stage_template.h"
#include "gateway/stage.h"
#include "json/writer.h"

namespace pinflow::gateway::kinesis {
namespace {

using http::Request;
using http::Response;
using http::Task;

// Makes the body of the action's request out of the client's.
using Template = Result<std::string> (*)(const Request& request);

struct StageRoute {
  std::string_view method;
  std::string_view path;
  std::string_view operation;
  Action action;
  Template body;
};

// The path says it, or ?stream-name= on /streams/record.
std::string stream_of(const Request& request) {
  std::string_view in_path = request.parameter("stream");
  return std::string(in_path.empty() ? request.query_value("stream-name").value_or("") : in_path);
}

DataForm data_form(const Request& request) {
  bool is_aws = request.header("Content-Type").value_or("").starts_with("application/x-amz-json");
  return is_aws ? DataForm::kBase64 : DataForm::kJson;
}

void write_given(std::string_view member, std::optional<std::string_view> text,
                 json::Writer* writer) {
  if (text && !text->empty()) writer->member(member, *text);
}

// As a number where it is one; if not, the action says what is wrong with it.
void write_number(std::string_view member, std::optional<std::string_view> text,
                  json::Writer* writer) {
  if (!text || text->empty()) return;
  int64_t number = 0;
  const char* last = text->data() + text->size();
  auto [end, error] = std::from_chars(text->data(), last, number);
  bool is_number = error == std::errc() && end == last;
  writer->key(member);
  if (is_number) {
    writer->value(number);
  } else {
    writer->value(*text);
  }
}

Result<std::string> list_streams_body(const Request& request) {
  json::Writer writer;
  writer.begin_object();
  write_given("ExclusiveStartStreamName", request.query_value("ExclusiveStartStreamName"), &writer);
  write_given("NextToken", request.query_value("NextToken"), &writer);
  write_number("Limit", request.query_value("Limit"), &writer);
  writer.end_object();
  return writer.take();
}

Result<std::string> stream_body(const Request& request) {
  json::Writer writer;
  writer.begin_object().member("StreamName", stream_of(request)).end_object();
  return writer.take();
}

Result<std::string> iterator_body(const Request& request) {
  json::Writer writer;
  writer.begin_object().member("StreamName", stream_of(request));
  write_given("ShardId", request.query_value("shard-id"), &writer);
  writer.member("ShardIteratorType",
                request.query_value("shard-iterator-type").value_or("TRIM_HORIZON"));
  write_given("StartingSequenceNumber", request.query_value("starting-sequence-number"), &writer);
  write_number("Timestamp", request.query_value("timestamp"), &writer);
  writer.end_object();
  return writer.take();
}

Result<std::string> records_body(const Request& request) {
  json::Writer writer;
  writer.begin_object();
  auto iterator = request.header("Shard-Iterator");
  if (!iterator) iterator = request.query_value("Shard-Iterator");
  write_given("ShardIterator", iterator, &writer);
  write_number("Limit", request.query_value("Limit"), &writer);
  writer.end_object();
  return writer.take();
}

Result<std::string> new_stream_body(const Request& request) {
  return create_stream_body(stream_of(request), request.body);
}
Result<std::string> record_body(const Request& request) {
  return put_record_body(stream_of(request), request.body, data_form(request));
}
Result<std::string> all_records_body(const Request& request) {
  return put_records_body(stream_of(request), request.body, data_form(request));
}

constexpr StageRoute kRoutes[] = {
    {"GET", "/streams", "ListStreams", Action::kConsume, list_streams_body},
    {"GET", "/streams/{stream}", "DescribeStream", Action::kConsume, stream_body},
    {"POST", "/streams/{stream}", "CreateStream", Action::kProduce, new_stream_body},
    {"DELETE", "/streams/{stream}", "DeleteStream", Action::kAdmin, stream_body},
    {"PUT", "/streams/record", "PutRecord", Action::kProduce, record_body},
    {"PUT", "/streams/records", "PutRecords", Action::kProduce, all_records_body},
    {"PUT", "/streams/{stream}/record", "PutRecord", Action::kProduce, record_body},
    {"POST", "/streams/{stream}/record", "PutRecord", Action::kProduce, record_body},
    {"PUT", "/streams/{stream}/records", "PutRecords", Action::kProduce, all_records_body},
    {"POST", "/streams/{stream}/records", "PutRecords", Action::kProduce, all_records_body},
    {"GET", "/streams/{stream}/records", "GetRecords", Action::kConsume, records_body},
    {"GET", "/streams/{stream}/sharditerator", "GetShardIterator", Action::kConsume, iterator_body},
};

Task<Response> answer(KinesisDoor& door, Gatekeeper& gatekeeper, const StageRoute& route,
                      const Request& request) {
  Verdict verdict = gatekeeper.check(request, route.action, stream_of(request));
  if (verdict != Verdict::kAllowed) co_return stage_refusal(verdict);
  auto body = route.body(request);
  Response response;
  if (body.ok()) {
    auto invoking = door.invoke(route.operation, std::move(*body), request.peer);
    response = co_await invoking;
  } else {
    response = door.refuse(body.status(), route.operation, request.peer);
  }
  response.content_type = "application/json";
  // What the exported tutorial does, whose methods know no other status.
  if (door.options().errors_are_200) response.status = 200;
  co_return response;
}

}  // namespace

void add_stage_routes(http::Router& router, KinesisDoor& door, Gatekeeper& gatekeeper) {
  for (const StageRoute& route : kRoutes) {
    router.add(route.method, route.path, [&door, &gatekeeper, &route](Request& request) {
      return answer(door, gatekeeper, route, request);
    });
  }
}

}  // namespace pinflow::gateway::kinesis
