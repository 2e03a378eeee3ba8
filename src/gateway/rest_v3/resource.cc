#include "gateway/rest_v3/resource.h"

namespace pinflow::gateway {

ClusterPlace ClusterPlace::of(const http::Request& request) {
  ClusterPlace place;
  place.id = request.parameter("cluster");
  if (place.id.empty()) place.id = kClusterId;
  std::string_view target = request.target;
  place.url = request.is_tls ? "https://" : "http://";
  place.url += request.header("Host").value_or("localhost");
  place.url += target.substr(0, target.find("/v3"));  // A stage, if it came through one.
  place.url += "/v3/clusters/" + place.id;
  return place;
}

ResourceWriter& ResourceWriter::begin(std::string_view kind, std::string_view path,
                                      std::string_view name) {
  json_.begin_object().member("kind", kind).key("metadata").begin_object();
  json_.member("self", cluster_.url + std::string(path));
  json_.member("resource_name", "crn:///kafka=" + cluster_.id + std::string(name)).end_object();
  json_.member("cluster_id", cluster_.id);
  return *this;
}

ResourceWriter& ResourceWriter::related(std::string_view name, std::string_view path) {
  json_.key(name).begin_object();
  json_.member("related", cluster_.url + std::string(path)).end_object();
  return *this;
}

ResourceWriter& ResourceWriter::end() {
  json_.end_object();
  return *this;
}

ResourceWriter& ResourceWriter::begin_list(std::string_view kind, std::string_view path) {
  json_.begin_object().member("kind", kind).key("metadata").begin_object();
  std::string self = cluster_.url + std::string(path);
  if (path.empty()) self.resize(self.rfind('/'));
  json_.member("self", self).key("next").null().end_object();
  json_.key("data").begin_array();
  return *this;
}

ResourceWriter& ResourceWriter::end_list() {
  json_.end_array().end_object();
  return *this;
}

http::Response unknown_topic_partition() {
  return error_answer({404, 40403, "This server does not host this topic-partition."});
}

}  // namespace pinflow::gateway
