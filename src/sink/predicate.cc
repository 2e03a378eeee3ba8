#include "sink/predicate.h"

#include <algorithm>

#include "base/pattern.h"

namespace pinflow::sink {

Predicate read_predicate(StepOptions* options) {
  std::string type = options->type("org.apache.kafka.connect.transforms.predicates.");
  if (type == "RecordIsTombstone") {
    return [](const Message& message) { return !message.stored.record.value; };
  }
  if (type == "HasHeaderKey") {
    std::string name = options->required("name");
    return [name](const Message& message) {
      const auto& headers = message.stored.record.headers;
      return std::ranges::find(headers, name, &model::Header::name) != headers.end();
    };
  }
  if (type == "TopicNameMatches") {
    Result<Pattern> pattern = Pattern::compile(options->required("pattern"));
    if (!pattern.ok()) {
      options->refuse("pattern", pattern.status().message());
      return nullptr;
    }
    return [name = *pattern](const Message& message) { return name.matches(message.of.topic); };
  }
  options->refuse("type",
                  "'" + type + "' is not one of TopicNameMatches, HasHeaderKey, RecordIsTombstone");
  return nullptr;
}

}  // namespace pinflow::sink
