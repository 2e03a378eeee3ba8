#include "post/kafka_target.h"

#include "http/target.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::post {
namespace {

class KafkaTarget final : public Target {
 public:
  KafkaTarget(std::unique_ptr<http::Client> client, std::string path, http::Fields headers)
      : client_(std::move(client)), path_(std::move(path)), headers_(std::move(headers)) {}

  std::vector<Outcome> send(std::span<const PostedRow> rows) override {
    const auto response = client_->send("POST", path_, headers_, kafka_body(rows));
    const Outcome whole = outcome_of_request(response);
    if (whole.kind != Outcome::Kind::kAccepted) return {rows.size(), whole};
    return read_kafka_answer(response->body, rows.size());
  }

 private:
  std::unique_ptr<http::Client> client_;
  std::string path_;
  http::Fields headers_;
};

// The proxy's codes for "try again": its own 2 and 50003, and those made of 429 and 503.
bool may_pass(int64_t error_code) {
  return error_code == 2 || error_code == 50003 || error_code / 100 == 429 ||
         error_code / 100 == 503 || error_code == 429 || error_code == 503;
}

Outcome outcome_of_offset(json::Element entry) {
  const auto integer = [&](std::string_view name) {
    auto member = entry[name];
    return member ? member->as_integer() : std::nullopt;
  };
  if (const auto error_code = integer("error_code")) {
    auto error = entry["error"] ? entry["error"]->as_string() : std::nullopt;
    return {may_pass(*error_code) ? Outcome::Kind::kRetry : Outcome::Kind::kRefused,
            std::to_string(*error_code) + ": " + std::string(error.value_or(""))};
  }
  return {Outcome::Kind::kAccepted, std::to_string(integer("partition").value_or(0)) + "/" +
                                        std::to_string(integer("offset").value_or(0))};
}

}  // namespace

std::string kafka_body(std::span<const PostedRow> rows) {
  json::Writer writer;
  writer.begin_object().key("records").begin_array();
  for (const PostedRow& row : rows) writer.begin_object().key("value").raw(row.json).end_object();
  writer.end_array().end_object();
  return writer.take();
}

std::vector<Outcome> read_kafka_answer(std::string_view body, size_t row_count) {
  std::vector<Outcome> outcomes;
  json::Parser parser;
  const auto answer = parser.parse(body);
  if (const auto offsets = answer.ok() ? (*answer)["offsets"] : std::nullopt) {
    offsets->each_element([&](json::Element entry) {
      outcomes.push_back(outcome_of_offset(entry));
      return true;
    });
  }
  // Without an entry nobody knows whether the row was taken: sending it again could double it.
  const std::string missing = "the answer has " + std::to_string(outcomes.size()) +
                              " offsets for " + std::to_string(row_count) + " rows";
  outcomes.resize(row_count, {Outcome::Kind::kRefused, missing});
  return outcomes;
}

std::unique_ptr<Target> open_kafka_target(std::unique_ptr<http::Client> client,
                                          std::string_view base_path, std::string_view topic,
                                          const http::Fields& headers) {
  http::Fields all = headers;
  all.emplace_back("Content-Type", "application/vnd.kafka.json.v2+json");
  return std::make_unique<KafkaTarget>(
      std::move(client), std::string(base_path) + "/topics/" + http::percent_encode(topic),
      std::move(all));
}

}  // namespace pinflow::post
