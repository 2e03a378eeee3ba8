// For tests only: FailingTable, a Delta table whose commits can fail, before or after they are
// done.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lake/delta_table.h"

namespace pinflow::app {

class FailingTable final : public lake::DeltaTable {
 public:
  explicit FailingTable(lake::DeltaTable& real) : real_(real) {}
  enum class Failure { kNone, kBefore, kAfter } next_commit = Failure::kNone;

  const std::string& name() const override { return real_.name(); }
  objects::Store& store() override { return real_.store(); }
  const std::string& prefix() const override { return real_.prefix(); }
  bool exists() const override { return real_.exists(); }
  Status create(const model::Schema& schema,
                const std::map<std::string, std::string>& configuration) override {
    return real_.create(schema, configuration);
  }
  Result<lake::Snapshot> snapshot(std::optional<lake::Version> version) const override {
    return real_.snapshot(version);
  }
  Result<std::vector<lake::DataFile>> files_added(lake::Version after,
                                                  lake::Version until) const override {
    return real_.files_added(after, until);
  }
  Result<lake::Version> commit(const lake::Snapshot& read, const lake::Change& change) override {
    Failure failure = std::exchange(next_commit, Failure::kNone);
    if (failure != Failure::kBefore) {
      Result<lake::Version> committed = real_.commit(read, change);
      if (failure == Failure::kNone || !committed.ok()) return committed;
    }
    return Status(Code::kUnavailable, "connection reset");
  }
  Result<std::vector<lake::HistoryEntry>> history(size_t count_max) const override {
    return real_.history(count_max);
  }

 private:
  lake::DeltaTable& real_;
};

}  // namespace pinflow::app
