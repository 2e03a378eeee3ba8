#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <optional>

#include "http/connection.h"
#include "http/tcp_server.h"
#include "http/tls_context.h"

namespace pinflow::http {
namespace {

class HttpServer final : public Server {
 public:
  explicit HttpServer(const ServerOptions& options) : options_(options) {}

  Status open(const Router& router) {
    if (!options_.tls_certificate_file.empty() || !options_.tls_key_file.empty()) {
      TRY_ASSIGN(tls_, open_tls_context(options_.tls_certificate_file, options_.tls_key_file));
    }
    const ConnectionContext context{options_, router, refusals_, body_bytes_held_,
                                    tls_ ? &*tls_ : nullptr};
    TRY_ASSIGN(tcp_, start_tcp_server({options_.address, options_.port, options_.thread_count,
                                       options_.connection_count_max,
                                       std::min(options_.idle_timeout, options_.request_timeout)},
                                      [context](auto socket, Admission admission) {
                                        return make_connection(std::move(socket), admission,
                                                               context);
                                      }));
    return Status();
  }

  uint16_t port() const override { return tcp_->port(); }
  int connection_count() const override { return tcp_->connection_count(); }
  void stop(std::chrono::milliseconds grace) override { tcp_->stop(grace); }

 private:
  const ServerOptions options_;
  std::optional<boost::asio::ssl::context> tls_;
  RefusalLog refusals_{"http"};
  std::atomic<uint64_t> body_bytes_held_ = 0;
  std::unique_ptr<Server> tcp_;  // Last: its connections use the others.
};

}  // namespace

Result<std::unique_ptr<Server>> start_server(const ServerOptions& options, const Router& router) {
  auto server = std::make_unique<HttpServer>(options);
  TRY(server->open(router));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace pinflow::http
