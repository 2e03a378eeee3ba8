// The routes below /connector-plugins: which connectors there are, and what they take.
#pragma once

#include "http/message.h"
#include "sink/connect_call.h"

namespace pinflow::sink {

http::Response list_plugins(const ConnectCall& call);
http::Response get_plugin_config(const ConnectCall& call);
// The properties with all that is wrong about them; always 200 for a plugin that there is.
http::Response validate_config(const ConnectCall& call);

}  // namespace pinflow::sink
