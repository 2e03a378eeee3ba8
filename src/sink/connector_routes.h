// The routes below /connectors that make, show, change and end connectors. What Connect answers
// to each is in its own words; a test beside holds them.
#pragma once

#include "http/message.h"
#include "sink/connect_call.h"

namespace pinflow::sink {

// Names, or with ?expand=info and ?expand=status an object of both.
http::Response list_connectors(const ConnectCall& call);
// {"name":…,"config":{…},"initial_state":"STOPPED"}: 201; 400 with all that is wrong; 409.
http::Response create_connector(const ConnectCall& call);
http::Response get_connector(const ConnectCall& call);
http::Response delete_connector(const ConnectCall& call);  // 204

http::Response get_config(const ConnectCall& call);
http::Response put_config(const ConnectCall& call);    // 200, or 201 when it is new.
http::Response patch_config(const ConnectCall& call);  // Some properties; null takes one away.

http::Response get_status(const ConnectCall& call);
http::Response pause_connector(const ConnectCall& call);   // 202
http::Response resume_connector(const ConnectCall& call);  // 202
http::Response stop_connector(const ConnectCall& call);    // 204
// 204, or with ?includeTasks=true 202 and the status.
http::Response restart_connector(const ConnectCall& call);

http::Response get_topics(const ConnectCall& call);
http::Response reset_topics(const ConnectCall& call);
http::Response list_tasks(const ConnectCall& call);
http::Response get_task_status(const ConnectCall& call);
http::Response restart_task(const ConnectCall& call);  // 204

}  // namespace pinflow::sink
