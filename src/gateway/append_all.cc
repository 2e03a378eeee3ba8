#include "gateway/append_all.h"

#include <atomic>
#include <memory>

namespace pinflow::gateway {
namespace {

// Collects the outcomes; each place is written by one callback only.
struct Collection {
  Collection(size_t size, http::Done<AppendOutcomes> all)
      : outcomes(size, Result<model::Offset>(model::Offset{})),
        missing(size),
        done(std::move(all)) {}

  void put(size_t place, Result<model::Offset> outcome) {
    outcomes[place] = std::move(outcome);
    if (missing.fetch_sub(1) == 1) done(std::move(outcomes));
  }

  AppendOutcomes outcomes;
  std::atomic<size_t> missing;
  http::Done<AppendOutcomes> done;
};

}  // namespace

void start_appends(eventlog::EventLog& log, const std::string& topic,
                   std::vector<PartitionBatch> batches, http::Done<AppendOutcomes> done) {
  check(!batches.empty());
  auto collection = std::make_shared<Collection>(batches.size(), std::move(done));
  for (size_t i = 0; i < batches.size(); ++i) {
    log.append(
        topic, batches[i].partition, std::move(batches[i].records),
        [collection, i](Result<model::Offset> first) { collection->put(i, std::move(first)); });
  }
}

http::Task<AppendOutcomes> append_all(eventlog::EventLog& log, std::string topic,
                                      std::vector<PartitionBatch> batches) {
  auto stored = http::completion<AppendOutcomes>([&](http::Done<AppendOutcomes> done) {
    start_appends(log, topic, std::move(batches), std::move(done));
  });
  AppendOutcomes outcomes = co_await stored;
  co_return outcomes;
}

}  // namespace pinflow::gateway
