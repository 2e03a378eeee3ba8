// nearest_name(): the "did you mean" of every error about an unknown name.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pinflow {

// The candidate with the smallest edit distance to `name` (case ignored), or "" when none is
// near: more than a third of the letters would have to change.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

// "; did you mean 'x'?", or "" when nothing is near.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace pinflow
