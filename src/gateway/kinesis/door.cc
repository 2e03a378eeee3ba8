#include "gateway/kinesis/door.h"

#include <algorithm>
#include <array>
#include <functional>
#include <random>

#include "base/base64.h"
#include "base/uuid.h"
#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/event_stream.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/permission.h"
#include "gateway/kinesis/read_cbor.h"
#include "gateway/kinesis/read_json.h"
#include "gateway/kinesis/signature.h"
#include "gateway/kinesis/validate.h"

namespace pinflow::gateway::kinesis {
namespace {

using http::Request;
using http::Response;
using http::Task;

constexpr std::string_view kJsonType = "application/x-amz-json-1.1";
constexpr std::string_view kCborType = "application/x-amz-cbor-1.1";
constexpr std::string_view kTargetPrefix = "Kinesis_20131202.";
constexpr int64_t kDefaultDataBytesMax = 1 << 20;

std::string_view content_type_of(const Request& request) {
  std::string_view type = request.header("Content-Type").value_or("");
  type = type.substr(0, type.find(';'));
  return type.substr(0, type.find_last_not_of(' ') + 1);
}

// "PutRecord" of "Kinesis_20131202.PutRecord", or of ?Action=PutRecord. "" when there is none.
std::string_view operation_name(const Request& request) {
  if (auto target = request.header("X-Amz-Target")) {
    if (!target->starts_with(kTargetPrefix)) return "";
    return target->substr(kTargetPrefix.size());
  }
  return request.query_value("Action").value_or("");
}

void add_ids(Response* response) {
  thread_local std::mt19937_64 random{std::random_device()()};
  std::array<uint64_t, 9> words;
  std::generate(words.begin(), words.end(), std::ref(random));
  response->headers.reserve(3);  // With the type of a fault.
  response->headers.emplace_back("x-amzn-RequestId", quick_uuid4());
  response->headers.emplace_back(
      "x-amz-id-2", base64_encode({reinterpret_cast<const char*>(words.data()), sizeof(words)}));
}

Response whole(int status, std::string body, Encoding encoding) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.content_type = encoding == Encoding::kCbor ? kCborType : kJsonType;
  add_ids(&response);
  return response;
}

Response fault_answer(const Status& fault, Encoding encoding) {
  FaultName name = fault_name(fault);
  auto encoder = make_encoder(encoding);
  encoder->begin_object();
  encoder->text("__type", name.type);
  bool is_serialization = name.type == "SerializationException";
  if (!fault.message().empty()) {
    encoder->text(is_serialization ? "Message" : "message", fault.message());
  }
  encoder->end_object();
  Response response = whole(name.http_status, encoder->take(), encoding);
  response.headers.emplace_back("x-amzn-ErrorType", name.type);
  return response;
}

// Of a body whose type is none of ours: the service answers in XML.
Response xml_fault(int status, std::string_view type, std::string_view message) {
  Response response;
  response.status = status;
  std::string name(type);
  response.body = message.empty() ? "<" + name + "/>\n"
                                  : "<" + name + ">\n  <Message>" + std::string(message) +
                                        "</Message>\n</" + name + ">\n";
  add_ids(&response);
  return response;
}

Result<Value> read_body(std::string_view body, Encoding encoding, const Shape& shape,
                        Arena* arena) {
  return encoding == Encoding::kCbor ? read_cbor(body, shape, arena)
                                     : read_json(body, shape, arena);
}

}  // namespace

bool KinesisDoor::is_meant(const Request& request) {
  return request.header("X-Amz-Target") || request.query_value("Action") ||
         content_type_of(request).starts_with("application/x-amz-") ||
         request.header("Authorization").value_or("").starts_with("AWS4-") ||
         request.query_value("X-Amz-Algorithm");
}

Response KinesisDoor::refuse(const Status& fault, std::string_view operation, std::string_view peer,
                             Encoding encoding) {
  refusals_.note(fault_name(fault).http_status, "Kinesis " + std::string(operation), peer,
                 fault.message());
  return fault_answer(fault, encoding);
}

Task<Response> KinesisDoor::answer(const Request& request) {
  static constexpr Shape kAnything{.name = "", .kind = ShapeKind::kStructure};
  std::string_view name = operation_name(request);
  const Operation* operation = find_operation(name);
  std::string_view type = content_type_of(request);
  Encoding encoding = type == kJsonType ? Encoding::kJson : Encoding::kCbor;
  if (request.body.empty()) {
    Status fault = operation ? serialization_fault() : unknown_operation();
    co_return refuse(fault, name, request.peer, encoding);
  }
  bool is_known_type = type == kJsonType || type == kCborType;
  if (!is_known_type) {
    co_return name.empty()
        ? xml_fault(403, "AccessDeniedException",
                    "Unable to determine service/operation name to be authorized")
        : xml_fault(404, "UnknownOperationException", "");
  }
  Arena arena;
  const Shape& shape = operation ? *operation->input : kAnything;
  Result<Value> input = read_body(request.body, encoding, shape, &arena);
  Status fault;
  // What cannot be read at all is told first, members of a wrong type only to those who may ask.
  if (!input.ok() && input.status().message().empty()) {
    fault = input.status();
  } else if (!operation) {
    fault = unknown_operation();
  } else {
    fault = check_caller(request, *operation, input);
  }
  if (!fault.ok()) co_return refuse(fault, name, request.peer, encoding);
  auto running = run(*operation, std::move(input), encoding, request.peer);
  Response response = co_await running;
  co_return response;
}

// Whether it is signed by somebody who may do this.
Status KinesisDoor::check_caller(const Request& request, const Operation& operation,
                                 const Result<Value>& input) {
  TRY_ASSIGN(const Credential* caller, check_signature(request, service_.options));
  if (!caller || !input.ok()) return Status();
  return check_permission(service_, *caller, operation.name, *input);
}

Task<Response> KinesisDoor::invoke(std::string_view name, std::string body, std::string peer) {
  const Operation* operation = find_operation(name);
  check(operation != nullptr);
  Arena arena;
  Result<Value> input = read_json(body, *operation->input, &arena);
  auto running = run(*operation, std::move(input), Encoding::kJson, peer);
  Response response = co_await running;
  co_return response;
}

// How long Data may be: the stream's own limit, where there is one.
int64_t KinesisDoor::data_bytes_max(const Value& input, const Operation& operation) {
  if (!operation.name.starts_with("PutRecord")) return kDefaultDataBytesMax;
  auto stream = find_stream(service_, input);
  return stream.ok() ? (*stream)->record_kib_max() * 1024 : kDefaultDataBytesMax;
}

Response KinesisDoor::subscribe(const Value& input, Encoding encoding, std::string_view peer) {
  auto stream = subscribe_to_shard(service_, input, encoding);
  if (!stream.ok()) return refuse(stream.status(), "SubscribeToShard", peer, encoding);
  Response response = whole(200, "", encoding);
  response.content_type = kEventStreamType;
  response.stream = std::move(*stream);
  return response;
}

Task<Response> KinesisDoor::run(const Operation& operation, Result<Value> input, Encoding encoding,
                                std::string_view peer) {
  Status status = input.status();
  if (status.ok()) {
    status = validate(*input, *operation.input, data_bytes_max(*input, operation));
  }
  if (!status.ok()) co_return refuse(status, operation.name, peer, encoding);
  if (operation.name == "SubscribeToShard") co_return subscribe(*input, encoding, peer);
  auto output = make_encoder(encoding);
  output->begin_object();
  const Call call{*input, *output};
  if (operation.name == "PutRecord") {
    auto putting = put_record(service_, call);
    status = co_await putting;
  } else if (operation.name == "PutRecords") {
    auto putting = put_records(service_, call);
    status = co_await putting;
  } else {
    status = find_action(operation.name)(service_, call);
  }
  if (!status.ok()) co_return refuse(status, operation.name, peer, encoding);
  output->end_object();
  std::string body = output->take();
  // Actions that have nothing to say answer without a body.
  constexpr size_t kEmptyObjectBytes = 2;
  if (body.size() == kEmptyObjectBytes) body.clear();
  co_return whole(200, std::move(body), encoding);
}

}  // namespace pinflow::gateway::kinesis
