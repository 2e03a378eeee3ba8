#include "eventlog/kinesis/service.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <thread>

#include "base/backoff.h"
#include "base/base64.h"
#include "eventlog/kinesis/answers.h"
#include "eventlog/kinesis/shard_id.h"
#include "http/client.h"
#include "http/sha256.h"
#include "http/sigv4.h"
#include "json/writer.h"

namespace pinflow::eventlog {
namespace {

constexpr int kAttemptsMax = 6;  // Of what is asked beside records: its limits are few a second.
constexpr std::chrono::milliseconds kFirstAskPause{100};
constexpr std::chrono::milliseconds kLongestAskPause{3000};

bool may_pass(Code code) { return code == Code::kExhausted || code == Code::kUnavailable; }

template <typename Value>
Result<Value> answer_of(std::string_view action, Result<Value> value) {
  if (value.ok()) return value;
  return value.status().with_context("kinesis: " + std::string(action));
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
      TRY_ASSIGN(StreamNames page, answer_of("ListStreams", read_stream_names(answer)));
      names.insert(names.end(), page.names.begin(), page.names.end());
      if (!page.are_more || page.names.empty()) return names;
    }
  }

  Result<StreamDescription> describe(std::string_view stream) override {
    TRY_ASSIGN(const std::string answer, ask("DescribeStreamSummary", named(stream)));
    return answer_of("DescribeStreamSummary", read_description(answer));
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
      TRY_ASSIGN(ShardPage page, answer_of("ListShards", read_shards(answer)));
      std::move(page.shards.begin(), page.shards.end(), std::back_inserter(shards));
      next = std::move(page.next_token);
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
    return answer_of("PutRecords", read_outcomes(answer, entries.size()));
  }

  Result<std::string> iterator(std::string_view stream, int32_t shard, std::string_view type,
                               std::string_view sequence_number) override {
    json::Writer body;
    body.begin_object().member("StreamName", stream).member("ShardId", shard_id(shard));
    body.member("ShardIteratorType", type);
    if (!sequence_number.empty()) body.member("StartingSequenceNumber", sequence_number);
    body.end_object();
    TRY_ASSIGN(const std::string answer, ask_once("GetShardIterator", body.text()));
    return answer_of("GetShardIterator", read_iterator(answer));
  }

  Result<TakenRecords> take(std::string_view iterator) override {
    json::Writer body;
    body.begin_object().member("ShardIterator", iterator).end_object();
    TRY_ASSIGN(const std::string answer, ask_once("GetRecords", body.text()));
    return answer_of("GetRecords", read_taken(answer));
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
    return answer_of(action, exchange(action, body));
  }

  Result<std::string> exchange(std::string_view action, std::string_view body) {
    TRY_ASSIGN(const http::Fields headers, signed_headers(action, body));
    std::unique_ptr<http::Client> client = take_client();
    Result<http::Response> answer = client->send("POST", "/", headers, body);
    give_back(std::move(client));
    if (!answer.ok()) return answer.status();
    if (answer->status != 200) return read_fault(answer->status, answer->body);
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
