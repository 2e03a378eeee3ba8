// kinesis_options(): how the Kinesis of [eventlog.kinesis] is spoken to.
#pragma once

#include <filesystem>

#include "app/config.h"
#include "eventlog/kinesis/kinesis_event_log.h"

namespace pinflow::app {

// `folder` is that of the log's copy. Requests are signed with the credentials that AWS's tools
// would find. Errors: kInvalidArgument naming the key.
Result<eventlog::KinesisEventLogOptions> kinesis_options(const Config& config,
                                                         const std::filesystem::path& folder);

}  // namespace pinflow::app
