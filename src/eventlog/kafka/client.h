// Client: one handle of librdkafka with its threads, its settings and what it says.
//
//   Threads:   any. Tokens are asked for on librdkafka's own thread.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "eventlog/kafka/client_options.h"
#include "eventlog/kafka/owned.h"

namespace pinflow::eventlog {

class Client {
 public:
  enum class Role { kWriter, kReader };

  // Our own settings first, then `properties`. `delivered` gets the fate of each record written,
  // from poll(). Errors: kInvalidArgument, naming the property.
  using Delivered = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void*);
  static Result<std::unique_ptr<Client>> open(Role role, const ClientOptions& options,
                                              Delivered delivered = nullptr);

  rd_kafka_t* handle() const { return handle_.get(); }
  int answer_ms() const { return static_cast<int>(options_.answer_timeout.count()); }

  // The error of librdkafka as ours, with what its threads met.
  Status status(rd_kafka_resp_err_t error, std::string_view what, std::string_view text = {}) const;

  // Asks an admin request and waits for its answer. `what` is for messages.
  using Ask = std::function<void(rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>;
  Result<Owned<rd_kafka_event_t>> ask(rd_kafka_admin_op_t operation, std::string_view what,
                                      const Ask& ask) const;

 private:
  explicit Client(ClientOptions options) : options_(std::move(options)) {}

  static void heard(const rd_kafka_t* handle, int level, const char* facility, const char* text);
  static void refresh_token(rd_kafka_t* handle, const char* settings, void* client);

  const ClientOptions options_;
  mutable std::mutex mutex_;
  std::string trouble_;  // Guarded by mutex_: why a server was last not reached.
  // Last: its threads call into all of the above.
  Owned<rd_kafka_t> handle_;
};

// What librdkafka says of a property: whether it knows the name, and why it refuses the value.
enum class PropertyVerdict { kGood, kUnknown, kBad };
PropertyVerdict judge_property(const std::string& name, const std::string& value,
                               std::string* why = nullptr);

}  // namespace pinflow::eventlog
