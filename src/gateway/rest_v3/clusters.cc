#include "gateway/rest_v3/clusters.h"

#include "gateway/rest_proxy/metadata.h"
#include "gateway/rest_v3/resource.h"
#include "http/url.h"

namespace pinflow::gateway {
namespace {

using http::Request;
using http::Response;

std::string broker_path() { return "/brokers/" + std::to_string(kBrokerId); }

void write_cluster(ResourceWriter* writer) {
  writer->begin("KafkaCluster", "", "");
  writer->related("controller", broker_path()).related("brokers", "/brokers");
  writer->related("topics", "/topics").related("consumer_groups", "/consumer-groups").end();
}

void write_broker(const ClusterPlace& cluster, ResourceWriter* writer) {
  auto url = http::parse_url(cluster.url);
  writer->begin("KafkaBroker", broker_path(), "/broker=" + std::to_string(kBrokerId));
  writer->json().member("broker_id", kBrokerId);
  writer->json().member("host", url.ok() ? url->host : "localhost");
  writer->json().member("port", url.ok() ? int{url->port} : 0).key("rack").null();
  writer->end();
}

}  // namespace

Response list_clusters(RestProxy&, const Request& request) {
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaClusterList", "");
  write_cluster(&writer);
  return writer.end_list().answer();
}

Response get_cluster(RestProxy&, const Request& request) {
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_cluster(&writer);
  return writer.answer();
}

Response list_brokers(RestProxy&, const Request& request) {
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaBrokerList", "/brokers");
  write_broker(cluster, &writer);
  return writer.end_list().answer();
}

Response get_broker(RestProxy&, const Request& request) {
  if (request.parameter("broker") != std::to_string(kBrokerId)) {
    return error_answer({404, 404, "HTTP 404 Not Found"});
  }
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_broker(cluster, &writer);
  return writer.answer();
}

}  // namespace pinflow::gateway
