// Session: one client of the Kafka door: which version of which request it asks, whether it has to
// say first who it is, and its answers as bytes. What makes no sense ends the session, with a line
// in the log.
//
//   Threads:   as http::PacketSession.
#pragma once

#include <memory>

#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {

// `service` outlives it.
std::unique_ptr<http::PacketSession> open_session(Service& service, const http::PacketPeer& peer);

// Reads a request's header and body as a session does, and writes both again: what fuzzing tries.
// Errors: kInvalidArgument.
Result<std::string> read_and_write_request(std::string_view packet);

}  // namespace pinflow::gateway::kafka
