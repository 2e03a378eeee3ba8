// ScriptedServer: an HTTP server for tests that answers as it is told and remembers what came.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.h"

namespace pinflow::objects {

class ScriptedServer {
 public:
  using Answer = std::function<http::Response(const http::Request&)>;

  ScriptedServer() {
    router_.set_fallback("", [this](http::Request& request) { return answer(this, request); });
    http::ServerOptions options;
    options.port = 0;
    server_ = std::move(*http::start_server(options, router_));
  }

  // Answers for the next requests, one each; after them `otherwise`.
  void script(std::vector<http::Response> answers) {
    std::lock_guard lock(mutex_);
    script_.assign(answers.begin(), answers.end());
  }
  void otherwise(Answer answer) {
    std::lock_guard lock(mutex_);
    otherwise_ = std::move(answer);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  std::vector<http::Request> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  static http::Task<http::Response> answer(ScriptedServer* self, http::Request& request) {
    std::lock_guard lock(self->mutex_);
    self->requests_.push_back(request);
    if (self->script_.empty()) co_return self->otherwise_(request);
    http::Response next = std::move(self->script_.front());
    self->script_.pop_front();
    co_return next;
  }

  mutable std::mutex mutex_;
  std::deque<http::Response> script_;
  Answer otherwise_ = [](const http::Request&) { return http::Response(); };
  std::vector<http::Request> requests_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

inline http::Response fault(int status, const std::string& code) {
  return {status, "application/xml", "<Error><Code>" + code + "</Code></Error>", {}};
}

}  // namespace pinflow::objects
