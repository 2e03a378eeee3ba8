// Groups: which rows belong together (all posts of one author), with a heavy tail of sizes, found
// for any row without a table of rows.
#pragma once

#include <cstdint>
#include <vector>

#include "source/generator/permutation.h"

namespace pinflow::source {

struct GroupSizes {
  double largest_share = 0;  // Of all rows: the one largest group.
  struct Class {
    uint64_t size = 1;
    double weight = 0;  // How many groups of that size there are, against the other classes.
  };
  std::vector<Class> classes;  // Largest size first, ending with 1.
};

struct Group {
  uint64_t number = 0;  // From 0, the largest group.
  uint64_t size = 1;
  double rank = 0;  // [0, 1): uniform over the rows, and the lower, the larger the group.
};

class Groups {
 public:
  Groups(const GroupSizes& sizes, uint64_t row_count, uint64_t seed);

  Group of(uint64_t row) const;
  uint64_t group_count() const { return group_count_; }

 private:
  // Groups of one size lie side by side in the shuffled order of the rows.
  struct Run {
    uint64_t size;
    uint64_t first_place;
    uint64_t first_number;
  };
  void add_run(uint64_t size, uint64_t count);

  uint64_t row_count_;
  uint64_t seed_;
  uint64_t placed_ = 0;
  uint64_t group_count_ = 0;
  std::vector<Run> runs_;
  Permutation place_of_row_;
};

}  // namespace pinflow::source
