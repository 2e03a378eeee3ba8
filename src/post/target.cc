#include "post/target.h"

#include "json/document.h"

namespace pinflow::post {
namespace {

class ConsoleTarget final : public Target {
 public:
  ConsoleTarget(std::ostream* out, std::mutex* mutex) : out_(out), mutex_(mutex) {}

  std::vector<Outcome> send(std::span<const PostedRow> rows) override {
    std::lock_guard lock(*mutex_);
    for (const PostedRow& row : rows) *out_ << row.json << '\n';
    out_->flush();
    if (out_->good()) return std::vector<Outcome>(rows.size());
    return std::vector<Outcome>(rows.size(), {Outcome::Kind::kRefused, "console: cannot write"});
  }

 private:
  std::ostream* out_;
  std::mutex* mutex_;
};

// The member "message" or "Message" of a JSON body, else its beginning.
std::string message_of(const std::string& body) {
  json::Parser parser;
  if (auto answer = parser.parse(body); answer.ok()) {
    for (const char* name : {"message", "Message"}) {
      auto message = (*answer)[name];
      if (message && message->as_string()) return std::string(*message->as_string());
    }
  }
  return body.substr(0, 200);
}

}  // namespace

std::unique_ptr<Target> open_console_target(std::ostream* out, std::mutex* mutex) {
  return std::make_unique<ConsoleTarget>(out, mutex);
}

Outcome outcome_of_request(const Result<http::Response>& response) {
  using enum Outcome::Kind;
  if (!response.ok()) return {kRetry, response.status().message()};
  const int status = response->status;
  if (status >= 200 && status < 300) return {};
  const bool may_pass = status == 408 || status == 429 || status >= 500;
  return {may_pass ? kRetry : kRefused,
          "HTTP " + std::to_string(status) + ": " + message_of(response->body)};
}

}  // namespace pinflow::post
