// The gateway: the doors through which records come in: the REST Proxy's and Kinesis', each by
// itself and behind the stages of an API Gateway; and Kafka's own, which is not HTTP's.
//
//   Threads:   the routes may be called from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "gateway/gatekeeper.h"
#include "gateway/kafka/door.h"
#include "gateway/kinesis/options.h"
#include "gateway/rest_proxy/rest_proxy.h"
#include "gateway/stage.h"
#include "http/router.h"

namespace pinflow::gateway {

struct GatewayOptions {
  std::vector<StageOptions> stages = {StageOptions()};  // "test".
  std::filesystem::path access_log;                     // Of the stages; "" for none.
  RestProxyOptions rest_proxy;
  kinesis::KinesisOptions kinesis;
  kafka::KafkaOptions kafka;
  std::vector<ApiKey> keys;  // None: everybody may do everything.
  Rate rate;                 // For each key, or each address without one.
};

class Gateway {
 public:
  virtual ~Gateway() = default;

  // `router` must not serve any more once the gateway is gone.
  virtual void add_routes(http::Router& router) = 0;

  // For a packet server, which must not serve any more once the gateway is gone. Null where the
  // log does not keep Kafka's batches.
  virtual kafka::KafkaDoor* kafka_door() = 0;
};

// `log` outlives the gateway. Errors: kInvalidArgument (a stage's name or rules, a key); those of
// opening the access log.
Result<std::unique_ptr<Gateway>> open_gateway(eventlog::EventLog& log,
                                              const GatewayOptions& options);

}  // namespace pinflow::gateway
