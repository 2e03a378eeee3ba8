#include "gateway/rest_proxy/topic_pattern.h"

#include <re2/re2.h>

#include <memory>

namespace pinflow::gateway {

Result<std::function<bool(std::string_view)>> topic_pattern(std::string_view expression) {
  RE2::Options options;
  options.set_log_errors(false);
  re2::StringPiece text(expression.data(), expression.size());
  auto pattern = std::make_shared<const RE2>(text, options);
  if (!pattern->ok()) return Status(Code::kInvalidArgument, "topic_pattern: " + pattern->error());
  return std::function<bool(std::string_view)>([pattern](std::string_view topic) {
    return RE2::FullMatch(re2::StringPiece(topic.data(), topic.size()), *pattern);
  });
}

}  // namespace pinflow::gateway
