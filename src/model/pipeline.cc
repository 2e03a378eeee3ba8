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

Result<TopicOwner> topic_owner(const Pipeline& pipeline, std::string_view topic) {
  size_t dot = topic.find('.');
  std::string_view user_id = topic.substr(0, dot);
  std::string message = "topic '" + std::string(topic) + "' belongs to no dataset";
  if (dot == std::string_view::npos || !check_user_id(user_id).ok()) {
    return Status(Code::kNotFound, message + ": it is not named <user id>.<dataset>");
  }
  std::string_view name = topic.substr(dot + 1);
  if (const Dataset* dataset = pipeline.dataset(name)) {
    return TopicOwner{std::string(user_id), dataset};
  }
  std::vector<std::string> known;
  known.reserve(pipeline.datasets.size());
  for (const Dataset& dataset : pipeline.datasets) known.push_back(topic_name(user_id, dataset));
  return Status(Code::kNotFound, message + did_you_mean(topic, known));
}

}  // namespace pinflow::model
