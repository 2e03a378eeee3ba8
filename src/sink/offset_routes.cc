#include "sink/offset_routes.h"

#include "json/writer.h"
#include "sink/connect_json.h"

namespace pinflow::sink {
namespace {

using http::Response;

// `done` is "altered" or "reset".
Response change(const ConnectCall& call, Connector& connector,
                const std::map<TopicPartition, std::optional<Offset>>& offsets,
                const std::string& done) {
  Status status = connector.set_positions(offsets);
  if (status.code() == Code::kAlreadyExists) {
    return Response::error(
        400, "Connectors must be in the STOPPED state before their offsets can be " + done +
                 ". This can be done for the specified connector by issuing a 'PUT' request to "
                 "the '/connectors/" +
                 call.connector_name() + "/stop' endpoint");
  }
  bool is_wrong = status.code() == Code::kNotFound || status.code() == Code::kOutOfRange;
  if (is_wrong) return Response::error(400, status.message());
  if (!status.ok()) return connect_error(status);
  json::Writer writer;
  writer.begin_object().member(
      "message", "The offsets for this connector have been " + done + " successfully");
  return Response::json(200, writer.end_object().take());
}

}  // namespace

Response get_offsets(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  auto positions = running->connector->positions();
  if (!positions.ok()) return connect_error(positions.status());
  return Response::json(200, offsets_json(*positions));
}

Response alter_offsets(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  auto offsets = parse_offsets_json(call.request.body);
  if (!offsets.ok()) return connect_error(offsets.status());
  return change(call, *running->connector, *offsets, "altered");
}

Response reset_offsets(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  auto positions = running->connector->positions();
  if (!positions.ok()) return connect_error(positions.status());
  std::map<TopicPartition, std::optional<Offset>> offsets;
  for (const auto& [of, offset] : *positions) offsets[of] = std::nullopt;
  return change(call, *running->connector, offsets, "reset");
}

}  // namespace pinflow::sink
