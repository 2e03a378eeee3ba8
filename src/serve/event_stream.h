// event_stream(): a Pulse as server-sent events: each word at once, then each change of one.
// Source of the format: the HTML standard, "Server-sent events".
#pragma once

#include <functional>
#include <memory>

#include "http/change_watch.h"
#include "http/message.h"
#include "serve/pulse.h"

namespace pinflow::serve {

// Events are named as the pulse's words are; a comment comes now and then while nothing changes.
// Pulse and watch, which is of the pulse's changes, outlive it. It ends when `stays` says no, which
// is asked once a second at least.
std::shared_ptr<http::BodyStream> event_stream(
    Pulse& pulse, http::ChangeWatch& watch, std::function<bool()> stays = [] { return true; });

}  // namespace pinflow::serve
