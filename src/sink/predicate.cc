#include "sink/predicate.h"

#include <algorithm>
#include <regex>

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
    std::string pattern = options->required("pattern");
    try {
      std::regex regex(pattern);
      return [regex](const Message& message) { return std::regex_match(message.of.topic, regex); };
    } catch (const std::regex_error& error) {
      options->refuse("pattern", error.what());
      return nullptr;
    }
  }
  options->refuse("type",
                  "'" + type + "' is not one of TopicNameMatches, HasHeaderKey, RecordIsTombstone");
  return nullptr;
}

}  // namespace pinflow::sink
