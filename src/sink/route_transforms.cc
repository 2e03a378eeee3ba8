#include "sink/route_transforms.h"

#include "base/pattern.h"
#include "sink/path_format.h"

namespace pinflow::sink {
namespace {

// A topic is part of an object's key.
Result<bool> rename(std::string topic, Message* message) {
  Status status = model::check_topic_name(topic);
  if (!status.ok()) return status;
  message->of.topic = std::move(topic);
  return true;
}

class RegexRouter final : public Transform {
 public:
  RegexRouter(Pattern pattern, std::string replacement)
      : pattern_(std::move(pattern)), replacement_(std::move(replacement)) {}

  Result<bool> apply(Message* message) const override {
    if (!pattern_.matches(message->of.topic)) return true;
    return rename(pattern_.replace_first(message->of.topic, replacement_), message);
  }

 private:
  const Pattern pattern_;
  const std::string replacement_;
};

std::string replace(std::string text, std::string_view mark, const std::string& by) {
  size_t at = text.find(mark);
  return at == std::string::npos ? text : text.replace(at, mark.size(), by);
}

class TimestampRouter final : public Transform {
 public:
  TimestampRouter(PathFormat format, std::string topic_format)
      : format_(std::move(format)), topic_format_(std::move(topic_format)) {}

  Result<bool> apply(Message* message) const override {
    std::string time = format_.text(message->stored.record.timestamp, TimeZone());
    std::string topic = replace(topic_format_, "${timestamp}", time);
    return rename(replace(topic, "${topic}", message->of.topic), message);
  }

 private:
  const PathFormat format_;
  const std::string topic_format_;
};

}  // namespace

std::shared_ptr<const Transform> read_regex_router(StepOptions* options) {
  Result<Pattern> pattern = Pattern::compile(options->required("regex"));
  std::string replacement = options->required("replacement");
  if (!pattern.ok()) {
    options->refuse("regex", pattern.status().message());
    return nullptr;
  }
  if (Status status = pattern->check_replacement(replacement); !status.ok()) {
    options->refuse("replacement", status.message());
    return nullptr;
  }
  return std::make_shared<RegexRouter>(*pattern, replacement);
}

std::shared_ptr<const Transform> read_timestamp_router(StepOptions* options) {
  auto format = PathFormat::parse(options->text("timestamp.format", "yyyyMMdd"));
  if (!format.ok()) {
    options->refuse("timestamp.format", format.status().message());
    return nullptr;
  }
  return std::make_shared<TimestampRouter>(*format,
                                           options->text("topic.format", "${topic}-${timestamp}"));
}

}  // namespace pinflow::sink
