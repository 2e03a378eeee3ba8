#include "gateway/rest_v3/records.h"

#include "gateway/rest_v3/record_reports.h"
#include "gateway/rest_v3/record_splitter.h"
#include "gateway/rest_v3/records_request.h"
#include "gateway/rest_v3/resource.h"

namespace pinflow::gateway {
namespace {

using http::Request;
using http::Response;
using http::Task;

// The text of a record of the greatest size, in base64 or with escapes, and some headers.
constexpr size_t kRecordTextBytesMax = 2 * eventlog::kRecordBytesMax;

std::string utc_text(UnixMillis time) {
  std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  auto milliseconds = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char date[64];
  size_t size = std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  std::string fraction = std::to_string(1000 + milliseconds).substr(1);
  return std::string(date, size) + "." + fraction + "Z";
}

void write_size(std::string_view name, const std::optional<TypedSize>& size, json::Writer* writer) {
  if (!size) return;
  writer->key(name).begin_object().member("type", size->type).member("size", size->size_bytes);
  writer->end_object();
}

// The members of a report about a record that is stored.
void write_stored(const ClusterPlace& cluster, std::string_view topic, const RecordPlace& stored,
                  const V3Record& record, json::Writer* writer) {
  writer->member("cluster_id", cluster.id).member("topic_name", topic);
  writer->member("partition_id", to_int32(stored.partition));
  writer->member("offset", to_int64(stored.offset)).member("timestamp", utc_text(stored.timestamp));
  write_size("key", record.key, writer);
  write_size("value", record.value, writer);
}

void write_error(const RestError& error, json::Writer* writer) {
  writer->member("error_code", error.error_code).member("message", error.message);
}

// The reports as a stream has them: one line for each record.
std::string report_lines(const ClusterPlace& cluster, std::string_view topic,
                         const std::vector<ParsedRecord>& records, const Reports& reports) {
  std::string lines;
  for (size_t i = 0; i < reports.size(); ++i) {
    json::Writer report;
    report.begin_object();
    if (const auto* stored = std::get_if<RecordPlace>(&reports[i])) {
      report.member("error_code", 200);
      write_stored(cluster, topic, *stored, std::get<V3Record>(records[i]), &report);
    } else {
      write_error(std::get<RestError>(reports[i]), &report);
    }
    report.end_object();
    lines += report.text() + "\r\n";
  }
  return lines;
}

// Stores the records of a body that still comes, those of each piece at once, and reports on them
// before it waits for more.
class ReportStream final : public http::BodyStream {
 public:
  ReportStream(RestProxy& proxy, eventlog::TopicPointer topic, const Request& request,
               std::string_view begun)
      : proxy_(proxy),
        topic_(std::move(topic)),
        cluster_(ClusterPlace::of(request)),
        incoming_(request.incoming) {
    splitter_.add(begun);
    first_ = take_whole();
  }

  Task<std::optional<std::string>> next() override {
    std::vector<ParsedRecord> records = std::exchange(first_, {});
    while (records.empty() && !has_ended_) {
      auto coming = incoming_->next(begun());
      std::optional<std::string> piece = co_await coming;
      if (piece) {
        splitter_.add(*piece);
        records = take_whole();
      }
      // Where a record ends that is this long cannot be known.
      const bool is_too_long = begun_bytes_ > kRecordTextBytesMax;
      has_ended_ = !piece || is_too_long;
      if (is_too_long) {
        records.emplace_back(RestError{413, 413, "record: its JSON is too long"});
      } else if (!piece && begun_bytes_ > 0) {
        records.push_back(broken_record());
      }
    }
    if (records.empty()) co_return std::nullopt;
    auto storing = store_records(proxy_, *topic_, records);
    Reports reports = co_await storing;
    co_return report_lines(cluster_, topic_->name, records, reports);
  }

 private:
  std::vector<ParsedRecord> take_whole() {
    std::vector<ParsedRecord> records;
    while (auto object = splitter_.next()) records.push_back(parse_record(*object));
    is_same_ = records.empty() && begun_bytes_ > 0;
    begun_bytes_ = splitter_.begun_bytes();
    return records;
  }

  http::IncomingBody::Begun begun() const {
    using Begun = http::IncomingBody::Begun;
    if (begun_bytes_ == 0) return Begun::kNothing;
    return is_same_ ? Begun::kSameUnit : Begun::kNewUnit;
  }

  RestProxy& proxy_;
  const eventlog::TopicPointer topic_;
  const ClusterPlace cluster_;
  const std::shared_ptr<http::IncomingBody> incoming_;
  RecordSplitter splitter_;
  std::vector<ParsedRecord> first_;  // Those that came with the request's head.
  size_t begun_bytes_ = 0;           // Of a record that is not whole yet.
  bool is_same_ = false;             // It was begun before the last piece.
  bool has_ended_ = false;
};

}  // namespace

bool takes_record_stream(const Request& request) {
  const size_t begin = request.path.find("/v3/clusters/");
  return request.method == "POST" && begin != std::string::npos &&
         request.path.find("/topics/", begin) != std::string::npos &&
         request.path.ends_with("/records");
}

Task<Response> produce_stream(RestProxy& proxy, Request& request) {
  std::vector<ParsedRecord> records;
  std::string begun;
  if (request.incoming) {
    auto coming = request.incoming->next(http::IncomingBody::Begun::kNothing);
    std::optional<std::string> piece = co_await coming;
    begun = std::move(piece).value_or("");
  } else {
    records = parse_record_stream(request.body);
  }
  if (records.empty() && begun.empty()) {
    co_return error_answer({422, 42206, "Payload error. Request body is empty. Data is required."});
  }
  auto topic = proxy.producer.find_topic(request.parameter("topic"));
  if (auto* error = std::get_if<RestError>(&topic)) {
    co_return error->http_status == 404 ? unknown_topic_partition() : error_answer(*error);
  }
  Response response = Response::json(200, "");
  if (request.incoming) {
    response.stream = std::make_shared<ReportStream>(
        proxy, std::move(std::get<eventlog::TopicPointer>(topic)), request, begun);
  } else {
    auto storing = store_records(proxy, *std::get<eventlog::TopicPointer>(topic), records);
    Reports reports = co_await storing;
    response.body =
        report_lines(ClusterPlace::of(request), request.parameter("topic"), records, reports);
  }
  co_return response;
}

Task<Response> produce_batch(RestProxy& proxy, Request& request) {
  auto parsed = parse_record_batch(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) co_return error_answer(*error);
  auto topic = proxy.producer.find_topic(request.parameter("topic"));
  if (auto* error = std::get_if<RestError>(&topic)) {
    co_return error->http_status == 404 ? unknown_topic_partition() : error_answer(*error);
  }
  std::vector<ParsedRecord> records;
  std::vector<std::string> ids;
  for (BatchEntry& entry : std::get<std::vector<BatchEntry>>(parsed)) {
    ids.push_back(std::move(entry.id));
    records.push_back(std::move(entry.record));
  }
  auto storing = store_records(proxy, *std::get<eventlog::TopicPointer>(topic), records);
  Reports reports = co_await storing;
  const ClusterPlace cluster = ClusterPlace::of(request);
  json::Writer body;
  body.begin_object().key("successes").begin_array();
  for (size_t i = 0; i < reports.size(); ++i) {
    const auto* stored = std::get_if<RecordPlace>(&reports[i]);
    if (!stored) continue;
    body.begin_object().member("id", ids[i]);
    write_stored(cluster, request.parameter("topic"), *stored, std::get<V3Record>(records[i]),
                 &body);
    body.end_object();
  }
  body.end_array().key("failures").begin_array();
  for (size_t i = 0; i < reports.size(); ++i) {
    const auto* error = std::get_if<RestError>(&reports[i]);
    if (!error) continue;
    body.begin_object().member("id", ids[i]);
    write_error(*error, &body);
    body.end_object();
  }
  body.end_array().end_object();
  co_return Response::json(207, body.take());
}

}  // namespace pinflow::gateway
