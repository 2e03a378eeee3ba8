// ObjectKeeper: keeps buckets small while the program runs: puts small objects together, as
// [clean] of the configuration wants it.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "app/parts.h"
#include "clean/compact_objects.h"

namespace pinflow::app {

// The options of [clean]. Errors: kInvalidArgument.
Result<clean::CompactOptions> compact_options(const Config& config);

// Puts together what small objects the buckets of all users have. An object that a connector may
// still write again is left alone: where its position in the log is known, one that is not before
// it; otherwise one that is younger than a minute.
// Errors: kAlreadyExists: another process does it just now; those of clean::compact_objects().
Result<clean::CompactReport> compact_buckets(Parts& parts, clean::CompactOptions options);

class ObjectKeeper {
 public:
  // Works every clean.compact_interval_s if clean.compact_objects is set.
  explicit ObjectKeeper(Parts& parts);
  ~ObjectKeeper();  // Stops, after the round at hand.

 private:
  std::jthread thread_;
};

}  // namespace pinflow::app
