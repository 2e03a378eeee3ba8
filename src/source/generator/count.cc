#include "source/generator/count.h"

#include <algorithm>
#include <cmath>

namespace pinflow::source {

Result<Count> Count::read(const Spec& spec) {
  Count count;
  TRY_ASSIGN(count.follows_size_, spec.number_or("follows_size", 0));
  TRY_ASSIGN(count.wobble_, spec.number_or("wobble", 0));
  TRY_ASSIGN(auto pieces, spec.elements("pieces"));
  double share_until = 0;
  for (const Spec& piece : pieces) {
    TRY_ASSIGN(double share, piece.number("share"));
    TRY_ASSIGN(double low, piece.number("low"));
    TRY_ASSIGN(double high, piece.number("high"));
    TRY_ASSIGN(std::string unit, piece.text_or("unit", ""));
    if (low < 0 || high < low) return piece.error("needs 0 <= low <= high");
    share_until += share;
    count.pieces_.push_back({share_until, low, high, std::move(unit)});
  }
  if (std::abs(share_until - 1) > 1e-9) return spec.error("the shares do not sum to 1");
  return count;
}

std::string Count::make(const Place& place, Random* random) const {
  const bool follows = random->unit() < follows_size_;
  const double drawn = random->unit();
  const double share = follows ? 1 - place.group.rank : drawn;
  auto piece = std::upper_bound(
      pieces_.begin(), pieces_.end(), share,
      [](double at, const Piece& candidate) { return at < candidate.share_until; });
  if (piece == pieces_.end()) --piece;

  const double begin = piece == pieces_.begin() ? 0 : std::prev(piece)->share_until;
  const double within = (share - begin) / (piece->share_until - begin);
  // One is added so that a range may begin at 0.
  const double number =
      (piece->low + 1) * std::pow((piece->high + 1) / (piece->low + 1), within) - 1;
  double rounded = std::round(number);
  Random row_random(random->next(), 0, place.row);
  if (row_random.unit() < wobble_) {
    rounded += row_random.unit() < 0.5 ? -1 : 1;
    rounded = std::clamp(rounded, piece->low, piece->high);
  }
  return std::to_string(static_cast<int64_t>(rounded)) + piece->unit;
}

}  // namespace pinflow::source
