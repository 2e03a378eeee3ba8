#include "sink/plugin_routes.h"

#include "json/writer.h"
#include "sink/properties_json.h"
#include "sink/validation.h"

namespace pinflow::sink {
namespace {

using http::Response;

Response unknown_plugin(std::string_view plugin) {
  return Response::error(404,
                         "Failed to find any class that implements Connector and which name "
                         "matches " +
                             std::string(plugin) + "; there is " + std::string(kConnectorClass));
}

}  // namespace

Response list_plugins(const ConnectCall&) {
  json::Writer writer;
  writer.begin_array().begin_object().member("class", kConnectorClass).member("type", "sink");
  writer.member("version", kConnectorVersion).end_object().end_array();
  return Response::json(200, writer.take());
}

Response get_plugin_config(const ConnectCall& call) {
  std::string_view plugin = call.request.parameter("plugin");
  if (!names_plugin(plugin)) return unknown_plugin(plugin);
  return Response::json(200, definitions_json());
}

Response validate_config(const ConnectCall& call) {
  std::string_view plugin = call.request.parameter("plugin");
  if (!names_plugin(plugin)) return unknown_plugin(plugin);
  auto properties = parse_properties_json(call.request.body);
  if (!properties.ok()) return connect_error(properties.status());
  auto given = properties->find("connector.class");
  if (given != properties->end() && !names_plugin(given->second)) {
    return Response::error(400, "Included connector type " + given->second +
                                    " does not match request type " + std::string(plugin));
  }
  return Response::json(200, validation_json(*properties));
}

}  // namespace pinflow::sink
