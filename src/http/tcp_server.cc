#include "http/tcp_server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/idle_work.h"
#include "base/wake_group.h"
#include "http/operation.h"
#include "http/task.h"

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

// Clients over the limit that may wait for their refusal at a time; others are just closed.
constexpr int kRefusedCountMax = 256;
constexpr std::chrono::milliseconds kAcceptPause{50};

// How many connections there are; stop() waits for none.
class ConnectionCount {
 public:
  int value() const { return value_.load(std::memory_order_relaxed); }
  void add() { value_.fetch_add(1, std::memory_order_relaxed); }
  void remove() {
    std::lock_guard lock(mutex_);
    if (value_.fetch_sub(1, std::memory_order_relaxed) == 1) none_left_.notify_all();
  }
  void wait_for_none(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    none_left_.wait_for(lock, timeout, [&] { return value() == 0; });
  }

 private:
  std::atomic<int> value_ = 0;
  std::mutex mutex_;
  std::condition_variable none_left_;
};

// Brings what others have completed to a worker's thread, all that comes together in one go:
// one wake-up for the many requests that one sync of the log acknowledges.
class Resumptions : public std::enable_shared_from_this<Resumptions> {
 public:
  explicit Resumptions(std::shared_ptr<asio::io_context> io) : io_(std::move(io)) {}

  void add(std::shared_ptr<Resumable> resumable) {
    {
      std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(resumable));
      if (waiting_.size() > 1) return;
    }
    // A worker that woke for the first would fight for the mutex with whoever adds the others.
    WakeGroup::wake([weak = weak_from_this()] {
      if (auto self = weak.lock()) self->post_run();
    });
  }

 private:
  void post_run() {
    asio::post(*io_, [weak = weak_from_this()] {
      if (auto self = weak.lock()) self->run();
    });
  }

  void run() {
    std::vector<std::shared_ptr<Resumable>> ready;
    {
      std::lock_guard lock(mutex_);
      ready.swap(waiting_);
    }
    // What they answer to one client is sent in one go.
    WakeGroup group;
    for (const auto& resumable : ready) resumable->resume();
  }

  // Shared, since a late callback may come after the server is gone.
  const std::shared_ptr<asio::io_context> io_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Resumable>> waiting_;  // Guarded by mutex_.
};

// Does a worker's own work once nothing more has come from its clients.
class OwnWork {
 public:
  explicit OwnWork(asio::io_context* io) : io_(io) {}

 private:
  // A client that never stops sending has to be answered, too.
  static constexpr int kLooksMax = 16;

  // Asio looks at the sockets between two looks: what it finds is ahead of the second.
  void look(int quiet_looks, int looks_left) {
    asio::post(*io_, [this, quiet_looks, looks_left, seen = work_.request_count()] {
      const int quiet = work_.request_count() == seen ? quiet_looks + 1 : 0;
      if (quiet < 2 && looks_left > 0) return look(quiet, looks_left - 1);
      work_.run();
    });
  }

  asio::io_context* io_;
  IdleWork work_{[this] { look(0, kLooksMax); }};
};

// One thread with its connections. All but the constructor, post() and join() on its thread.
class Worker {
 public:
  Worker(const TcpServerOptions& options, const MakeConnection& make_connection,
         ConnectionCount* count)
      : io_(std::make_shared<asio::io_context>(1)),
        work_(io_->get_executor()),
        timer_(*io_),
        options_(options),
        make_connection_(make_connection),
        count_(count) {}

  asio::io_context& io() { return *io_; }
  void run();
  void serve(tcp::socket socket);
  void finish();
  void close();
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  template <class Function>
  void post(Function function) {
    asio::post(*io_, std::move(function));
  }

 private:
  void enforce_deadlines();

  std::shared_ptr<asio::io_context> io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer timer_;
  const TcpServerOptions& options_;
  const MakeConnection& make_connection_;
  ConnectionCount* count_;
  bool is_finishing_ = false;
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::thread thread_;
};

void Worker::run() {
  enforce_deadlines();
  thread_ = std::thread([this] {
    auto resumptions = std::make_shared<Resumptions>(io_);
    set_current_executor(
        std::make_shared<const Executor>([resumptions](std::shared_ptr<Resumable> resumable) {
          resumptions->add(std::move(resumable));
        }));
    OwnWork own_work(io_.get());
    io_->run();
    set_current_executor(nullptr);
  });
}

void Worker::serve(tcp::socket socket) {
  int excess = count_->value() - options_.connection_count_max;
  if (is_finishing_ || excess >= kRefusedCountMax) return;
  Admission admission = excess >= 0 ? Admission::kRefuse : Admission::kServe;
  auto owned = make_connection_(std::move(socket), admission);
  Connection* connection = owned.get();
  connections_.emplace(connection, std::move(owned));
  count_->add();
  connection->start([this, connection] {
    post([this, connection] {
      connections_.erase(connection);
      count_->remove();
    });
  });
}

void Worker::finish() {
  is_finishing_ = true;
  for (auto& [connection, owned] : connections_) connection->finish();
}

void Worker::close() {
  for (auto& [connection, owned] : connections_) connection->close();
  timer_.cancel();
  io_->stop();
}

// One timer for all connections: a timer for each would cost more than the request.
void Worker::enforce_deadlines() {
  timer_.expires_after(std::clamp<std::chrono::milliseconds>(
      options_.shortest_timeout / 4, std::chrono::milliseconds(10), std::chrono::seconds(1)));
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    auto now = std::chrono::steady_clock::now();
    for (auto& [connection, owned] : connections_) connection->enforce_deadline(now);
    enforce_deadlines();
  });
}

class TcpServer final : public Server {
 public:
  TcpServer(const TcpServerOptions& options, MakeConnection make_connection)
      : options_(options), make_connection_(std::move(make_connection)) {}
  ~TcpServer() override { stop(std::chrono::milliseconds(0)); }

  Status open();
  uint16_t port() const override { return port_; }
  int connection_count() const override { return count_.value(); }
  void stop(std::chrono::milliseconds grace) override;

 private:
  struct Ended {};

  Status listen();
  Task<Ended> accept_clients();

  const TcpServerOptions options_;
  const MakeConnection make_connection_;
  ConnectionCount count_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<tcp::acceptor> acceptor_;  // Runs on the first worker's thread.
  std::optional<Task<Ended>> accepting_;
  uint16_t port_ = 0;
  bool is_running_ = false;
};

Status TcpServer::open() {
  for (int i = 0; i < std::max(1, options_.thread_count); ++i) {
    workers_.push_back(std::make_unique<Worker>(options_, make_connection_, &count_));
  }
  TRY(listen());
  accepting_.emplace(accept_clients());
  workers_.front()->post([this] { accepting_->start(); });
  for (auto& worker : workers_) worker->run();
  is_running_ = true;
  return Status();
}

Status TcpServer::listen() {
  boost::system::error_code error;
  auto address = asio::ip::make_address(
      options_.address == "localhost" ? "127.0.0.1" : options_.address, error);
  if (error) {
    return Status(Code::kInvalidArgument, "listen: " + options_.address + ": not an IP address");
  }
  tcp::endpoint endpoint(address, options_.port);
  acceptor_.emplace(workers_.front()->io());
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
  if (!error) {
    port_ = acceptor_->local_endpoint(error).port();
    return Status();
  }
  Code code = error == asio::error::address_in_use                  ? Code::kAlreadyExists
              : error == asio::error::access_denied                 ? Code::kDenied
              : error == boost::system::errc::address_not_available ? Code::kInvalidArgument
                                                                    : Code::kUnavailable;
  return Status(code, "listen: " + options_.address + ":" + std::to_string(options_.port) + ": " +
                          error.message());
}

// Hands new clients to the workers in turn. One acceptor rather than one for each thread with
// SO_REUSEPORT, with which a second server could take the port unnoticed.
Task<TcpServer::Ended> TcpServer::accept_clients() {
  asio::steady_timer pause(workers_.front()->io());
  for (size_t turn = 0;; ++turn) {
    Worker* worker = workers_[turn % workers_.size()].get();
    tcp::socket socket(worker->io());
    auto accepting =
        operation([&](auto handler) { acceptor_->async_accept(socket, std::move(handler)); });
    OperationResult accepted = co_await accepting;
    if (accepted.error == asio::error::operation_aborted) break;
    if (!accepted.error) {
      worker->post(
          [worker, client = std::move(socket)]() mutable { worker->serve(std::move(client)); });
      continue;
    }
    // Out of descriptors, most likely: let some connections end first.
    pause.expires_after(kAcceptPause);
    auto pausing = operation([&](auto handler) { pause.async_wait(std::move(handler)); });
    co_await pausing;
  }
  co_return Ended{};
}

void TcpServer::stop(std::chrono::milliseconds grace) {
  if (!std::exchange(is_running_, false)) return;
  workers_.front()->post([this] {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
  });
  for (auto& worker : workers_) worker->post([worker = worker.get()] { worker->finish(); });
  count_.wait_for_none(grace);
  for (auto& worker : workers_) worker->post([worker = worker.get()] { worker->close(); });
  for (auto& worker : workers_) worker->join();
}

}  // namespace

Result<std::unique_ptr<Server>> start_tcp_server(const TcpServerOptions& options,
                                                 MakeConnection make_connection) {
  auto server = std::make_unique<TcpServer>(options, std::move(make_connection));
  TRY(server->open());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace pinflow::http
