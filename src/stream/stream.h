// Stream: keeps one table fresh while records arrive. Takes its topic up as soon as it appears and
// carries it over in micro-batches, exactly once (carrier.h).
//
//   Commands:  "pause", "resume", "restart" to the part "stream/<table>" of the RunStore (of the
//              shared stream "stream/<table>/<topic>"), which also holds its state: "running",
//              "paused", "retrying", "failed". What heals by itself is tried again; what somebody
//              has to mend waits for "restart".
//   Threads:   every function may be called from any thread; the work runs on one thread of its
//              own, between start() and stop().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/backoff.h"
#include "stream/carrier.h"
#include "stream/stream_config.h"
#include "telemetry/metrics.h"

namespace pinflow::stream {

struct StreamReport {
  std::string state;     // "running", "paused", "retrying", "failed"
  std::string message;   // Why, where it is not running.
  BatchCounts counts;    // Since this process started.
  int64_t waiting = 0;   // Records in the topic that are not in the table yet.
  size_t key_count = 0;  // Of the key index, and what it costs.
  size_t key_bytes = 0;
};

class Stream {
 public:
  // `nouns` outlives it.
  Stream(StreamConfig config, const StreamNouns& nouns);
  ~Stream();  // Stops.

  void start();
  // Returns when the batch at hand is committed. What waits stays in the log.
  void stop();

  // Carries over all that waits, without waiting for an interval to pass.
  // Errors: what stopped it. Does nothing while paused.
  Result<StreamReport> drain();
  StreamReport report() const;

  const StreamConfig& config() const { return config_; }

 private:
  enum class State { kRunning, kPaused, kRetrying, kFailed };
  using SteadyTime = std::chrono::steady_clock::time_point;

  void work(const std::stop_token& stop);
  bool is_due();
  SteadyTime next_attention(SteadyTime now);
  bool advance();
  void take_commands();
  void take_up_topic();
  void settle(Status status);
  void publish();

  const StreamConfig config_;
  const StreamNouns& nouns_;
  const std::string part_;

  std::jthread worker_;

  std::mutex work_mutex_;  // Guards what follows.
  std::unique_ptr<Carrier> carrier_;
  State state_ = State::kRunning;
  Status trouble_;
  Backoff backoff_;
  SteadyTime retry_at_{};
  SteadyTime last_batch_{};
  BatchCounts counts_;
  runs::PartState published_;

  mutable std::mutex report_mutex_;  // Never held for long.
  StreamReport report_;              // Under report_mutex_.
};

}  // namespace pinflow::stream
