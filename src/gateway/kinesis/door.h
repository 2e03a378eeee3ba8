// The Kinesis door: POST / in the encodings of AWS's clients, and the same actions by name for
// the stages.
//
//   Threads:   any.
#pragma once

#include <string>
#include <string_view>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/service_model.h"
#include "http/message.h"
#include "http/refusal_log.h"
#include "http/task.h"

namespace pinflow::gateway::kinesis {

class KinesisDoor {
 public:
  // `log` outlives the door.
  KinesisDoor(eventlog::EventLog& log, const KinesisOptions& options) : service_(log, options) {}

  // Whether a POST to / is meant for this door and not for the REST Proxy's.
  static bool is_meant(const http::Request& request);

  http::Task<http::Response> answer(const http::Request& request);

  // Runs an action for `peer`, whose right to it is known. `body` is JSON.
  http::Task<http::Response> invoke(std::string_view operation, std::string body, std::string peer);
  // The answer to a request for an action that cannot be run.
  http::Response refuse(const Status& fault, std::string_view operation, std::string_view peer,
                        Encoding encoding = Encoding::kJson);

  const KinesisOptions& options() const { return service_.options; }

 private:
  http::Task<http::Response> run(const Operation& operation, Result<Value> input, Encoding encoding,
                                 std::string_view peer);
  Status check_caller(const http::Request& request, const Operation& operation,
                      const Result<Value>& input);
  http::Response subscribe(const Value& input, Encoding encoding, std::string_view peer);
  int64_t data_bytes_max(const Value& input, const Operation& operation);

  Service service_;
  http::RefusalLog refusals_{"gateway"};
};

}  // namespace pinflow::gateway::kinesis
