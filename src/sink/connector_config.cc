#include "sink/connector_config.h"

#include <algorithm>
#include <charconv>

#include "model/ids.h"
#include "sink/connector_options.h"

namespace pinflow::sink {
namespace {

Status bad_value(std::string_view option, std::string_view value, std::string_view why) {
  return Status(Code::kInvalidArgument, "option '" + std::string(option) + "': value '" +
                                            std::string(value) + "': " + std::string(why));
}

// Reads options one by one; what is absent leaves its target as it is.
class Reader {
 public:
  explicit Reader(const Properties& properties) : properties_(properties) {}

  const std::string* find(const std::string& option) const {
    auto found = properties_.find(option);
    return found == properties_.end() ? nullptr : &found->second;
  }

  bool is(const std::string& option, std::string_view value) const {
    const std::string* text = find(option);
    return text != nullptr && std::string_view(*text).ends_with(value);
  }

  Status require(const std::string& option) const {
    const std::string* text = find(option);
    if (text != nullptr && !text->empty()) return Status();
    return Status(Code::kInvalidArgument, "required option '" + option + "' is missing");
  }

  void read(const std::string& option, std::string* target) const {
    if (const std::string* text = find(option)) *target = *text;
  }

  template <class Number>
  Status read(const std::string& option, Number least, Number most, Number* target) const {
    const std::string* text = find(option);
    if (text == nullptr) return Status();
    const char* end = text->data() + text->size();
    auto [rest, error] = std::from_chars(text->data(), end, *target);
    if (error == std::errc() && rest == end && *target >= least && *target <= most) {
      return Status();
    }
    return bad_value(
        option, *text,
        "not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }

  // -1 is off.
  Status read_interval(const std::string& option,
                       std::optional<std::chrono::milliseconds>* target) const {
    int64_t milliseconds = -1;
    TRY(read<int64_t>(option, -1, INT64_MAX, &milliseconds));
    if (milliseconds == 0) return bad_value(option, "0", "-1 is off, else at least 1");
    if (milliseconds > 0) *target = std::chrono::milliseconds(milliseconds);
    return Status();
  }

 private:
  const Properties& properties_;
};

Status read_topics(const Reader& reader, ConnectorConfig* config) {
  const std::string* topics = reader.find("topics");
  const std::string* regex = reader.find("topics.regex");
  if ((topics == nullptr) == (regex == nullptr)) {
    return Status(Code::kInvalidArgument, "give one of the options 'topics' and 'topics.regex'");
  }
  if (regex != nullptr) {
    try {
      config->topics_regex.emplace(*regex);
    } catch (const std::regex_error& error) {
      return bad_value("topics.regex", *regex, error.what());
    }
    return Status();
  }
  for (size_t begin = 0; begin <= topics->size();) {
    size_t end = std::min(topics->find(',', begin), topics->size());
    std::string topic = topics->substr(begin, end - begin);
    topic.erase(0, topic.find_first_not_of(' '));
    topic.erase(topic.find_last_not_of(' ') + 1);
    Status status = model::check_topic_name(topic);
    if (!status.ok()) return bad_value("topics", *topics, status.message());
    config->topics.push_back(std::move(topic));
    begin = end + 1;
  }
  return Status();
}

}  // namespace

bool ConnectorConfig::takes(const std::string& topic) const {
  if (topics_regex) return std::regex_match(topic, *topics_regex);
  return std::ranges::find(topics, topic) != topics.end();
}

Result<ConnectorConfig> parse_connector_config(const Properties& properties,
                                               std::string_view default_name) {
  ConnectorConfig config;
  config.name = default_name;
  for (const auto& [name, value] : properties) {
    TRY_ASSIGN(const Option* option, find_option(name));
    if (option->effect == Effect::kChoice) TRY(check_choice(*option, value));
    if (option->effect == Effect::kNone) config.without_effect.push_back(name);
  }

  Reader reader(properties);
  for (const char* option :
       {"connector.class", "storage.class", "format.class", "flush.size", "s3.bucket.name"}) {
    TRY(reader.require(option));
  }
  TRY(read_topics(reader, &config));
  reader.read("name", &config.name);
  reader.read("s3.bucket.name", &config.bucket);
  reader.read("topics.dir", &config.topics_dir);
  reader.read("directory.delim", &config.directory_delim);
  reader.read("file.delim", &config.file_delim);
  TRY(reader.read<int64_t>("flush.size", 1, INT32_MAX, &config.flush_size));
  TRY(reader.read("filename.offset.zero.pad.width", 0, 19, &config.offset_pad_width));
  TRY(reader.read_interval("rotate.interval.ms", &config.rotate_interval));
  TRY(reader.read_interval("rotate.schedule.interval.ms", &config.rotate_schedule_interval));
  // One worker serves every partition, which a maximum allows.
  int32_t tasks_max = 1;
  TRY(reader.read("tasks.max", 1, INT32_MAX, &tasks_max));
  if (tasks_max > 1) config.without_effect.emplace_back("tasks.max");

  config.values_are_json = !reader.is("value.converter", "StringConverter");
  config.ignore_null_values = reader.is("behavior.on.null.values", "ignore");
  config.skip_bad_records = reader.is("errors.tolerance", "all");
  config.keep_bad_values = reader.is("pinflow.keep.bad.values", "true");
  if (config.rotate_interval && reader.is("timestamp.extractor", "Wallclock")) {
    return bad_value("timestamp.extractor", "Wallclock",
                     "not supported with rotate.interval.ms: objects would depend on when they "
                     "were written; supported: 'Record'");
  }
  std::string timezone = "UTC";
  reader.read("timezone", &timezone);
  if (config.rotate_schedule_interval && timezone != "UTC" && timezone != "Etc/UTC") {
    return bad_value("timezone", timezone,
                     "not supported with rotate.schedule.interval.ms; supported: 'UTC'");
  }
  return config;
}

}  // namespace pinflow::sink
