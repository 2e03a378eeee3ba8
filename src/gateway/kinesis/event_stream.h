// Event stream: the frames in which AWS sends a body of many messages
// (application/vnd.amazon.eventstream). Numbers are big-endian:
//
//   total size (4) | size of headers (4) | CRC-32 of those 8 bytes (4)
//   headers: size of name (1) | name | 7: a string (1) | size of value (2) | value
//   payload | CRC-32 of all before (4)
#pragma once

#include <string>
#include <string_view>

namespace pinflow::gateway::kinesis {

inline constexpr std::string_view kEventStreamType = "application/vnd.amazon.eventstream";

// An event with the headers that clients look at.
std::string event_frame(std::string_view event_type, std::string_view content_type,
                        std::string_view payload);

// An error after the answer has begun.
std::string exception_frame(std::string_view exception_type, std::string_view content_type,
                            std::string_view payload);

}  // namespace pinflow::gateway::kinesis
