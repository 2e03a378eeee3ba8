// JobBook: the jobs that people made by jobs/create, and the one that is the pipeline's own DAG.
//
//   Durability:  as the RunStore's, which keeps them.
//   Threads:     every function may be called from any thread; two changes of one job at a time
//                leave that of the last.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "json/document.h"
#include "runs/run_store.h"

namespace pinflow::schedule::databricks {

// Of the whole DAG. It is always there, and cannot be changed.
inline constexpr int64_t kOwnJob = 1;

struct BookedJob {
  int64_t id = 0;
  UnixMillis created_at{};
  std::string settings{};  // A JSON object, as it was given.
};

class JobBook {
 public:
  // `runs` outlives it.
  JobBook(runs::RunStore& runs, std::string dag_name)
      : runs_(runs), dag_name_(std::move(dag_name)) {}

  // In the order of their ids. Errors: kUnavailable (of the RunStore), as of all others.
  Result<std::vector<BookedJob>> list() const;
  Result<BookedJob> find(int64_t id) const;  // kNotFound.
  Result<int64_t> create(const std::string& settings, UnixMillis now);
  // kNotFound; kInvalidArgument: it is the DAG's own.
  Status change(int64_t id, const std::string& settings);
  Status remove(int64_t id);

 private:
  Result<BookedJob> find_changeable(int64_t id) const;

  runs::RunStore& runs_;
  const std::string dag_name_;
};

// `settings` with the members of `changes` in place of its own, without those named in `removed`.
std::string merged_settings(json::Element settings, json::Element changes,
                            const std::vector<std::string>& removed);

}  // namespace pinflow::schedule::databricks
