#include "app/kafka_server.h"

#include "app/listen_address.h"
#include "http/packet_server.h"
#include "http/self_signed.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

constexpr const char* kListen = "gateway.kafka.listen";

Status set_certificate(const Config& config, const std::filesystem::path& data,
                       http::PacketServerOptions* options) {
  if (!config.flag("gateway.kafka.tls")) return Status();
  options->tls_certificate_file = config.text("http.tls_certificate_file");
  options->tls_key_file = config.text("http.tls_key_file");
  if (!options->tls_certificate_file.empty() || !options->tls_key_file.empty()) return Status();
  TRY_ASSIGN(http::CertificateFiles files,
             http::self_signed_certificate(data / "tls", config.list("http.hosts")));
  options->tls_certificate_file = files.certificate;
  options->tls_key_file = files.key;
  return Status();
}

}  // namespace

Result<gateway::kafka::KafkaOptions> kafka_door_options(const Config& config) {
  gateway::kafka::KafkaOptions options;
  const std::string& advertise = config.text("gateway.kafka.advertise");
  const bool has_port = advertise.find(':') != std::string::npos;
  if (!has_port) {
    options.advertised_host = advertise;
    return options;
  }
  Result<ListenAddress> address = parse_listen_address(advertise);
  if (!address.ok()) return address.status().with_context("gateway.kafka.advertise");
  options.advertised_host = address->host;
  options.advertised_port = address->port;
  return options;
}

Result<KafkaServer> start_kafka_server(const Config& config, const std::filesystem::path& data,
                                       int thread_count, gateway::kafka::KafkaDoor& door) {
  if (config.text(kListen).empty()) return KafkaServer{};
  TRY_ASSIGN(ListenAddress listen, parse_listen_address(config.text(kListen)));
  TRY(check_reach(kListen, listen, config));
  http::PacketServerOptions options;
  options.name = "kafka";
  options.address = listen.host;
  options.port = listen.port;
  options.thread_count = thread_count;
  options.connection_count_max = static_cast<int>(config.integer("gateway.kafka.connections_max"));
  options.packet_bytes_max =
      static_cast<uint32_t>(config.integer("gateway.kafka.request_bytes_max"));
  options.idle_timeout = std::chrono::milliseconds(config.integer("gateway.kafka.idle_timeout_ms"));
  TRY(set_certificate(config, data, &options));
  Result<std::unique_ptr<http::Server>> server = http::start_packet_server(options, door);
  if (server.ok()) {
    listen.port = (*server)->port();
    return KafkaServer{std::move(*server), listen.text()};
  }
  const bool is_taken = server.status().code() == Code::kAlreadyExists;
  if (!is_taken || config.settings().at(kListen).origin != "default") {
    return server.status().with_context(kListen);
  }
  telemetry::log(telemetry::Level::kWarning, "app", "the Kafka door stays shut",
                 {{"cause", server.status().message()}, {"setting", kListen}});
  return KafkaServer{};
}

}  // namespace pinflow::app
