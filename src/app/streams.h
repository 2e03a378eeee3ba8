// Streams: one stream for each user id and dataset, as UserWatch tells of users.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/parts.h"
#include "app/user_watch.h"
#include "stream/stream.h"

namespace pinflow::app {

// The streams of a user's dataset as the pipeline and the configuration want them: that of its own
// input and, where the pipeline has one, that of the shared stream.
// Errors: kInvalidArgument: a setting of [stream].
Result<std::vector<stream::StreamConfig>> stream_configs(const Parts& parts,
                                                         const std::string& user_id,
                                                         const model::Dataset& dataset);

// The stream of the shared stream's strays, whose dataset nobody can tell; nothing where a user's
// stream takes them or there is no shared stream. Errors: as above.
Result<std::optional<stream::StreamConfig>> stray_config(const Parts& parts);

class Streams {
 public:
  // `metrics` outlives it.
  Streams(Parts& parts, metric::LiveMetrics& metrics);
  ~Streams();  // Stops.

  // Errors: kInvalidArgument (a setting); those of opening what streams need.
  Status start();
  void stop();

  // Errors: of the first stream that did not get through.
  Status drain();

 private:
  Status add(const std::string& user_id);
  void start_one(stream::StreamConfig config);  // Under mutex_.

  Parts& parts_;
  metric::LiveMetrics& metrics_;
  std::unique_ptr<stream::StreamNouns> nouns_;                      // Since start().
  std::mutex mutex_;                                                // Guards streams_.
  std::map<std::string, std::unique_ptr<stream::Stream>> streams_;  // By the name of their part.
  UserWatch users_;
};

}  // namespace pinflow::app
