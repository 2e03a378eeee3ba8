// A stop token for Ctrl-C and SIGTERM: the first one asks for a clean end, a second ends at once.
#pragma once

#include <stop_token>

namespace pinflow::app {

// Takes over SIGINT and SIGTERM from the first call on. Call it before threads start.
std::stop_token interrupt_token();

// Sleeps until the token is stopped.
void wait_for_interrupt();

}  // namespace pinflow::app
