#include "eventlog/kinesis/service.h"

#include <charconv>
#include <cmath>
#include <mutex>
#include <thread>

#include "base/backoff.h"
#include "base/base64.h"
#include "http/client.h"
#include "http/sha256.h"
#include "http/sigv4.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::eventlog {
namespace {

using json::Element;

constexpr std::string_view kShardPrefix = "shardId-";
constexpr int kAttemptsMax = 6;  // Of what is asked beside records: its limits are few a second.
constexpr std::chrono::milliseconds kFirstAskPause{100};
constexpr std::chrono::milliseconds kLongestAskPause{3000};

std::optional<int32_t> shard_index(std::string_view id) {
  if (!id.starts_with(kShardPrefix)) return std::nullopt;
  id.remove_prefix(kShardPrefix.size());
  int32_t index = 0;
  auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), index);
  bool is_number = error == std::errc() && end == id.data() + id.size() && index >= 0;
  return is_number ? std::optional(index) : std::nullopt;
}

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

bool may_pass(Code code) { return code == Code::kExhausted || code == Code::kUnavailable; }

Status fault_of(const http::Response& answer) {
  json::Parser parser;
  const auto parsed = parser.parse(answer.body);
  std::string name = parsed.ok() ? parsed->text_of("__type") : "";
  name.erase(0, name.find('#') + 1);  // Some put a namespace before it.
  std::string said = parsed.ok() ? parsed->text_of("message") : "";
  if (said.empty() && parsed.ok()) said = parsed->text_of("Message");
  const Code code = code_of(name, answer.status);
  if (name.empty()) name = "HTTP status " + std::to_string(answer.status);
  return Status(code, said.empty() ? name : name + ": " + said);
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

PutOutcome read_outcome(Element element) {
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

class HttpKinesisService final : public KinesisService {
 public:
  HttpKinesisService(KinesisServiceOptions options, http::Url server)
      : options_(std::move(options)), server_(std::move(server)) {}

  Result<std::vector<std::string>> list_streams() override {
    std::vector<std::string> names;
    while (true) {
      json::Writer body;
      body.begin_object();
      if (!names.empty()) body.member("ExclusiveStartStreamName", names.back());
      body.end_object();
      TRY_ASSIGN(const std::string answer, ask("ListStreams", body.text()));
      json::Parser parser;
      TRY_ASSIGN(const Element root, parser.parse(answer));
      const size_t before = names.size();
      if (auto listed = root["StreamNames"]) {
        listed->each_element([&](Element name) {
          names.emplace_back(name.as_string().value_or(""));
          return true;
        });
      }
      auto more = root["HasMoreStreams"];
      if (!more || !more->as_bool().value_or(false) || names.size() == before) return names;
    }
  }

  Result<StreamDescription> describe(std::string_view stream) override {
    TRY_ASSIGN(const std::string answer, ask("DescribeStreamSummary", named(stream)));
    json::Parser parser;
    TRY_ASSIGN(const Element root, parser.parse(answer));
    const auto summary = root["StreamDescriptionSummary"];
    if (!summary) return Status(Code::kUnavailable, "DescribeStreamSummary: an empty answer");
    return StreamDescription{std::string(stream), summary->text_of("StreamStatus"),
                             time_of(*summary, "StreamCreationTimestamp")};
  }

  Result<std::vector<StreamShard>> list_shards(std::string_view stream) override {
    std::vector<StreamShard> shards;
    std::string next;
    do {
      json::Writer body;
      body.begin_object();
      if (next.empty()) {
        body.member("StreamName", stream);
      } else {
        body.member("NextToken", next);
      }
      body.end_object();
      TRY_ASSIGN(const std::string answer, ask("ListShards", body.text()));
      json::Parser parser;
      TRY_ASSIGN(const Element root, parser.parse(answer));
      Status status;
      if (auto listed = root["Shards"]) {
        listed->each_element([&](Element element) {
          Result<StreamShard> shard = read_stream_shard(element);
          if (!shard.ok()) status = shard.status();
          if (shard.ok()) shards.push_back(std::move(*shard));
          return shard.ok();
        });
      }
      if (!status.ok()) return status;
      next = root.text_of("NextToken");
    } while (!next.empty());
    return shards;
  }

  Status create_stream(std::string_view stream, int32_t shard_count) override {
    json::Writer body;
    body.begin_object().member("StreamName", stream).member("ShardCount", shard_count).end_object();
    return ask("CreateStream", body.text()).status();
  }

  Status delete_stream(std::string_view stream) override {
    return ask("DeleteStream", named(stream)).status();
  }

  Result<std::vector<PutOutcome>> put(std::string_view stream,
                                      std::span<const PutEntry> entries) override {
    json::Writer body;
    body.begin_object().member("StreamName", stream).key("Records").begin_array();
    for (const PutEntry& entry : entries) {
      body.reserve(entry.data.size() / 3 * 4 + entry.partition_key.size() + 120);
      body.begin_object().member("Data", base64_encode(entry.data));
      body.member("PartitionKey", entry.partition_key);
      body.member("ExplicitHashKey", entry.hash_key).end_object();
    }
    body.end_array().end_object();
    TRY_ASSIGN(const std::string answer, ask_once("PutRecords", body.text()));
    json::Parser parser;
    TRY_ASSIGN(const Element root, parser.parse(answer));
    std::vector<PutOutcome> outcomes;
    if (auto listed = root["Records"]) {
      listed->each_element([&](Element element) {
        outcomes.push_back(read_outcome(element));
        return true;
      });
    }
    if (outcomes.size() == entries.size()) return outcomes;
    return Status(Code::kUnavailable, "PutRecords: the answer has " +
                                          std::to_string(outcomes.size()) + " records for " +
                                          std::to_string(entries.size()));
  }

  Result<std::string> iterator(std::string_view stream, int32_t shard, std::string_view type,
                               std::string_view sequence_number) override {
    json::Writer body;
    body.begin_object().member("StreamName", stream).member("ShardId", shard_id(shard));
    body.member("ShardIteratorType", type);
    if (!sequence_number.empty()) body.member("StartingSequenceNumber", sequence_number);
    body.end_object();
    TRY_ASSIGN(const std::string answer, ask_once("GetShardIterator", body.text()));
    json::Parser parser;
    TRY_ASSIGN(const Element root, parser.parse(answer));
    return root.text_of("ShardIterator");
  }

  Result<TakenRecords> take(std::string_view iterator) override {
    json::Writer body;
    body.begin_object().member("ShardIterator", iterator).end_object();
    TRY_ASSIGN(const std::string answer, ask_once("GetRecords", body.text()));
    json::Parser parser;
    TRY_ASSIGN(const Element root, parser.parse(answer));
    TakenRecords taken;
    taken.next_iterator = root.text_of("NextShardIterator");
    const auto behind = root["MillisBehindLatest"];
    taken.behind = std::chrono::milliseconds(behind ? behind->as_integer().value_or(0) : 0);
    Status status;
    if (auto listed = root["Records"]) {
      listed->each_element([&](Element element) {
        Result<TakenRecord> record = read_record(element);
        if (!record.ok()) status = record.status();
        if (record.ok()) taken.records.push_back(std::move(*record));
        return record.ok();
      });
    }
    if (!status.ok()) return std::move(status).with_context("GetRecords");
    return taken;
  }

 private:
  static std::string named(std::string_view stream) {
    json::Writer body;
    body.begin_object().member("StreamName", stream).end_object();
    return body.take();
  }

  // The same, again after a pause where that may help.
  Result<std::string> ask(std::string_view action, std::string_view body) {
    Backoff backoff(kFirstAskPause, kLongestAskPause, static_cast<uint32_t>(body.size()));
    while (true) {
      Result<std::string> answer = ask_once(action, body);
      if (answer.ok() || !may_pass(answer.status().code())) return answer;
      const auto pause = backoff.next();
      if (backoff.attempts() >= kAttemptsMax) return answer;
      std::this_thread::sleep_for(pause);
    }
  }

  Result<std::string> ask_once(std::string_view action, std::string_view body) {
    Result<std::string> answer = exchange(action, body);
    if (answer.ok()) return answer;
    return answer.status().with_context("kinesis: " + std::string(action));
  }

  Result<std::string> exchange(std::string_view action, std::string_view body) {
    TRY_ASSIGN(const http::Fields headers, signed_headers(action, body));
    std::unique_ptr<http::Client> client = take_client();
    Result<http::Response> answer = client->send("POST", "/", headers, body);
    give_back(std::move(client));
    if (!answer.ok()) return answer.status();
    if (answer->status != 200) return fault_of(*answer);
    return std::move(answer->body);
  }

  Result<http::Fields> signed_headers(std::string_view action, std::string_view body) const {
    TRY_ASSIGN(const AccessKey key, options_.key());
    const http::SigningScope scope{http::amz_date(options_.clock->now()), options_.region,
                                   "kinesis"};
    http::Fields headers = {{"Host", http::authority(server_)},
                            {"Content-Type", "application/x-amz-json-1.1"},
                            {"X-Amz-Date", scope.date_time},
                            {"X-Amz-Target", "Kinesis_20131202." + std::string(action)}};
    if (!key.session_token.empty()) {
      headers.emplace_back("X-Amz-Security-Token", key.session_token);
    }
    const std::string hash = http::to_hex(http::sha256(body));
    const http::SignedParts parts{"POST", "/", {}, headers, hash};
    std::string authorization = http::authorization(parts, scope, key.access_key, key.secret_key);
    headers.emplace_back("Authorization", std::move(authorization));
    return headers;
  }

  std::unique_ptr<http::Client> take_client() {
    std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      return http::open_client(server_, {.request_timeout = options_.answer_timeout});
    }
    auto client = std::move(idle_.back());
    idle_.pop_back();
    return client;
  }

  void give_back(std::unique_ptr<http::Client> client) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(client));
  }

  const KinesisServiceOptions options_;
  const http::Url server_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<http::Client>> idle_;  // Guarded by mutex_.
};

}  // namespace

std::string shard_id(int32_t index) {
  std::string digits = std::to_string(index);
  return std::string(kShardPrefix) + std::string(12 - std::min<size_t>(12, digits.size()), '0') +
         digits;
}

bool is_later(std::string_view sequence_number, std::string_view than) {
  auto without_zeros = [](std::string_view text) {
    return text.substr(std::min(text.find_first_not_of('0'), text.size()));
  };
  sequence_number = without_zeros(sequence_number);
  than = without_zeros(than);
  if (sequence_number.size() != than.size()) return sequence_number.size() > than.size();
  return sequence_number > than;
}

Result<std::unique_ptr<KinesisService>> open_kinesis_service(const KinesisServiceOptions& options) {
  const std::string endpoint = options.endpoint.empty()
                                   ? "https://kinesis." + options.region + ".amazonaws.com"
                                   : options.endpoint;
  Result<http::Url> server = http::parse_url(endpoint);
  if (!server.ok()) return server.status().with_context("kinesis: endpoint");
  return std::unique_ptr<KinesisService>(
      std::make_unique<HttpKinesisService>(options, std::move(*server)));
}

}  // namespace pinflow::eventlog
