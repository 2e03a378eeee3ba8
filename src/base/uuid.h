// uuid4(): random identifiers for topics, tables, files and requests.
#pragma once

#include <string>

namespace pinflow {

// A version 4 UUID in its 36-character lower-case form, from the system's random source.
std::string uuid4();

// The same for what is many and no secret, as ids of requests: the system is asked once a thread.
std::string quick_uuid4();

}  // namespace pinflow
