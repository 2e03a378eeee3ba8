// uuid4(): a random identifier for topics, tables and files.
#pragma once

#include <string>

namespace pinflow {

// A version 4 UUID in its 36-character lower-case form, from the system's random source.
std::string uuid4();

}  // namespace pinflow
