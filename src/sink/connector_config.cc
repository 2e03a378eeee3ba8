#include "sink/connector_config.h"

#include <algorithm>
#include <charconv>

#include "model/ids.h"
#include "sink/connector_options.h"

namespace pinflow::sink {
namespace {

// Reads options one by one; what is absent leaves its target as it is, what is wrong is noted.
class Reader {
 public:
  Reader(const Properties& properties, std::vector<OptionError>* errors)
      : properties_(properties), errors_(*errors) {}

  void refuse(const std::string& option, const std::string& message) {
    errors_.push_back({option, message});
  }
  // In Connect's words.
  void refuse_value(const std::string& option, const std::string& why) {
    refuse(option,
           "Invalid value " + properties_.at(option) + " for configuration " + option + ": " + why);
  }

  const std::string* find(const std::string& option) const {
    auto found = properties_.find(option);
    return found == properties_.end() ? nullptr : &found->second;
  }

  bool is(const std::string& option, std::string_view value) const {
    const std::string* text = find(option);
    return text != nullptr && std::string_view(*text).ends_with(value);
  }

  void read(const std::string& option, std::string* target) const {
    if (const std::string* text = find(option)) *target = *text;
  }

  template <class Number>
  void read(const std::string& option, Number least, Number most, Number* target) {
    const std::string* text = find(option);
    if (text == nullptr) return;
    Number number{};
    const char* end = text->data() + text->size();
    auto [rest, error] = std::from_chars(text->data(), end, number);
    if (error == std::errc() && rest == end && number >= least && number <= most) {
      *target = number;
    } else {
      refuse_value(option, "not a whole number from " + std::to_string(least) + " to " +
                               std::to_string(most));
    }
  }

  // -1 is off.
  void read_interval(const std::string& option, std::optional<std::chrono::milliseconds>* target) {
    int64_t milliseconds = -1;
    read<int64_t>(option, -1, INT64_MAX, &milliseconds);
    if (milliseconds == 0) refuse_value(option, "-1 is off, else at least 1");
    if (milliseconds > 0) *target = std::chrono::milliseconds(milliseconds);
  }

 private:
  const Properties& properties_;
  std::vector<OptionError>& errors_;
};

// What the table of options says: names, choices, what must be there.
void check_against_table(const Properties& properties, Reader* reader,
                         std::vector<std::string>* without_effect) {
  for (const auto& [name, value] : properties) {
    Result<const Option*> option = find_option(name);
    if (!option.ok()) {
      reader->refuse(name, option.status().message());
      continue;
    }
    if ((*option)->effect == Effect::kNone) without_effect->push_back(name);
    if ((*option)->effect != Effect::kChoice || ((*option)->is_required && value.empty())) continue;
    Status status = check_choice(**option, value);
    if (!status.ok()) reader->refuse_value(name, status.message());
  }
  for (const Option& option : all_options()) {
    std::string name(option.name);
    if (!option.is_required || name == "name") continue;  // The name has a default here.
    const std::string* text = reader->find(name);
    if (text != nullptr && !text->empty()) continue;
    reader->refuse(name,
                   "Missing required configuration \"" + name + "\" which has no default value.");
  }
}

void read_topics(Reader* reader, ConnectorConfig* config) {
  const std::string* topics = reader->find("topics");
  const std::string* regex = reader->find("topics.regex");
  if ((topics == nullptr) == (regex == nullptr)) {
    reader->refuse("topics", "give one of the options 'topics' and 'topics.regex'");
    return;
  }
  if (regex != nullptr) {
    try {
      config->topics_regex.emplace(*regex);
    } catch (const std::regex_error& error) {
      reader->refuse_value("topics.regex", error.what());
    }
    return;
  }
  for (std::string& topic : split_list(*topics)) {
    Status status = model::check_topic_name(topic);
    if (!status.ok()) return reader->refuse_value("topics", status.message());
    config->topics.push_back(std::move(topic));
  }
}

void read_times(Reader* reader, ConnectorConfig* config) {
  reader->read_interval("rotate.interval.ms", &config->rotate_interval);
  reader->read_interval("rotate.schedule.interval.ms", &config->rotate_schedule_interval);
  if (config->rotate_interval && reader->is("timestamp.extractor", "Wallclock")) {
    reader->refuse_value("timestamp.extractor",
                         "not supported with rotate.interval.ms: objects would depend on when they "
                         "were written; supported: 'Record'");
  }
  std::string timezone = "UTC";
  reader->read("timezone", &timezone);
  if (config->rotate_schedule_interval && timezone != "UTC" && timezone != "Etc/UTC") {
    reader->refuse_value("timezone",
                         "not supported with rotate.schedule.interval.ms; supported: 'UTC'");
  }
}

}  // namespace

bool ConnectorConfig::takes(const std::string& topic) const {
  if (topics_regex) return std::regex_match(topic, *topics_regex);
  return std::ranges::find(topics, topic) != topics.end();
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> all;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(',', begin), text.size());
    std::string one(text.substr(begin, end - begin));
    one.erase(0, one.find_first_not_of(' '));
    one.erase(one.find_last_not_of(' ') + 1);
    all.push_back(std::move(one));
    begin = end + 1;
  }
  return all;
}

CheckedConfig check_connector_config(const Properties& properties, std::string_view default_name) {
  CheckedConfig checked;
  ConnectorConfig& config = checked.config;
  Reader reader(properties, &checked.errors);
  config.name = default_name;
  check_against_table(properties, &reader, &config.without_effect);
  read_topics(&reader, &config);
  read_times(&reader, &config);
  reader.read("name", &config.name);
  reader.read("s3.bucket.name", &config.bucket);
  reader.read("topics.dir", &config.topics_dir);
  reader.read("directory.delim", &config.directory_delim);
  reader.read("file.delim", &config.file_delim);
  reader.read<int64_t>("flush.size", 1, INT32_MAX, &config.flush_size);
  reader.read("filename.offset.zero.pad.width", 0, 19, &config.offset_pad_width);
  reader.read("tasks.max", 1, kTasksMax, &config.tasks_max);

  config.values_are_json = !reader.is("value.converter", "StringConverter");
  config.ignore_null_values = reader.is("behavior.on.null.values", "ignore");
  config.skip_bad_records = reader.is("errors.tolerance", "all");
  config.keep_bad_values = reader.is("pinflow.keep.bad.values", "true");
  return checked;
}

Result<ConnectorConfig> parse_connector_config(const Properties& properties,
                                               std::string_view default_name) {
  CheckedConfig checked = check_connector_config(properties, default_name);
  if (checked.errors.empty()) return std::move(checked.config);
  return Status(Code::kInvalidArgument, checked.errors.front().message);
}

}  // namespace pinflow::sink
