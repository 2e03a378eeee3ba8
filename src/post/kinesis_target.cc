#include "post/kinesis_target.h"

#include <chrono>
#include <thread>

#include "http/target.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::post {
namespace {

constexpr std::chrono::seconds kCreatingTimeMax{60};
constexpr std::chrono::milliseconds kCreatingPause{50};

bool may_pass(std::string_view error) {
  return error.find("ThroughputExceeded") != error.npos || error.find("Throttling") != error.npos ||
         error.find("LimitExceeded") != error.npos || error.find("InternalFailure") != error.npos;
}

// The "__type" of an error's body.
std::string error_type(const http::Response& response) {
  json::Parser parser;
  const auto answer = parser.parse(response.body);
  return answer.ok() ? answer->text_of("__type") : "";
}

// As outcome_of_request(); Kinesis says with a 400 too that it is busy.
Outcome outcome_of_put(const Result<http::Response>& response) {
  Outcome outcome = outcome_of_request(response);
  if (outcome.kind == Outcome::Kind::kRefused && may_pass(error_type(*response))) {
    outcome.kind = Outcome::Kind::kRetry;
  }
  return outcome;
}

Outcome outcome_of_record(json::Element entry) {
  if (const std::string error = entry.text_of("ErrorCode"); !error.empty()) {
    return {may_pass(error) ? Outcome::Kind::kRetry : Outcome::Kind::kRefused,
            error + ": " + entry.text_of("ErrorMessage")};
  }
  const std::string number = entry.text_of("SequenceNumber");
  if (number.empty()) return {Outcome::Kind::kRefused, "the answer has no sequence number"};
  return {Outcome::Kind::kAccepted, entry.text_of("ShardId") + "/" + number};
}

std::string stream_path(std::string_view base_path, std::string_view stream) {
  return std::string(base_path) + "/streams/" + http::percent_encode(stream);
}

http::Fields json_headers(http::Fields headers) {
  headers.emplace_back("Content-Type", "application/json");
  return headers;
}

// A stream that is being made takes no records yet.
Status wait_until_active(http::Client& client, const std::string& path,
                         const http::Fields& headers) {
  const auto deadline = std::chrono::steady_clock::now() + kCreatingTimeMax;
  while (true) {
    TRY_ASSIGN(const http::Response response, client.send("GET", path, headers, ""));
    json::Parser parser;
    const auto answer = parser.parse(response.body);
    const auto stream = answer.ok() ? (*answer)["StreamDescription"] : std::nullopt;
    if (!stream || stream->text_of("StreamStatus") == "ACTIVE") return Status();
    if (std::chrono::steady_clock::now() >= deadline) {
      return Status(Code::kUnavailable, path + ": not ACTIVE yet");
    }
    std::this_thread::sleep_for(kCreatingPause);
  }
}

class KinesisTarget final : public Target {
 public:
  KinesisTarget(std::unique_ptr<http::Client> client, std::string_view base_path,
                std::string_view stream, http::Fields headers)
      : client_(std::move(client)),
        stream_(stream),
        path_(stream_path(base_path, stream)),
        headers_(std::move(headers)) {}

  std::vector<Outcome> send(std::span<const PostedRow> rows) override {
    const auto response = rows.size() == 1 ? client_->send("PUT", path_ + "/record", headers_,
                                                           kinesis_record_body(stream_, rows[0]))
                                           : client_->send("PUT", path_ + "/records", headers_,
                                                           kinesis_records_body(rows));
    const Outcome whole = outcome_of_put(response);
    if (whole.kind != Outcome::Kind::kAccepted) return {rows.size(), whole};
    return read_kinesis_answer(response->body, rows.size());
  }

 private:
  std::unique_ptr<http::Client> client_;
  std::string stream_;
  std::string path_;
  http::Fields headers_;
};

std::string partition_key(const PostedRow& row) {
  return std::to_string(static_cast<uint64_t>(row.index));
}

}  // namespace

std::string kinesis_record_body(std::string_view stream, const PostedRow& row) {
  json::Writer writer;
  writer.begin_object().member("StreamName", stream).key("Data").raw(row.json);
  writer.member("PartitionKey", partition_key(row)).end_object();
  return writer.take();
}

std::string kinesis_records_body(std::span<const PostedRow> rows) {
  json::Writer writer;
  writer.begin_object().key("records").begin_array();
  for (const PostedRow& row : rows) {
    writer.begin_object().key("data").raw(row.json);
    writer.member("partition-key", partition_key(row)).end_object();
  }
  writer.end_array().end_object();
  return writer.take();
}

std::vector<Outcome> read_kinesis_answer(std::string_view body, size_t row_count) {
  std::vector<Outcome> outcomes;
  json::Parser parser;
  if (const auto answer = parser.parse(body); answer.ok()) {
    if (const auto records = (*answer)["Records"]) {
      records->each_element([&](json::Element entry) {
        outcomes.push_back(outcome_of_record(entry));
        return true;
      });
    } else {
      outcomes.push_back(outcome_of_record(*answer));
    }
  }
  // Without an entry nobody knows whether the row was taken: sending it again could double it.
  const std::string missing = "the answer has " + std::to_string(outcomes.size()) +
                              " records for " + std::to_string(row_count) + " rows";
  outcomes.resize(row_count, {Outcome::Kind::kRefused, missing});
  return outcomes;
}

std::unique_ptr<Target> open_kinesis_target(std::unique_ptr<http::Client> client,
                                            std::string_view base_path, std::string_view stream,
                                            const http::Fields& headers) {
  return std::make_unique<KinesisTarget>(std::move(client), base_path, stream,
                                         json_headers(headers));
}

Status create_stream(http::Client& client, std::string_view base_path, std::string_view stream,
                     int shard_count, const http::Fields& headers) {
  json::Writer body;
  body.begin_object().member("ShardCount", shard_count).end_object();
  const auto response =
      client.send("POST", stream_path(base_path, stream), json_headers(headers), body.text());
  const Outcome outcome = outcome_of_put(response);
  const bool is_there =
      response.ok() && error_type(*response).find("ResourceInUse") != std::string::npos;
  if (outcome.kind == Outcome::Kind::kAccepted || is_there) {
    return wait_until_active(client, stream_path(base_path, stream), headers);
  }
  const bool may_pass_later = outcome.kind == Outcome::Kind::kRetry;
  return Status(may_pass_later ? Code::kUnavailable : Code::kInvalidArgument,
                "create stream " + std::string(stream) + ": " + outcome.text);
}

}  // namespace pinflow::post
