// Counts with a unit, such as follower counts: "940", "28k", "2M".
//
//   "pieces"        [{share, low, high, unit}, …]: this share of the rows is between low and high,
//                   even on a logarithmic scale; shares in order, summing to 1
//   "follows_size"  of 0 to 1: how often a value follows the size of its group; else it is drawn
//   "wobble"        the share of a group's rows whose number is one more or less than the others'
#pragma once

#include "base/result.h"
#include "source/generator/grammar.h"
#include "source/generator/spec.h"

namespace pinflow::source {

class Count {
 public:
  static Result<Count> read(const Spec& spec);

  // `random` may be a group's.
  std::string make(const Place& place, Random* random) const;

 private:
  struct Piece {
    double share_until;
    double low;
    double high;
    std::string unit;
  };
  std::vector<Piece> pieces_;
  double follows_size_ = 0;
  double wobble_ = 0;
};

}  // namespace pinflow::source
