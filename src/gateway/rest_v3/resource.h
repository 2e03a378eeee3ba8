// The shape that all answers of the REST API v3 share: every resource says its kind, where it is
// found and what is related to it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "gateway/rest_proxy/rest_error.h"
#include "http/message.h"
#include "json/writer.h"

namespace pinflow::gateway {

inline constexpr std::string_view kClusterId = "pinflow";

// The cluster that a request is about, as it got there.
struct ClusterPlace {
  std::string id;
  std::string url;  // "http://host/v3/clusters/<id>"

  // Of a request below /v3/clusters/{cluster}, or of the only one there is.
  static ClusterPlace of(const http::Request& request);
};

class ResourceWriter {
 public:
  explicit ResourceWriter(const ClusterPlace& cluster) : cluster_(cluster) {}

  // {"kind":…,"metadata":{"self":…,"resource_name":…},"cluster_id":… is begun. `path` is below
  // the cluster: "/topics/t"; `name` the same in Confluent's words: "/topic=t".
  ResourceWriter& begin(std::string_view kind, std::string_view path, std::string_view name);
  ResourceWriter& related(std::string_view name, std::string_view path);
  ResourceWriter& end();
  // {"kind":…,"metadata":…,"data":[ is begun. The path "" is that of the clusters themselves.
  ResourceWriter& begin_list(std::string_view kind, std::string_view path);
  ResourceWriter& end_list();

  json::Writer& json() { return json_; }
  http::Response answer(int status = 200) { return http::Response::json(status, json_.take()); }

 private:
  const ClusterPlace& cluster_;
  json::Writer json_;
};

// 404 with 40403, as v3 has it for unknown topics and partitions.
http::Response unknown_topic_partition();

}  // namespace pinflow::gateway
