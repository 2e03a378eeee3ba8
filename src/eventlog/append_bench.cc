// Records per second through the embedded log, with the latency of an append, beside what the
// plain disk needs for one write and fdatasync; then reading all of it, and opening it.
// The folder to work in may be given; it must not exist.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "eventlog/local/local_event_log.h"

namespace {

using namespace pinflow;
using namespace pinflow::eventlog;
using SteadyClock = std::chrono::steady_clock;

constexpr size_t kRecordBytes = 600;
constexpr int kClientThreadCount = 2;

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

double percentile_ms(std::vector<double>* seconds, double share) {
  std::sort(seconds->begin(), seconds->end());
  return (*seconds)[static_cast<size_t>(share * static_cast<double>(seconds->size() - 1))] * 1000;
}

struct Load {
  const char* name;
  int in_flight;
  int batch_records;
  int append_count;
};

// Keeps `in_flight` appends under way, as the threads of a server do: `done` only notes that one
// is free, and a few client threads start the next ones.
class LoadRun {
 public:
  LoadRun(EventLog* log, const Load& load) : log_(log), load_(load), begun_(load.in_flight) {
    for (int slot = 0; slot < load.in_flight; ++slot) free_.push_back(slot);
  }

  void run() {
    auto begin = SteadyClock::now();
    std::vector<std::thread> clients;
    for (int index = 0; index < kClientThreadCount; ++index) {
      clients.emplace_back([this] { serve(); });
    }
    for (std::thread& client : clients) client.join();
    double elapsed = seconds_since(begin);
    double record_count = static_cast<double>(load_.append_count) * load_.batch_records;
    std::printf("%-28s %9.0f records/s   p50 %6.2f ms   p99 %6.2f ms\n", load_.name,
                record_count / elapsed, percentile_ms(&latencies_, 0.5),
                percentile_ms(&latencies_, 0.99));
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      freed_.wait(lock, [&] { return !free_.empty() || is_over(); });
      if (is_over()) return;
      if (started_count_ == load_.append_count) {
        freed_.wait(lock, [&] { return is_over(); });
        return;
      }
      int slot = free_.back();
      free_.pop_back();
      ++started_count_;
      lock.unlock();
      start(slot);
      lock.lock();
    }
  }

  bool is_over() const { return latencies_.size() == static_cast<size_t>(load_.append_count); }

  void start(int slot) {
    std::vector<Record> records(static_cast<size_t>(load_.batch_records));
    for (Record& record : records) record.value = std::string(kRecordBytes, 'x');
    begun_[static_cast<size_t>(slot)] = SteadyClock::now();
    log_->append("bench", Partition{0}, std::move(records),
                 [this, slot](const Result<Offset>& first) {
                   check(first.ok());
                   std::lock_guard lock(mutex_);
                   latencies_.push_back(seconds_since(begun_[static_cast<size_t>(slot)]));
                   free_.push_back(slot);
                   is_over() ? freed_.notify_all() : freed_.notify_one();
                 });
  }

  EventLog* log_;
  const Load load_;
  std::vector<SteadyClock::time_point> begun_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<int> free_;
  std::vector<double> latencies_;
  int started_count_ = 0;
};

void measure_disk(const std::filesystem::path& folder) {
  File file = std::move(*File::open(folder / "plain", File::Mode::kCreate));
  std::vector<double> latencies;
  for (int index = 0; index < 1000; ++index) {
    auto begin = SteadyClock::now();
    check(file.append(std::string(kRecordBytes, 'x')).ok() && file.sync().ok());
    latencies.push_back(seconds_since(begin));
  }
  std::printf("%-28s %9s             p50 %6.2f ms   p99 %6.2f ms\n", "plain write + fdatasync", "",
              percentile_ms(&latencies, 0.5), percentile_ms(&latencies, 0.99));
  auto begin = SteadyClock::now();
  constexpr int kMegabyteCount = 500;
  for (int index = 0; index < kMegabyteCount; ++index) {
    check(file.append(std::string(1 << 20, 'x')).ok() && file.sync().ok());
  }
  std::printf("%-28s %9.0f MiB/s\n", "plain 1 MiB + fdatasync",
              kMegabyteCount / seconds_since(begin));
}

void measure_reading(const EventLog& log) {
  auto begin = SteadyClock::now();
  OffsetRange range = *log.offsets({"bench", Partition{0}});
  Offset next = range.begin;
  while (next < range.end) {
    auto records = log.read({"bench", Partition{0}}, next, {});
    check(records.ok());
    next = records->back().offset + 1;
  }
  std::printf("%-28s %9.0f records/s\n", "read all",
              static_cast<double>(range.end - range.begin) / seconds_since(begin));
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::filesystem::path folder = argument_count > 1 ? arguments[1] : "append_bench.data";
  check(!std::filesystem::exists(folder) && create_directories_durably(folder).ok());
  measure_disk(folder);
  {
    auto log = std::move(*open_local_event_log(folder / "log"));
    check(log->create_topic("bench", {}).ok());
    for (const Load& load : {Load{"1 in flight, 1 record", 1, 1, 5'000},
                             Load{"64 in flight, 1 record", 64, 1, 300'000},
                             Load{"16 in flight, 100 records", 16, 100, 30'000}}) {
      LoadRun(log.get(), load).run();
    }
    measure_reading(*log);
  }
  auto begin = SteadyClock::now();
  check(open_local_event_log(folder / "log").ok());
  std::printf("%-28s %9.3f s\n", "open", seconds_since(begin));
  std::filesystem::remove_all(folder);
  return 0;
}
