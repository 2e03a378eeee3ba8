// Tokens: what clients get to come back with, iterators of shards and next pages of lists. Opaque
// to them, of the length and beginning that the service's have, and good for five minutes. They
// hold all there is to know, so that they outlive the process.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace pinflow::gateway::kinesis {

// Kinds of tokens whose first field is the stream they are of.
inline constexpr std::string_view kIteratorToken = "iterator";
inline constexpr std::string_view kShardsToken = "shards";

inline constexpr std::chrono::milliseconds kTokenLifetime{300'000};

struct Token {
  std::string kind;  // What it is good for.
  UnixMillis made_at{};
  std::vector<std::string> fields;  // Without control characters.
};

std::string to_text(const Token& token);

// Nothing when `text` is no token of `kind` that we made.
std::optional<Token> parse_token(std::string_view text, std::string_view kind);

// "Thu Jan 22 01:22:02 UTC 2015", as the service writes times in texts.
std::string text_of_time(UnixMillis time);

}  // namespace pinflow::gateway::kinesis
