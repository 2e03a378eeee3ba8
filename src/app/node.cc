#include "app/node.h"

#include <algorithm>
#include <condition_variable>
#include <thread>

#include "app/batch.h"
#include "app/connectors.h"
#include "app/cost_facts.h"
#include "app/dashboard_nouns.h"
#include "app/embedded.h"
#include "app/gateway_settings.h"
#include "app/jobs_options.h"
#include "app/kafka_server.h"
#include "app/listen_address.h"
#include "app/object_keeper.h"
#include "app/page_access.h"
#include "app/pipeline_dag.h"
#include "app/readiness.h"
#include "app/server_address.h"
#include "app/streams.h"
#include "app/table_keeper.h"
#include "gateway/routes.h"
#include "http/page_guard.h"
#include "http/self_signed.h"
#include "http/server.h"
#include "schedule/databricks/routes.h"
#include "serve/dashboard.h"
#include "serve/routes.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::app {
namespace {

constexpr std::chrono::seconds kStopGrace{10};
constexpr std::chrono::minutes kRetentionPeriod{1};
constexpr int kDeskThreads = 3;

Result<http::ServerOptions> server_options(const Config& config) {
  TRY_ASSIGN(ListenAddress listen, parse_listen_address(config.text("http.listen")));
  TRY(check_reach("http.listen", listen, config));
  http::ServerOptions options;
  options.address = listen.host;
  options.port = listen.port;
  int threads = static_cast<int>(config.integer("http.threads"));
  int half_of_the_cores = static_cast<int>(std::thread::hardware_concurrency() / 2);
  options.thread_count = threads > 0 ? threads : std::max(1, half_of_the_cores);
  options.header_bytes_max = static_cast<uint64_t>(config.integer("http.header_bytes_max"));
  options.body_bytes_max = static_cast<uint64_t>(config.integer("http.body_bytes_max"));
  options.connection_count_max = static_cast<int>(config.integer("http.connections_max"));
  options.stream_count_max = static_cast<int>(config.integer("http.streams_per_connection_max"));
  options.idle_timeout = std::chrono::milliseconds(config.integer("http.idle_timeout_ms"));
  options.request_timeout = std::chrono::milliseconds(config.integer("http.request_timeout_ms"));
  if (config.text("http.tls_listen").empty()) {
    options.tls_certificate_file = config.text("http.tls_certificate_file");
    options.tls_key_file = config.text("http.tls_key_file");
  }
  return options;
}

// Lets go what retention allows, once a minute.
class RetentionKeeper {
 public:
  explicit RetentionKeeper(eventlog::EventLog& log)
      : thread_([&log](const std::stop_token& stop) {
          while (schedule::wait_or_stop(kRetentionPeriod, stop)) {
            Result<int64_t> gone = log.apply_retention();
            if (!gone.ok()) {
              telemetry::log(telemetry::Level::kWarning, "app", "retention failed",
                             {{"cause", gone.status().message()}});
            }
          }
        }) {}

 private:
  std::jthread thread_;
};

class RunningNode final : public Node {
 public:
  explicit RunningNode(Parts& parts)
      : parts_(parts), connectors_(parts), metrics_(parts.pipeline()), streams_(parts, metrics_) {}
  ~RunningNode() override { stop(); }

  Status start(const std::set<std::string>& only) {
    auto runs = [&only](const char* part) { return only.empty() || only.contains(part); };
    TRY_ASSIGN(http::ServerOptions options, server_options(parts_.config()));
    TRY_ASSIGN(eventlog::EventLog * log, parts_.eventlog());
    TRY_ASSIGN(nouns_.runs, parts_.runs());
    nouns_.log = log;
    if (runs("gateway")) TRY(open_gateway(*log));
    router_.set_guard(http::page_guard({parts_.config().list("http.hosts"), stages_}));
    TRY_ASSIGN(page_access_, open_page_access(parts_.config(), parts_.data()));
    serve::add_probe_routes(router_, [this] { return readiness_.checks(); }, background_);
    if (runs("serve")) {
      add_serve_routes();
      TRY(add_dashboard());
    }
    if (runs("sink")) {
      TRY(connectors_.start());
      connectors_.add_routes(router_, background_, page_access_.guard);
    }
    if (runs("stream")) TRY(streams_.start());
    if (runs("schedule")) TRY(start_schedule());
    retention_ = std::make_unique<RetentionKeeper>(*log);
    TRY(compact_options(parts_.config()).status());
    if (runs("sink")) objects_ = std::make_unique<ObjectKeeper>(parts_);
    if (runs("stream")) tables_ = std::make_unique<TableKeeper>(parts_);
    TRY_ASSIGN(server_, http::start_server(options, router_));
    TRY(start_tls_server(options));
    TRY_ASSIGN(ListenAddress listen, parse_listen_address(parts_.config().text("http.listen")));
    listen.port = server_->port();
    url_ = (options.tls_key_file.empty() ? "http://" : "https://") + listen.text();
    TRY(start_kafka(options.thread_count));
    return write_server_address(parts_.data(), url_, kafka_address_);
  }

  const std::string& url() const override { return url_; }
  const std::string& kafka_address() const override { return kafka_address_; }
  Status drain() override {
    TRY(connectors_.drain());
    return streams_.drain();
  }

  void stop() override {
    if (server_ == nullptr) return;
    server_->stop(kStopGrace);
    if (tls_server_) tls_server_->stop(kStopGrace);
    if (kafka_server_) {
      gateway_->kafka_door()->close();
      kafka_server_->stop(kStopGrace);
    }
    alerts_.clear();
    if (scheduler_) scheduler_->stop();
    lineage_.reset();  // It tells how the last run ended.
    connectors_.stop();
    streams_.stop();
    retention_.reset();
    tables_.reset();
    objects_.reset();
    server_.reset();
    tls_server_.reset();
    kafka_server_.reset();
    remove_server_address(parts_.data());
  }

 private:
  // HTTPS beside plain HTTP, with the certificate that was given or one of our own.
  Status start_tls_server(http::ServerOptions options) {
    const Config& config = parts_.config();
    if (config.text("http.tls_listen").empty()) return Status();
    TRY_ASSIGN(ListenAddress listen, parse_listen_address(config.text("http.tls_listen")));
    TRY(check_reach("http.tls_listen", listen, config));
    options.address = listen.host;
    options.port = listen.port;
    options.tls_certificate_file = config.text("http.tls_certificate_file");
    options.tls_key_file = config.text("http.tls_key_file");
    if (options.tls_certificate_file.empty() && options.tls_key_file.empty()) {
      TRY_ASSIGN(http::CertificateFiles files,
                 http::self_signed_certificate(parts_.data() / "tls", config.list("http.hosts")));
      options.tls_certificate_file = files.certificate;
      options.tls_key_file = files.key;
    }
    TRY_ASSIGN(tls_server_, http::start_server(options, router_));
    listen.port = tls_server_->port();
    telemetry::log(
        telemetry::Level::kInfo, "app", "listening on HTTPS too",
        {{"url", "https://" + listen.text()}, {"certificate", options.tls_certificate_file}});
    return Status();
  }

  Status start_kafka(int thread_count) {
    gateway::kafka::KafkaDoor* door = gateway_ ? gateway_->kafka_door() : nullptr;
    if (door == nullptr) return Status();
    TRY_ASSIGN(KafkaServer kafka,
               start_kafka_server(parts_.config(), parts_.data(), thread_count, *door));
    kafka_server_ = std::move(kafka.server);
    kafka_address_ = kafka.address;
    return Status();
  }

  Status open_gateway(eventlog::EventLog& log) {
    TRY_ASSIGN(gateway::GatewayOptions options, gateway_options(parts_.config()));
    options.kinesis.account_file = (parts_.data() / "kinesis_account.json").string();
    TRY_ASSIGN(gateway_, gateway::open_gateway(log, options));
    for (const gateway::StageOptions& stage : options.stages) stages_.push_back(stage.name);
    gateway_->add_routes(router_);
    if (!log.abilities().keeps_shards) {
      telemetry::log(telemetry::Level::kInfo, "app", "no Kinesis streams can be made here",
                     {{"cause", "eventlog.type keeps no shards"}});
    }
    return Status();
  }

  void add_serve_routes() {
    nouns_.access = page_access_.access.get();
    nouns_.guard = page_access_.guard;
    nouns_.metrics = &metrics_;
    nouns_.metric_watch = &metric_watch_;
    nouns_.cost = [this]() -> Result<std::string> {
      auto uptime = std::chrono::duration_cast<std::chrono::seconds>(
          std::chrono::steady_clock::now() - started_at_);
      TRY_ASSIGN(CostFacts facts, read_facts(parts_, telemetry::prometheus_text(), uptime));
      TRY_ASSIGN(PriceTable prices, read_prices(parts_.config().text("app.price_file")));
      return cost_json(estimate_cost(facts, prices), facts);
    };
    nouns_.described = *embedded_file("assets/api.json");
    serve::add_routes(router_, nouns_, background_);
  }

  // Runs are begun by the scheduler's runner, where there is one.
  serve::RunControl run_control() {
    const model::Pipeline& pipeline = parts_.pipeline();
    static const Status kNoSchedule(Code::kUnavailable,
                                    "no runs here: this pinflow has no schedule");
    auto start = [this](const serve::RunParameters& parameters,
                        const std::vector<std::string>& tasks) -> Result<runs::RunId> {
      if (dag_ == nullptr) return kNoSchedule;
      return dag_->runner->create("manual", parameters, tasks);
    };
    auto cancel = [this](runs::RunId id) {
      return scheduler_ == nullptr ? kNoSchedule : scheduler_->cancel(id);
    };
    auto set_paused = [this](bool paused) {
      if (dag_ == nullptr) return kNoSchedule;
      return dag_->runner->runs.put_command(dag_->part(), paused ? "pause" : "resume", "").status();
    };
    auto backfill = [this](const std::string& from,
                           const std::string& to) -> Result<serve::Backfilled> {
      if (dag_ == nullptr) return kNoSchedule;
      TRY_ASSIGN(schedule::BackfillReport report, backfill_days(*dag_, from, to, {}));
      return serve::Backfilled{report.queued, report.succeeded, report.under_way};
    };
    return {pipeline.name, batch_dag(pipeline).tasks, pipeline.schedule, start, cancel, set_paused,
            backfill};
  }

  Status add_dashboard() {
    TRY_ASSIGN(sql_engine_, open_sql_engine(parts_));
    TRY_ASSIGN(auto nouns, dashboard_nouns(parts_, *sql_engine_, metrics_, run_control()));
    nouns.access = page_access_.access.get();
    nouns.sign_in_limit = page_access_.sign_in_limit;
    nouns.texts.emplace_back(
        "/v1/audit-log", [log = page_access_.audit_log.get()] { return log->newest_json(200); });
    dashboard_ = std::make_unique<serve::Dashboard>(std::move(nouns));
    dashboard_->add_routes(router_, desk_background_, page_access_.guard);
    return Status();
  }

  Status start_schedule() {
    if (!parts_.config().flag("schedule.enabled")) return Status();
    TRY_ASSIGN(dag_, open_dag(parts_));
    scheduler_ = std::make_unique<schedule::Scheduler>(*dag_->runner, dag_->cron,
                                                       dag_->catch_up_from, &dag_->ownership);
    TRY_ASSIGN(auto options, jobs_options(parts_.config(), dag_->dag));
    databricks_jobs_ =
        std::make_unique<schedule::databricks::Jobs>(*dag_->runner, *scheduler_, options);
    schedule::databricks::add_routes(router_, *databricks_jobs_, background_);
    TRY_ASSIGN(alerts_, open_alerts(parts_.config(), *dag_->runner));
    TRY_ASSIGN(lineage_, open_lineage(parts_, *dag_->runner));
    scheduler_->start();
    for (const auto& alert : alerts_) alert->start();
    if (lineage_) lineage_->start();
    return Status();
  }

  Parts& parts_;
  const std::chrono::steady_clock::time_point started_at_ = std::chrono::steady_clock::now();
  std::string url_;
  std::string kafka_address_;
  http::Router router_;
  serve::Nouns nouns_;
  Readiness readiness_{parts_};
  std::unique_ptr<gateway::Gateway> gateway_;
  std::vector<std::string> stages_;
  Connectors connectors_;
  metric::LiveMetrics metrics_;
  http::ChangeWatch metric_watch_{{[this] { return metrics_.change_count(); },
                                   [this](uint64_t seen, std::chrono::milliseconds timeout) {
                                     metrics_.wait_for_change(seen, timeout);
                                   }}};
  Streams streams_;
  std::unique_ptr<PipelineDag> dag_;
  std::vector<std::unique_ptr<schedule::AlertWatch>> alerts_;
  std::unique_ptr<LineageWatch> lineage_;
  std::unique_ptr<schedule::Scheduler> scheduler_;
  std::unique_ptr<schedule::databricks::Jobs> databricks_jobs_;
  std::unique_ptr<RetentionKeeper> retention_;
  std::unique_ptr<TableKeeper> tables_;
  std::unique_ptr<ObjectKeeper> objects_;
  std::unique_ptr<query::Engine> sql_engine_;
  PageAccess page_access_;
  std::unique_ptr<serve::Dashboard> dashboard_;
  http::Background background_;
  http::Background desk_background_{kDeskThreads};  // A slow question does not hold up the pages.
  // Last: they call into all of the above.
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Server> tls_server_;
  std::unique_ptr<http::Server> kafka_server_;
};

}  // namespace

const std::set<std::string>& node_parts() {
  static const std::set<std::string> parts = {"gateway", "sink", "stream", "schedule", "serve"};
  return parts;
}

Result<std::unique_ptr<Node>> start_node(Parts& parts, const std::set<std::string>& only) {
  auto node = std::make_unique<RunningNode>(parts);
  TRY(node->start(only));
  return std::unique_ptr<Node>(std::move(node));
}

}  // namespace pinflow::app
