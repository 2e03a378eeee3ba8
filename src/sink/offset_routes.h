// The routes that show and change how far a connector has read.
#pragma once

#include "http/message.h"
#include "sink/connect_call.h"

namespace pinflow::sink {

http::Response get_offsets(const ConnectCall& call);
// Both want the connector stopped, and answer 400 with the way to it otherwise. Objects that are
// in the bucket already are recognised, not written twice.
http::Response alter_offsets(const ConnectCall& call);
http::Response reset_offsets(const ConnectCall& call);

}  // namespace pinflow::sink
