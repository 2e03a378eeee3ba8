// ARNs: the long names of streams and consumers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/kinesis/options.h"

namespace pinflow::gateway::kinesis {

// "arn:aws:kinesis:us-east-1:000000000000:stream/orders"
std::string stream_arn(const KinesisOptions& options, std::string_view stream);
// "<stream's ARN>/consumer/billing:1445367600"
std::string consumer_arn(const KinesisOptions& options, std::string_view stream,
                         std::string_view consumer, UnixMillis created_at);

// What an ARN names. Its region and account are not looked at: there is one of each.
struct ArnParts {
  std::string stream;
  std::string consumer;    // "" when it is a stream's.
  std::string created_at;  // Of the consumer, in seconds.
};
std::optional<ArnParts> parse_arn(std::string_view arn);

// "abcdefghij0123456789-abc": the stream's id of the newer actions, from its topic's id.
std::string stream_id(std::string_view topic_id);

}  // namespace pinflow::gateway::kinesis
