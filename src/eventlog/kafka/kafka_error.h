// Kafka's errors as ours, with what to do about them.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "base/result.h"

namespace pinflow::eventlog {

// The name() of a status that says that a group's coordinator is about to be there.
inline constexpr std::string_view kCoordinatorMoves = "CoordinatorMoves";

// `what` was being done: "append to topic orders". `text` is Kafka's own, where it gave one.
// `trouble` is why servers were last not reached, if they were not.
// OK for RD_KAFKA_RESP_ERR_NO_ERROR.
Status kafka_status(rd_kafka_resp_err_t error, std::string_view what, std::string_view text = {},
                    std::string_view trouble = {});

}  // namespace pinflow::eventlog
