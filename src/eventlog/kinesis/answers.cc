#include "eventlog/kinesis/answers.h"

#include <cmath>

#include "base/base64.h"
#include "eventlog/kinesis/shard_id.h"
#include "json/document.h"

namespace pinflow::eventlog {
namespace {

using json::Element;

// By the beginning of the error's name, "ResourceNotFoundException".
Code code_of(std::string_view name, int status) {
  static constexpr std::pair<std::string_view, Code> kCodes[] = {
      {"ResourceNotFound", Code::kNotFound},
      {"ResourceInUse", Code::kAlreadyExists},
      {"ExpiredIterator", Code::kOutOfRange},
      {"LimitExceeded", Code::kExhausted},
      {"ProvisionedThroughputExceeded", Code::kExhausted},
      {"KMSThrottling", Code::kExhausted},
      {"Throttling", Code::kExhausted},
      {"InternalFailure", Code::kUnavailable},
      {"ServiceUnavailable", Code::kUnavailable},
      {"AccessDenied", Code::kDenied},
      {"KMSAccessDenied", Code::kDenied},
      {"UnrecognizedClient", Code::kDenied},
      {"InvalidClientTokenId", Code::kDenied},
      {"InvalidSignature", Code::kDenied},
      {"IncompleteSignature", Code::kDenied},
      {"MissingAuthenticationToken", Code::kDenied},
      {"ExpiredToken", Code::kDenied}};
  for (const auto& [beginning, code] : kCodes) {
    if (name.starts_with(beginning)) return code;
  }
  if (status == 429) return Code::kExhausted;
  return status >= 500 ? Code::kUnavailable : Code::kInvalidArgument;
}

// Seconds, with a fraction.
UnixMillis time_of(Element object, std::string_view member) {
  const auto seconds = object[member];
  const double number = seconds ? seconds->as_double().value_or(0) : 0;
  return UnixMillis(std::chrono::milliseconds(std::llround(number * 1000)));
}

Result<StreamShard> read_stream_shard(Element element) {
  StreamShard shard;
  const std::string id = element.text_of("ShardId");
  const auto index = shard_index(id);
  if (!index) return Status(Code::kUnavailable, "a shard of the name '" + id + "'");
  shard.index = *index;
  shard.parent = shard_index(element.text_of("ParentShardId"));
  shard.adjacent_parent = shard_index(element.text_of("AdjacentParentShardId"));
  if (auto range = element["HashKeyRange"]) {
    shard.first_hash_key = range->text_of("StartingHashKey");
    shard.last_hash_key = range->text_of("EndingHashKey");
  }
  if (auto range = element["SequenceNumberRange"]) {
    shard.is_open = range->text_of("EndingSequenceNumber").empty();
  }
  return shard;
}

Result<PutOutcome> read_outcome(Element element) {
  PutOutcome outcome;
  if (const std::string error = element.text_of("ErrorCode"); !error.empty()) {
    outcome.status = Status(code_of(error, 400), error + ": " + element.text_of("ErrorMessage"));
    return outcome;
  }
  outcome.shard = shard_index(element.text_of("ShardId")).value_or(-1);
  outcome.sequence_number = element.text_of("SequenceNumber");
  return outcome;
}

Result<TakenRecord> read_record(Element element) {
  auto data = element["Data"];
  auto bytes = base64_decode(data ? data->as_string().value_or("") : "");
  if (!bytes) return Status(Code::kUnavailable, "a record whose data is not Base64");
  return TakenRecord{element.text_of("SequenceNumber"),
                     time_of(element, "ApproximateArrivalTimestamp"),
                     element.text_of("PartitionKey"), std::move(*bytes)};
}

Result<Element> parse_answer(json::Parser* parser, std::string_view body) {
  Result<Element> root = parser->parse(body);
  if (root.ok()) return root;
  return Status(Code::kUnavailable, "an answer that is no JSON: " + root.status().message());
}

// Reads each element of `object`'s array of that name, none where there is no such array.
template <typename Item, typename Read>
Result<std::vector<Item>> read_all(Element object, std::string_view name, const Read& read) {
  std::vector<Item> items;
  Status status;
  auto listed = object[name];
  if (!listed) return items;
  listed->each_element([&](Element element) {
    Result<Item> item = read(element);
    if (!item.ok()) status = item.status();
    if (item.ok()) items.push_back(std::move(*item));
    return item.ok();
  });
  if (!status.ok()) return status;
  return items;
}

}  // namespace

Result<StreamNames> read_stream_names(std::string_view body) {
  json::Parser parser;
  TRY_ASSIGN(const Element root, parse_answer(&parser, body));
  StreamNames answer;
  TRY_ASSIGN(answer.names, read_all<std::string>(root, "StreamNames", [](Element name) {
               return Result<std::string>(std::string(name.as_string().value_or("")));
             }));
  auto more = root["HasMoreStreams"];
  answer.are_more = more && more->as_bool().value_or(false);
  return answer;
}

Result<StreamDescription> read_description(std::string_view body) {
  json::Parser parser;
  TRY_ASSIGN(const Element root, parse_answer(&parser, body));
  const auto summary = root["StreamDescriptionSummary"];
  if (!summary) return Status(Code::kUnavailable, "an answer without a description");
  return StreamDescription{summary->text_of("StreamName"), summary->text_of("StreamStatus"),
                           time_of(*summary, "StreamCreationTimestamp")};
}

Result<ShardPage> read_shards(std::string_view body) {
  json::Parser parser;
  TRY_ASSIGN(const Element root, parse_answer(&parser, body));
  ShardPage page;
  TRY_ASSIGN(page.shards, read_all<StreamShard>(root, "Shards", read_stream_shard));
  page.next_token = root.text_of("NextToken");
  return page;
}

Result<std::vector<PutOutcome>> read_outcomes(std::string_view body, size_t count) {
  json::Parser parser;
  TRY_ASSIGN(const Element root, parse_answer(&parser, body));
  TRY_ASSIGN(std::vector<PutOutcome> outcomes, read_all<PutOutcome>(root, "Records", read_outcome));
  if (outcomes.size() == count) return outcomes;
  return Status(Code::kUnavailable, "an answer of " + std::to_string(outcomes.size()) +
                                        " records to " + std::to_string(count));
}

Result<std::string> read_iterator(std::string_view body) {
  json::Parser parser;
  TRY_ASSIGN(const Element root, parse_answer(&parser, body));
  return root.text_of("ShardIterator");
}

Result<TakenRecords> read_taken(std::string_view body) {
  json::Parser parser;
  TRY_ASSIGN(const Element root, parse_answer(&parser, body));
  TakenRecords taken;
  TRY_ASSIGN(taken.records, read_all<TakenRecord>(root, "Records", read_record));
  taken.next_iterator = root.text_of("NextShardIterator");
  const auto behind = root["MillisBehindLatest"];
  taken.behind = std::chrono::milliseconds(behind ? behind->as_integer().value_or(0) : 0);
  return taken;
}

Status read_fault(int http_status, std::string_view body) {
  json::Parser parser;
  const auto parsed = parser.parse(body);
  std::string name = parsed.ok() ? parsed->text_of("__type") : "";
  name.erase(0, name.find('#') + 1);  // Some put a namespace before it.
  std::string said = parsed.ok() ? parsed->text_of("message") : "";
  if (said.empty() && parsed.ok()) said = parsed->text_of("Message");
  const Code code = code_of(name, http_status);
  if (name.empty()) name = "HTTP status " + std::to_string(http_status);
  return Status(code, said.empty() ? name : name + ": " + said);
}

}  // namespace pinflow::eventlog
