// Names that tie datasets and user ids to topics, streams, buckets and tables.
#include "model/pipeline.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "model/ids.h"

namespace pinflow::model {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
  auto found = std::ranges::find(all, name, &Named::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Dataset* Pipeline::dataset(std::string_view wanted) const {
  return find_named(datasets, wanted);
}

const Query* Pipeline::query(std::string_view wanted) const { return find_named(queries, wanted); }

std::string topic_name(std::string_view user_id, const Dataset& dataset) {
  return std::string(user_id) + "." + dataset.name;
}

std::string stream_name(std::string_view user_id, const Dataset& dataset) {
  return "streaming-" + std::string(user_id) + "-" + dataset.name;
}

std::string bucket_name(std::string_view user_id) {
  return "user-" + std::string(user_id) + "-bucket";
}

std::string table_name(std::string_view user_id, const Dataset& dataset) {
  return std::string(user_id) + "_" + dataset.name;
}

std::string stream_table_name(std::string_view user_id, const Dataset& dataset) {
  return "stream." + table_name(user_id, dataset) + "_table";
}

Schema stream_schema(const Dataset& dataset) {
  Schema schema = dataset.clean;
  if (!dataset.arrival_column.empty()) {
    schema.columns.push_back({dataset.arrival_column, Type::kTimestamp});
  }
  return schema;
}

Result<TopicOwner> topic_owner(const Pipeline& pipeline, std::string_view topic) {
  std::vector<std::string> known;
  for (const Dataset& dataset : pipeline.datasets) {
    for (const std::string& pattern : {topic_name("*", dataset), stream_name("*", dataset)}) {
      std::string_view before = std::string_view(pattern).substr(0, pattern.find('*'));
      std::string_view behind = std::string_view(pattern).substr(before.size() + 1);
      bool matches = topic.starts_with(before) && topic.ends_with(behind) &&
                     topic.size() > before.size() + behind.size();
      std::string_view user_id;
      if (matches) {
        user_id = topic.substr(before.size(), topic.size() - before.size() - behind.size());
      }
      if (matches && check_user_id(user_id).ok()) return TopicOwner{std::string(user_id), &dataset};
    }
    known.push_back(topic_name(topic.substr(0, topic.find('.')), dataset));
  }
  std::string hint = did_you_mean(topic, known);
  if (hint.empty()) hint = ": it is not named <user id>.<dataset> or streaming-<user id>-<dataset>";
  return Status(Code::kNotFound, "topic '" + std::string(topic) + "' belongs to no dataset" + hint);
}

Result<TopicOwner> key_owner(const Pipeline& pipeline, std::string_view key) {
  for (const Dataset& dataset : pipeline.datasets) {
    if (key.empty()) break;
    if (key == dataset.name || key == dataset.source_table) return TopicOwner{"", &dataset};
    if (!key.ends_with(dataset.name)) continue;
    std::string_view before = key.substr(0, key.size() - dataset.name.size());
    if (before.empty() || std::string_view(".-_").find(before.back()) == std::string_view::npos) {
      continue;
    }
    std::string_view user_id = before.substr(0, before.size() - 1);
    if (check_user_id(user_id).ok()) return TopicOwner{std::string(user_id), &dataset};
  }
  return Status(Code::kNotFound,
                "key '" + std::string(key) + "' names no dataset: it is not <user id>.<dataset>");
}

}  // namespace pinflow::model
