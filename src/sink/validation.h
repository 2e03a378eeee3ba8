// What Connect's validation says about a connector's properties: every option with its
// definition, its value, and what is wrong with it.
#pragma once

#include <string>

#include "sink/properties.h"

namespace pinflow::sink {

inline constexpr std::string_view kConnectorClass = "io.confluent.connect.s3.S3SinkConnector";
inline constexpr std::string_view kConnectorVersion = "10.5.17";  // Whose options these are.

// Whether a client means this connector: its class, "S3SinkConnector" or "S3Sink".
bool names_plugin(std::string_view plugin);

// {"name":…,"error_count":…,"groups":[…],"configs":[{"definition":…,"value":…},…]}; an unknown
// property has null for its definition.
std::string validation_json(const Properties& properties);

// The definitions alone, as a list.
std::string definitions_json();

// "" when the properties are right, else what is wrong in Connect's words, a line each.
std::string explain_errors(const Properties& properties);

}  // namespace pinflow::sink
