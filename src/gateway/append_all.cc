#include "gateway/append_all.h"

#include <atomic>
#include <memory>

namespace pinflow::gateway {
namespace {

using Outcomes = std::vector<Result<model::Offset>>;

// Collects the outcomes; each place is written by one callback only.
struct Collection {
  Collection(size_t size, http::Done<Outcomes> all)
      : outcomes(size, Result<model::Offset>(model::Offset{})),
        missing(size),
        done(std::move(all)) {}

  void put(size_t place, Result<model::Offset> outcome) {
    outcomes[place] = std::move(outcome);
    if (missing.fetch_sub(1) == 1) done(std::move(outcomes));
  }

  Outcomes outcomes;
  std::atomic<size_t> missing;
  http::Done<Outcomes> done;
};

}  // namespace

http::Task<Outcomes> append_all(eventlog::EventLog& log, std::string topic,
                                std::vector<PartitionBatch> batches) {
  check(!batches.empty());
  auto stored = http::completion<Outcomes>([&](http::Done<Outcomes> done) {
    auto collection = std::make_shared<Collection>(batches.size(), std::move(done));
    for (size_t i = 0; i < batches.size(); ++i) {
      log.append(
          topic, batches[i].partition, std::move(batches[i].records),
          [collection, i](Result<model::Offset> first) { collection->put(i, std::move(first)); });
    }
  });
  Outcomes outcomes = co_await stored;
  co_return outcomes;
}

}  // namespace pinflow::gateway
