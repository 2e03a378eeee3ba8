// find_tokens(): where the tokens of a JSON text start. The vectorised half of JSON reading, by
// simdjson's first stage; reader.h walks what it found.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace pinflow::json {

// The error for text that breaks JSON's rules: "not JSON: unclosed string at byte 17".
Status not_json(std::string_view cause, size_t position);

// The first byte of every brace, bracket, colon, comma, string, number and word outside of
// strings, and the text's size at the end. They stay until this thread calls it again. What is
// between two tokens is white space. The text is UTF-8, its strings are closed and hold no
// control characters; all other rules are left to the caller.
// Errors: kInvalidArgument with the byte.
Result<std::span<const uint32_t>> find_tokens(std::string_view text);

// Gives back what a very long text made find_tokens() allocate.
void release_large_tokens();

}  // namespace pinflow::json
