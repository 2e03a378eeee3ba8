#include "stream/stream_config.h"

#include "model/text_value.h"

namespace pinflow::stream {
namespace {

// What a stray would be if it were somebody's: no row ever is.
const model::Dataset& stray_dataset() {
  static const model::Dataset strays = [] {
    model::Dataset dataset;
    dataset.name = "strays";
    dataset.view = dataset.name;
    dataset.raw = {{{"value", model::Type::kString}}};
    dataset.clean = dataset.raw;
    dataset.clean_sql = "SELECT _topic, _partition, _offset, _index, value FROM raw_strays";
    return dataset;
  }();
  return strays;
}

}  // namespace

Result<StartAt> parse_start(std::string_view text) {
  if (text == "earliest") return StartAt{};
  if (text == "latest") return StartAt{StartAt::Kind::kLatest, {}};
  std::optional<int64_t> micros = model::text_to_timestamp(text);
  if (!micros) {
    return Status(Code::kInvalidArgument,
                  "'" + std::string(text) + "' is not earliest, latest or a time");
  }
  auto time = std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds(*micros));
  return StartAt{StartAt::Kind::kTime, UnixMillis(time)};
}

StreamConfig make_stream_config(const model::Pipeline& pipeline, const std::string& user_id,
                                const model::Dataset& dataset) {
  StreamConfig config;
  config.pipeline = pipeline.name;
  config.user_id = user_id;
  config.dataset = &dataset;
  config.topic = dataset.input == "topic" ? model::topic_name(user_id, dataset)
                                          : model::stream_name(user_id, dataset);
  config.table_name = model::stream_table_name(user_id, dataset);
  return config;
}

StreamConfig make_shared_stream_config(const model::Pipeline& pipeline, const std::string& user_id,
                                       const model::Dataset& dataset, bool takes_strays) {
  StreamConfig config = make_stream_config(pipeline, user_id, dataset);
  config.topic = pipeline.shared_stream;
  config.shared_by = &pipeline;
  config.takes_strays = takes_strays;
  return config;
}

StreamConfig make_stray_stream_config(const model::Pipeline& pipeline) {
  StreamConfig config = make_shared_stream_config(pipeline, "", stray_dataset(), true);
  config.table_name = "stream.strays";
  return config;
}

std::string StreamConfig::part_name() const {
  std::string name = "stream/" + table_name.substr(table_name.find('.') + 1);
  return shared_by == nullptr ? name : name + "/" + topic;
}

}  // namespace pinflow::stream
