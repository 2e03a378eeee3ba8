#include "app/flow_picture.h"

#include <set>
#include <vector>

#include "app/batch.h"
#include "app/connectors.h"
#include "app/streams.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

// Whose part of the picture is drawn.
struct Whose {
  std::string user_id;
  std::string dataset;
};

// Nodes and ways in the order in which they are met; one that is met again is the same.
class Picture {
 public:
  Picture() {
    nodes_.begin_array();
    edges_.begin_array();
  }

  std::string node(const Whose& whose, const std::string& kind, const std::string& name) {
    std::string id = kind + ":" + name;
    if (!known_.insert(id).second) return id;
    nodes_.begin_object().member("id", id).member("kind", kind).member("name", name);
    nodes_.member("user_id", whose.user_id).member("dataset", whose.dataset).end_object();
    return id;
  }

  // A way along all of them.
  void way(const std::vector<std::string>& ids) {
    for (size_t i = 1; i < ids.size(); ++i) {
      if (!known_.insert(ids[i - 1] + " " + ids[i]).second) continue;
      edges_.begin_array().value(ids[i - 1]).value(ids[i]).end_array();
    }
  }

  std::string json() {
    nodes_.end_array();
    edges_.end_array();
    json::Writer writer;
    writer.begin_object().key("nodes").raw(nodes_.text()).key("edges").raw(edges_.text());
    return writer.end_object().take();
  }

 private:
  json::Writer nodes_;
  json::Writer edges_;
  std::set<std::string> known_;
};

Status draw(Parts& parts, const std::string& user, const model::Dataset& dataset,
            Picture* picture) {
  const Whose own{user, dataset.name};
  const Whose shared{user, ""};
  TRY_ASSIGN(std::string connector, connector_name(parts.config(), user));
  const std::string table = model::table_name(user, dataset);
  picture->way({picture->node(own, "topic", model::topic_name(user, dataset)),
                picture->node(shared, "connector", connector),
                picture->node(shared, "bucket", model::bucket_name(user)),
                picture->node(own, "table", "bronze." + table),
                picture->node(own, "table", "silver." + table),
                picture->node(shared, "answers", user)});
  TRY_ASSIGN(std::vector<stream::StreamConfig> configs, stream_configs(parts, user, dataset));
  for (const stream::StreamConfig& config : configs) {
    const Whose& whose = config.shared_by == nullptr ? own : shared;
    picture->way({picture->node(whose, "topic", config.topic),
                  picture->node(own, "stream", config.part_name()),
                  picture->node(own, "table", config.table_name)});
  }
  return Status();
}

}  // namespace

Result<std::string> flow_picture(Parts& parts) {
  Picture picture;
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  for (const std::string& user : users) {
    for (const model::Dataset& dataset : parts.pipeline().datasets) {
      TRY(draw(parts, user, dataset, &picture));
    }
  }
  return picture.json();
}

}  // namespace pinflow::app
