#include "app/trace_exporter.h"

#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "http/client.h"
#include "http/target.h"
#include "telemetry/metrics.h"
#include "telemetry/otlp_json.h"
#include "telemetry/span.h"

namespace pinflow::app {
namespace {

constexpr std::chrono::seconds kPeriod{1};
constexpr std::chrono::seconds kAnswerTimeout{5};

telemetry::Counter& spans_counter(const char* outcome) {
  return telemetry::counter("pinflow_telemetry_spans_total", "spans by what became of them",
                            {{"outcome", outcome}});
}

// Whether the collector may take the same later. Source: OTLP, "Retryable Response Codes".
bool is_passing(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

Result<http::Fields> parse_headers(std::string_view list) {
  http::Fields headers = {{"Content-Type", "application/json"}};
  while (!list.empty()) {
    std::string_view pair = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), pair.size() + 1));
    size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return Status(Code::kInvalidArgument,  // Without its text: it may hold a key.
                    "OTEL_EXPORTER_OTLP_HEADERS: write name=value,name=value");
    }
    headers.emplace_back(pair.substr(0, equals), http::percent_decode(pair.substr(equals + 1)));
  }
  return headers;
}

// Threads that begin meanwhile take no signals: interrupt_token() blocks them only in those that
// begin later than itself.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

class HttpTraceExporter final : public TraceExporter {
 public:
  HttpTraceExporter(const http::Url& collector, http::Fields headers)
      : target_(collector.path + "/v1/traces"),
        headers_(std::move(headers)),
        client_(http::open_client(collector, {kAnswerTimeout, kAnswerTimeout})),
        thread_([this](const std::stop_token& stop) { work(stop); }) {}
  ~HttpTraceExporter() override {
    telemetry::end_tracing();
    thread_.request_stop();
    thread_.join();
  }

 private:
  void work(const std::stop_token& stop) {
    bool is_last = false;
    while (!is_last) {
      {
        std::unique_lock lock(mutex_);
        asked_to_stop_.wait_for(lock, stop, kPeriod, [] { return false; });
      }
      is_last = stop.stop_requested();
      send();
    }
    if (!unsent_.spans.empty()) give_up("pinflow ends");
  }

  void send() {
    if (unsent_.spans.empty()) {
      unsent_ = telemetry::take_spans();
      if (unsent_.dropped_count > 0) {
        spans_counter("dropped").add(static_cast<double>(unsent_.dropped_count));
      }
    }
    if (unsent_.spans.empty()) return;
    Result<http::Response> answer = client_->send(
        "POST", target_, headers_, telemetry::otlp_json(unsent_.spans, PINFLOW_VERSION));
    const bool is_taken = answer.ok() && answer->status / 100 == 2;
    if (is_taken) return settle();
    const std::string cause =
        answer.ok() ? "HTTP " + std::to_string(answer->status) : answer.status().message();
    const bool may_pass = !answer.ok() || is_passing(answer->status);
    if (!may_pass || ++tries_ >= kTriesMax) give_up(cause);
  }

  void settle() {
    spans_counter("sent").add(static_cast<double>(unsent_.spans.size()));
    if (is_failing_) telemetry::log(telemetry::Level::kInfo, "app", "traces are taken again");
    is_failing_ = false;
    tries_ = 0;
    unsent_ = {};
  }

  // Told once, until it works again.
  void give_up(const std::string& cause) {
    spans_counter("dropped").add(static_cast<double>(unsent_.spans.size()));
    if (!is_failing_) {
      telemetry::log(telemetry::Level::kWarning, "app", "traces cannot be sent and are dropped",
                     {{"target", target_}, {"cause", cause}});
    }
    is_failing_ = true;
    tries_ = 0;
    unsent_ = {};
  }

  const std::string target_;
  const http::Fields headers_;
  const std::unique_ptr<http::Client> client_;
  telemetry::TakenSpans unsent_;
  int tries_ = 0;  // Of unsent_.
  bool is_failing_ = false;
  std::mutex mutex_;
  std::condition_variable_any asked_to_stop_;
  std::jthread thread_;  // Last: it uses all of the above.
};

}  // namespace

Result<std::unique_ptr<TraceExporter>> start_trace_export(const Config& config,
                                                          std::string_view headers) {
  const std::string& endpoint = config.text("telemetry.otlp_endpoint");
  if (endpoint.empty()) return std::unique_ptr<TraceExporter>();
  Result<http::Url> collector = http::parse_url(endpoint);
  if (!collector.ok()) return std::move(collector).status().with_context("telemetry.otlp_endpoint");
  const int64_t every = config.integer("telemetry.otlp_request_every");
  if (every < 0) {
    return Status(Code::kInvalidArgument,
                  "telemetry.otlp_request_every: " + std::to_string(every) + " is below 0");
  }
  TRY_ASSIGN(http::Fields fields, parse_headers(headers));
  telemetry::begin_tracing(every);
  const SignalsBlocked blocked;
  return std::unique_ptr<TraceExporter>(
      std::make_unique<HttpTraceExporter>(*collector, std::move(fields)));
}

}  // namespace pinflow::app
