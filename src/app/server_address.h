// Where the pinflow that holds a data folder listens: <data>/server.json, written by `up`:
// {"url":"http://127.0.0.1:8082","kafka":"127.0.0.1:9092"}.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::app {

// "http://127.0.0.1:8082". Durable enough for a hint: it is written anew at every start.
// `kafka` is "" where the Kafka door is shut.
Status write_server_address(const std::filesystem::path& data, std::string_view url,
                            std::string_view kafka = "");
void remove_server_address(const std::filesystem::path& data);
Result<std::string> read_server_address(const std::filesystem::path& data);  // kNotFound.
// The same, where somebody answers there: one that was killed leaves its address behind.
Result<std::string> find_server(const std::filesystem::path& data);  // kNotFound, kUnavailable.

// The body of a GET to that server, to which the environment's PINFLOW_API_KEY is shown. Errors:
// kNotFound: it does not run, or it says that there is no such thing; kDenied: it wants another
// key; kUnavailable: anything else, also that it runs without what answers this.
Result<std::string> get_from_server(const std::filesystem::path& data, std::string_view target);

}  // namespace pinflow::app
