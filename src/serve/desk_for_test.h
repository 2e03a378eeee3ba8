// DeskForTest: a router with a desk, for tests to add routes to and ask.
#pragma once

#include <string>
#include <utility>

#include "http/wait.h"
#include "serve/desk.h"

namespace pinflow::serve {

class DeskForTest {
 public:
  Desk& desk() { return desk_; }

  // `query` as in an address: "limit=2&filter=x", not encoded.
  http::Response send(std::string method, std::string path, std::string query = "",
                      std::string body = "") {
    http::Request request;
    request.method = std::move(method);
    request.target = request.path = std::move(path);
    request.body = std::move(body);
    while (!query.empty()) {
      std::string one = query.substr(0, query.find('&'));
      query.erase(0, one.size() + 1);
      request.query.emplace_back(one.substr(0, one.find('=')), one.substr(one.find('=') + 1));
    }
    return http::wait(router_.handle(request));
  }
  std::string get(std::string path, std::string query = "") {
    return send("GET", std::move(path), std::move(query)).body;
  }

 private:
  http::Background background_;
  http::Router router_;
  Desk desk_{router_, background_};
};

}  // namespace pinflow::serve
