#include "gateway/routes.h"

#include "gateway/kinesis/door.h"
#include "gateway/kinesis/stage_routes.h"
#include "gateway/rest_proxy/routes.h"
#include "gateway/rest_v3/records.h"
#include "gateway/rest_v3/routes.h"
#include "gateway/stage.h"
#include "json/writer.h"

namespace pinflow::gateway {
namespace {

using http::Request;
using http::Response;
using http::Task;

Task<Response> ready(Response response) { co_return response; }

// GET and POST of "/": AWS's clients get Kinesis, others {}, a browser the dashboard.
Task<Response> answer_root(kinesis::KinesisDoor& kinesis, Gatekeeper& gatekeeper,
                           const Request& request) {
  bool is_post = request.method == "POST";
  if (is_post && kinesis::KinesisDoor::is_meant(request)) {
    // Signatures say who asks where credentials are configured; if not, keys have to.
    bool needs_key = kinesis.options().credentials.empty();
    if (needs_key && gatekeeper.check(request, Action::kAdmin, "") != Verdict::kAllowed) {
      return ready(
          kinesis.refuse(kinesis::access_denied("x-api-key: no right to this"), "", request.peer));
    }
    return kinesis.answer(request);
  }
  Response response = Response::json(200, "{}", kKafkaJson);
  bool is_browser = request.header("Accept").value_or("").find("text/html") != std::string::npos;
  if (is_browser && !is_post) {
    response = Response();
    response.status = 302;
    response.headers.emplace_back("Location", "/ui/");
  }
  return ready(std::move(response));
}

// The first segment of a path that nobody has is taken for a stage's name, as API Gateway would.
Task<Response> answer_unknown(const Request& request) {
  if (!is_reserved_path(request.path)) return unknown_resource(request);
  return http::not_found(request);
}

class OpenGateway final : public Gateway {
 public:
  OpenGateway(eventlog::EventLog& log, const GatewayOptions& options,
              std::unique_ptr<Gatekeeper> gatekeeper, std::unique_ptr<AccessLog> access_log)
      : access_log_(std::move(access_log)),
        gatekeeper_(std::move(gatekeeper)),
        rest_proxy_(log, *gatekeeper_, options.rest_proxy),
        kinesis_(log, options.kinesis) {
    if (log.batches() != nullptr) {
      kafka_door_ = kafka::open_kafka_door(log, *gatekeeper_, options.rest_proxy.topic_creation,
                                           options.kafka);
    }
    add_rest_proxy_routes(behind_stages_, rest_proxy_, Door::kStage);
    add_rest_v3_routes(behind_stages_, rest_proxy_, Door::kStage);
    kinesis::add_stage_routes(behind_stages_, kinesis_, *gatekeeper_);
    behind_stages_.set_fallback("", unknown_resource);
    for (const char* path : {"/topics", "/consumers", "/v3"}) {
      behind_stages_.set_fallback(path, http::not_found);
    }
    for (const StageOptions& stage : options.stages) {
      stages_.push_back(std::make_unique<Stage>(stage, behind_stages_, access_log_.get()));
    }
  }

  void add_routes(http::Router& router) override {
    add_rest_proxy_routes(router, rest_proxy_, Door::kRestProxy);
    add_rest_v3_routes(router, rest_proxy_, Door::kRestProxy);
    for (const char* method : {"GET", "POST"}) {
      router.add(method, "/",
                 [this](Request& request) { return answer_root(kinesis_, *gatekeeper_, request); });
    }
    for (auto& stage : stages_) stage->add_routes(router);
    router.set_fallback("", answer_unknown);
    router.set_takes_stream(takes_record_stream);
  }

  kafka::KafkaDoor* kafka_door() override { return kafka_door_.get(); }

 private:
  std::unique_ptr<AccessLog> access_log_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  RestProxy rest_proxy_;
  kinesis::KinesisDoor kinesis_;
  std::unique_ptr<kafka::KafkaDoor> kafka_door_;
  http::Router behind_stages_;
  std::vector<std::unique_ptr<Stage>> stages_;
};

}  // namespace

Result<std::unique_ptr<Gateway>> open_gateway(eventlog::EventLog& log,
                                              const GatewayOptions& options) {
  for (const StageOptions& stage : options.stages) {
    TRY(check_stage_name(stage.name));
    Status status = check_cors(stage.cors);
    if (!status.ok()) return std::move(status).with_context("stage " + stage.name);
  }
  TRY_ASSIGN(auto gatekeeper, Gatekeeper::open(options.keys, options.rate));
  std::unique_ptr<AccessLog> access_log;
  if (!options.access_log.empty()) {
    TRY_ASSIGN(access_log, AccessLog::open(options.access_log));
  }
  return std::unique_ptr<Gateway>(
      std::make_unique<OpenGateway>(log, options, std::move(gatekeeper), std::move(access_log)));
}

}  // namespace pinflow::gateway
