#include "sink/connector_config.h"

#include <algorithm>

#include "model/ids.h"
#include "sink/connector_options.h"

namespace pinflow::sink {
namespace {

// What the table of options says: names, choices, what must be there.
void check_against_table(const Properties& properties, OptionReader* reader,
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

void read_topics(OptionReader* reader, ConnectorConfig* config) {
  const std::string* topics = reader->find("topics");
  const std::string* regex = reader->find("topics.regex");
  if ((topics == nullptr) == (regex == nullptr)) {
    reader->refuse("topics", "give one of the options 'topics' and 'topics.regex'");
    return;
  }
  if (regex != nullptr) {
    Result<Pattern> pattern = Pattern::compile(*regex);
    if (!pattern.ok()) return reader->refuse_value("topics.regex", pattern.status().message());
    config->topics_regex = *pattern;
    return;
  }
  for (std::string& topic : split_list(*topics)) {
    Status status = model::check_topic_name(topic);
    if (!status.ok()) return reader->refuse_value("topics", status.message());
    config->topics.push_back(std::move(topic));
  }
}

void read_times(OptionReader* reader, ConnectorConfig* config) {
  reader->read_interval("rotate.interval.ms", &config->rotate_interval);
  reader->read_interval("rotate.schedule.interval.ms", &config->rotate_schedule_interval);
  if (config->rotate_interval && reader->is("timestamp.extractor", "Wallclock")) {
    reader->refuse_value("timestamp.extractor",
                         "not supported with rotate.interval.ms: objects would depend on when they "
                         "were written; supported: 'Record', 'RecordField'");
  }
  if (const std::string* zone = reader->find("timezone"); zone && !zone->empty()) {
    Result<TimeZone> loaded = TimeZone::load(*zone);
    if (loaded.ok()) config->partition.zone = *loaded;
    if (!loaded.ok()) reader->refuse_value("timezone", loaded.status().message());
  }
  if (reader->is("timestamp.extractor", "RecordField")) {
    config->partition.timestamp.field = "timestamp";
    reader->read("timestamp.field", &config->partition.timestamp.field);
  }
}

// Of the classes that go by time, what the class itself says.
void read_time_partitioner(OptionReader* reader, PartitionRule* rule) {
  using std::chrono::hours;
  std::string format;
  int64_t duration_ms = -1;
  rule->kind = PartitionRule::Kind::kTime;
  if (reader->is("partitioner.class", "TimeBasedPartitioner")) {
    reader->read("path.format", &format);
    reader->read<int64_t>("partition.duration.ms", -1, INT64_MAX, &duration_ms);
    if (duration_ms <= 0) {
      reader->refuse("partition.duration.ms",
                     "TimeBasedPartitioner needs partition.duration.ms, at least 1");
    }
    if (format.empty()) {
      reader->refuse("path.format",
                     "TimeBasedPartitioner needs path.format, such as "
                     "'year'=YYYY/'month'=MM/'day'=dd");
    }
    rule->duration = std::chrono::milliseconds(duration_ms);
  } else {
    bool is_daily = reader->is("partitioner.class", "DailyPartitioner");
    rule->duration = hours(is_daily ? 24 : 1);
    std::string delim = rule->delim;
    format = "'year'=YYYY" + delim + "'month'=MM" + delim + "'day'=dd";
    if (!is_daily) format += delim + "'hour'=HH";
  }
  Result<PathFormat> parsed = PathFormat::parse(format);
  if (!parsed.ok())
    return reader->refuse("path.format", "path.format: " + parsed.status().message());
  rule->path_format = *parsed;
  std::string locale;
  reader->read("locale", &locale);
  for (const char* option : {"locale", "timezone"}) {
    const std::string* given = reader->find(option);
    if (given == nullptr || given->empty()) {
      reader->refuse(option, std::string(option) + " is needed by partitioners that go by time");
    }
  }
  if (parsed->has_names() && !locale.starts_with("en")) {
    reader->refuse_value("locale", "names of months and days are English here; supported: 'en'");
  }
}

void read_partitioner(OptionReader* reader, ConnectorConfig* config) {
  PartitionRule& rule = config->partition;
  rule.delim = config->directory_delim;
  config->rotate_on_partition_change = !reader->is("rotate.file.on.partition.change", "false");
  int32_t open_files_max = -1;
  reader->read("partitioner.max.open.files", -1, INT32_MAX, &open_files_max);
  if (open_files_max > 0) config->open_files_max = static_cast<size_t>(open_files_max);
  const std::string* name = reader->find("partitioner.class");
  if (name == nullptr || name->ends_with("DefaultPartitioner")) return;
  if (!name->ends_with("FieldPartitioner")) return read_time_partitioner(reader, &rule);
  rule.kind = PartitionRule::Kind::kFields;
  const std::string* fields = reader->find("partition.field.name");
  if (fields != nullptr && !fields->empty()) rule.fields = split_list(*fields);
  if (rule.fields.empty()) {
    reader->refuse("partition.field.name", "FieldPartitioner needs partition.field.name");
  }
}

Converter read_converter(const OptionReader& reader, const std::string& option,
                         Converter otherwise) {
  if (reader.is(option, "JsonConverter")) return Converter::kJson;
  if (reader.is(option, "StringConverter")) return Converter::kString;
  return reader.is(option, "ByteArrayConverter") ? Converter::kBytes : otherwise;
}

// The file's name tells the codec as Parquet's own library does.
FormatRule parquet_format(const OptionReader& reader) {
  FormatRule rule{FormatRule::Kind::kParquet, "", "\n", "snappy"};
  reader.read("parquet.codec", &rule.codec);
  if (rule.codec == "none") {
    rule.codec = "uncompressed";
  } else {
    rule.extension = rule.codec == "gzip"     ? ".gz"
                     : rule.codec == "brotli" ? ".br"
                                              : "." + rule.codec;
  }
  rule.extension += ".parquet";
  return rule;
}

FormatRule read_format(const OptionReader& reader, const std::string& option) {
  if (reader.is(option, "ParquetFormat")) return parquet_format(reader);
  FormatRule rule;
  if (!reader.is(option, "ByteArrayFormat")) return rule;
  rule.kind = FormatRule::Kind::kByteArray;
  rule.extension = ".bin";
  reader.read("format.bytearray.extension", &rule.extension);
  reader.read("format.bytearray.separator", &rule.separator);
  return rule;
}

void read_formats(OptionReader* reader, ConnectorConfig* config) {
  config->value_converter = read_converter(*reader, "value.converter", Converter::kJson);
  config->key_converter = read_converter(*reader, "key.converter", Converter::kString);
  config->format = read_format(*reader, "format.class");
  bool is_bytes = config->format.kind == FormatRule::Kind::kByteArray;
  if (is_bytes && config->value_converter != Converter::kBytes) {
    reader->refuse("value.converter", "ByteArrayFormat needs value.converter=ByteArrayConverter");
  }
  bool is_parquet = config->format.kind == FormatRule::Kind::kParquet;
  if (is_parquet && config->value_converter != Converter::kJson) {
    reader->refuse("value.converter", "ParquetFormat needs value.converter=JsonConverter");
  } else if (!is_bytes && config->value_converter == Converter::kBytes) {
    reader->refuse("value.converter", "JsonFormat needs JsonConverter or StringConverter");
  }
  for (auto [store, option, rule] :
       {std::tuple("store.kafka.keys", "keys.format.class", &config->keys_format),
        std::tuple("store.kafka.headers", "headers.format.class", &config->headers_format)}) {
    if (!reader->is(store, "true")) continue;
    if (reader->find(option) == nullptr) {
      reader->refuse(option, std::string(store) + "=true needs " + option +
                                 "; its default, AvroFormat, is not supported");
    }
    *rule = read_format(*reader, option);
  }
  if (config->keys_format && config->keys_format->kind == FormatRule::Kind::kJson &&
      config->key_converter == Converter::kBytes) {
    reader->refuse("key.converter", "keys as JSON need JsonConverter or StringConverter");
  }
  const std::string* codec = reader->find("s3.compression.type");
  if (is_parquet || codec == nullptr || (*codec != "gzip" && *codec != "zstd")) return;
  using enum Codec;
  config->compression = {*codec == "gzip" ? kGzip : kZstd};
  reader->read("s3.compression.level", -1, level_max(config->compression->codec),
               &config->compression->level);
}

void read_tolerance(OptionReader* reader, ConnectorConfig* config) {
  config->ignore_null_values = reader->is("behavior.on.null.values", "ignore");
  config->write_null_values = reader->is("behavior.on.null.values", "write");
  if (config->write_null_values && !config->keys_format) {
    reader->refuse_value("behavior.on.null.values", "write needs store.kafka.keys=true");
  }
  reader->read("tombstone.encoded.partition", &config->tombstone_folder);
  config->skip_bad_records = reader->is("errors.tolerance", "all");
  config->keep_bad_values = reader->is("pinflow.keep.bad.values", "true");
  if (config->keep_bad_values && config->format.kind == FormatRule::Kind::kParquet) {
    reader->refuse_value("pinflow.keep.bad.values", "it needs JsonFormat");
  }
  const std::string* topic = reader->find("errors.deadletterqueue.topic.name");
  if (topic == nullptr || topic->empty()) return;
  Status status = model::check_topic_name(*topic);
  if (!status.ok()) {
    return reader->refuse_value("errors.deadletterqueue.topic.name", status.message());
  }
  config->dead_letters.emplace();
  config->dead_letters->topic = *topic;
  config->dead_letters->with_headers =
      reader->is("errors.deadletterqueue.context.headers.enable", "true");
  config->dead_letters->with_null_values = !reader->is("report.null.values.to.dlq", "false");
}

}  // namespace

bool ConnectorConfig::takes(const std::string& topic) const {
  if (dead_letters && topic == dead_letters->topic) return false;  // It would come back for ever.
  if (topics_regex) return topics_regex->matches(topic);
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
  OptionReader reader(properties, &checked.errors);
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
  read_partitioner(&reader, &config);
  read_formats(&reader, &config);
  read_tolerance(&reader, &config);
  config.store = read_store_rule(&reader);
  config.transforms =
      read_transforms(properties, [&reader](const std::string& option, const std::string& message) {
        reader.refuse(option, message);
      });
  return checked;
}

Result<ConnectorConfig> parse_connector_config(const Properties& properties,
                                               std::string_view default_name) {
  CheckedConfig checked = check_connector_config(properties, default_name);
  if (checked.errors.empty()) return std::move(checked.config);
  return Status(Code::kInvalidArgument, checked.errors.front().message);
}

}  // namespace pinflow::sink
