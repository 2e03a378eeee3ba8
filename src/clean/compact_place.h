// PlaceCompactor: puts small objects together in their own folder.
#pragma once

#include "clean/compact_objects.h"
#include "clean/object_run.h"

namespace pinflow::clean {

class PlaceCompactor {
 public:
  // All outlive it. Adds to `report`.
  PlaceCompactor(objects::Store& bucket, const CompactOptions& options, CompactReport* report)
      : bucket_(bucket), options_(options), report_(*report) {}

  // `place`: objects of one partition and folder, by offset. Errors: as compact_objects().
  Status compact(std::span<const SourceObject> place);

 private:
  Status finish_run();
  Status leave_out_held_by_large();
  void spare_large();
  Status expect_unchanged() const;
  Status remove(std::span<const SourceObject> objects);

  objects::Store& bucket_;
  const CompactOptions& options_;
  CompactReport& report_;
  ObjectRun run_;
  std::vector<SourceObject> held_;     // Whose lines are in the run, or in `large_`, already.
  std::optional<SourceObject> large_;  // The one before the run.
};

// Adds what became of the run to the report, and tells of it.
void count_run(const ObjectRun& run, const std::string& key, const CompactOptions& options,
               CompactReport* report);

}  // namespace pinflow::clean
