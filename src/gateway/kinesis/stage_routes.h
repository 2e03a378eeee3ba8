// The exercise's paths to Kinesis behind a stage: /streams, /streams/{name}, …/record, …/records,
// …/sharditerator.
#pragma once

#include "gateway/gatekeeper.h"
#include "gateway/kinesis/door.h"
#include "http/router.h"

namespace pinflow::gateway::kinesis {

// Both outlive the router.
void add_stage_routes(http::Router& router, KinesisDoor& door, Gatekeeper& gatekeeper);

}  // namespace pinflow::gateway::kinesis
