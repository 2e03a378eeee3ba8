// The content types of the REST Proxy, asked for and answered.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "gateway/rest_proxy/rest_error.h"

namespace pinflow::gateway {

inline constexpr std::string_view kKafkaJson = "application/vnd.kafka.v2+json";

// How keys and values are written in a body: as JSON, in Base64, or as strings.
enum class EmbeddedFormat { kJson, kBinary, kText };

// "json", "binary" or "text".
std::optional<EmbeddedFormat> format_of_name(std::string_view name);
// "application/vnd.kafka.json.v2+json".
std::string_view media_type(EmbeddedFormat format);

// The format that a Content-Type names. None and application/json mean JSON.
// Errors: 415 that says what was received and what to send.
std::variant<EmbeddedFormat, RestError> embedded_format(std::optional<std::string_view> type);

// Whether `accept` takes an answer with records in this format.
bool accepts(std::optional<std::string_view> accept, EmbeddedFormat format);

// The content type to answer with, or nothing when `accept` takes none that we have. A browser
// gets application/json, which it shows.
std::optional<std::string_view> answer_type(std::optional<std::string_view> accept);

}  // namespace pinflow::gateway
