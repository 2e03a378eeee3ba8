// LineEcho: an answer to a body that still comes, for tests: "<line>" for each of its lines.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/message.h"

namespace pinflow::http {

class LineEcho final : public BodyStream {
 public:
  explicit LineEcho(std::shared_ptr<IncomingBody> incoming) : incoming_(std::move(incoming)) {}

  Task<std::optional<std::string>> next() override {
    std::string answers;
    using Begun = IncomingBody::Begun;
    Begun begun = line_.empty() ? Begun::kNothing : Begun::kNewUnit;
    while (answers.empty()) {
      auto coming = incoming_->next(begun);
      auto piece = co_await coming;
      if (!piece) co_return std::nullopt;
      line_ += *piece;
      for (size_t end = line_.find('\n'); end != line_.npos; end = line_.find('\n')) {
        answers += "<" + line_.substr(0, end) + ">";
        line_.erase(0, end + 1);
      }
      begun = line_.empty() ? Begun::kNothing : Begun::kSameUnit;
    }
    co_return answers;
  }

 private:
  std::shared_ptr<IncomingBody> incoming_;
  std::string line_;
};

}  // namespace pinflow::http
