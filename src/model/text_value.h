// Numbers, booleans, dates and times in the ways that clients write them as text. Blanks around
// them are allowed; nothing else is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pinflow::model {

std::string_view without_blanks(std::string_view text);  // None at the begin and the end.

std::optional<int64_t> integral(double number);                 // When it is one, of 64 bits.
std::optional<int64_t> text_to_integer(std::string_view text);  // "12", "+12", "12.0", "1e3".
std::optional<double> text_to_double(std::string_view text);    // Finite.
std::optional<bool> text_to_boolean(std::string_view text);     // "true", "FALSE", "0", "1".

// Microseconds since 1970 UTC of "2020-08-28 03:52:47", with 'T' for the blank, ':' for '-', a
// fraction, and a zone ("Z", "+02:00", "+0200", "+02"), or of a date alone. No zone is UTC.
std::optional<int64_t> text_to_timestamp(std::string_view text);

// Days since 1970 of what text_to_timestamp() takes, the time being ignored.
std::optional<int64_t> text_to_date(std::string_view text);

}  // namespace pinflow::model
