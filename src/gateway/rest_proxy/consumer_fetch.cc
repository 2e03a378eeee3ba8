#include "gateway/rest_proxy/consumer_fetch.h"

#include <algorithm>
#include <charconv>

#include "gateway/rest_proxy/record_text.h"

namespace pinflow::gateway {
namespace {

using http::Response;
using std::chrono::milliseconds;

constexpr int64_t kTimeoutMsMax = 60'000;

struct FetchQuery {
  std::optional<milliseconds> timeout;
  uint64_t bytes_max = FetchLimits().bytes_max;
  std::optional<std::string> accept;
};

// One look for records.
struct Attempt {
  Response response;
  bool is_empty = false;  // There may be some later.
  milliseconds request_timeout{0};
};

// A number that the query may have. False when it is something else.
bool read_number(const http::Request& request, std::string_view name,
                 std::optional<int64_t>* number) {
  auto text = request.query_value(name);
  if (!text) return true;
  const char* last = text->data() + text->size();
  auto [end, error] = std::from_chars(text->data(), last, number->emplace());
  return error == std::errc() && end == last;
}

// Nothing when the query has something else than numbers.
std::optional<FetchQuery> read_query(const http::Request& request) {
  FetchQuery query;
  std::optional<int64_t> timeout_ms;
  std::optional<int64_t> bytes_max;
  if (!read_number(request, "timeout", &timeout_ms)) return std::nullopt;
  if (!read_number(request, "max_bytes", &bytes_max)) return std::nullopt;
  if (timeout_ms) query.timeout = milliseconds(std::clamp<int64_t>(*timeout_ms, 0, kTimeoutMsMax));
  if (bytes_max && *bytes_max > 0) {
    query.bytes_max = std::min(query.bytes_max, static_cast<uint64_t>(*bytes_max));
  }
  query.accept = request.header("Accept");
  return query;
}

Attempt failed(const RestError& error) { return {error_answer(error)}; }

Attempt try_fetch(RestProxy& proxy, const ConsumerRequest& request, const FetchQuery& query,
                  bool is_last) {
  auto consumer = proxy.consumers.find(request.id, request.owner);
  if (!consumer.ok()) return failed(consumer_error(consumer.status()));
  const ConsumerConfig& config = consumer->config;
  if (!accepts(query.accept, config.format)) {
    return failed({406, 40601,
                   "The requested embedded data format does not match the deserializer for this "
                   "consumer instance: Accept: " +
                       *query.accept + "; send " + std::string(media_type(config.format))});
  }
  auto write = [&](const model::TopicPartition& from, const model::StoredRecord& stored,
                   std::string* out) { return write_record(config.format, from, stored, out); };
  FetchLimits limits{is_last ? 0 : config.fetch_bytes_min, query.bytes_max};
  auto records = consumer->group->fetch(consumer->instance, limits, write, proxy.consumers.now());
  if (records.status().code() == Code::kInvalidArgument) {
    return failed({408, 40801,
                   "Error deserializing " + records.status().message() +
                       "; read it with a consumer of format binary, or seek past it"});
  }
  if (!records.ok()) return failed(consumer_error(records.status()));
  return {Response::json(200, "[" + *records + "]", media_type(config.format)), records->empty(),
          config.request_timeout};
}

http::Task<Result<Attempt>> try_in_background(RestProxy& proxy,
                                              std::shared_ptr<const ConsumerRequest> request,
                                              FetchQuery query, bool is_last) {
  std::function<Result<Attempt>()> work = [&proxy, request, query, is_last]() -> Result<Attempt> {
    return try_fetch(proxy, *request, query, is_last);
  };
  auto working = http::run_in<Attempt>(proxy.background, work);
  Result<Attempt> attempt = co_await working;
  co_return attempt;
}

}  // namespace

ConsumerRequest consumer_request(const RestProxy& proxy, http::Request& request) {
  ConsumerRequest asked;
  asked.id = {std::string(request.parameter("group")), std::string(request.parameter("instance"))};
  asked.owner = proxy.gatekeeper.caller(request);
  asked.may_read = proxy.gatekeeper.scope(request);
  std::string_view target = request.target;
  asked.base_uri = request.is_tls ? "https://" : "http://";
  asked.base_uri += request.header("Host").value_or("localhost");
  asked.base_uri += target.substr(0, target.find('?'));
  asked.body = std::move(request.body);
  return asked;
}

RestError consumer_error(const Status& status) {
  switch (status.code()) {
    case Code::kNotFound:
      if (status.name() == kUnknownInstance) return {404, 40403, "Consumer instance not found."};
      return {404, 40401, "Topic not found. " + status.message()};
    case Code::kAlreadyExists:
      return {409, 40902,
              "Consumer with specified consumer ID already exists in the specified consumer "
              "group."};
    case Code::kDenied:
      return {409, 40903, "Illegal state: " + status.message()};
    default:
      return rest_error(status);
  }
}

http::Task<Response> fetch_records(RestProxy& proxy, http::Request& request) {
  auto query = read_query(request);
  if (!query) co_return error_answer({400, 400, "timeout, max_bytes: an integer is wanted"});
  auto asked = std::make_shared<const ConsumerRequest>(consumer_request(proxy, request));
  const SteadyTime started = std::chrono::steady_clock::now();
  bool is_last = false;
  while (true) {
    uint64_t seen = proxy.log.change_count();
    auto trying = try_in_background(proxy, asked, *query, is_last);
    Result<Attempt> attempt = co_await trying;
    if (!attempt.ok()) co_return error_answer(rest_error(attempt.status()));
    if (!attempt->is_empty || is_last) co_return std::move(attempt->response);
    SteadyTime deadline = started + query->timeout.value_or(attempt->request_timeout);
    auto change = http::completion<bool>([&](const http::Done<bool>& done) {
      proxy.watch.wait(seen, deadline, [done] { done(true); });
    });
    co_await change;
    is_last = std::chrono::steady_clock::now() >= deadline;
  }
}

}  // namespace pinflow::gateway
