#include "http/packet_server.h"

#include <algorithm>
#include <boost/asio/ssl/context.hpp>

#include "http/packet_connection.h"
#include "http/tcp_server.h"
#include "http/tls_context.h"

namespace pinflow::http {
namespace {

class PacketServer final : public Server {
 public:
  explicit PacketServer(const PacketServerOptions& options)
      : options_(options), refusals_(options.name) {}

  Status open(PacketService& service) {
    if (!options_.tls_certificate_file.empty() || !options_.tls_key_file.empty()) {
      TRY_ASSIGN(tls_, open_tls_context(options_.tls_certificate_file, options_.tls_key_file));
    }
    const PacketContext context{options_, service, refusals_, bytes_held_, tls_ ? &*tls_ : nullptr};
    TRY_ASSIGN(tcp_, start_tcp_server({options_.address, options_.port, options_.thread_count,
                                       options_.connection_count_max,
                                       std::min(options_.idle_timeout, options_.packet_timeout)},
                                      [context](auto socket, Admission admission) {
                                        return make_packet_connection(std::move(socket), admission,
                                                                      context);
                                      }));
    return Status();
  }

  uint16_t port() const override { return tcp_->port(); }
  int connection_count() const override { return tcp_->connection_count(); }
  void stop(std::chrono::milliseconds grace) override { tcp_->stop(grace); }

 private:
  const PacketServerOptions options_;
  std::optional<boost::asio::ssl::context> tls_;
  RefusalLog refusals_;
  std::atomic<uint64_t> bytes_held_ = 0;
  std::unique_ptr<Server> tcp_;  // Last: its connections use the others.
};

}  // namespace

Result<std::unique_ptr<Server>> start_packet_server(const PacketServerOptions& options,
                                                    PacketService& service) {
  auto server = std::make_unique<PacketServer>(options);
  TRY(server->open(service));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace pinflow::http
