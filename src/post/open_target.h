// open_target(): the Target that PostOptions name, for one dataset.
#pragma once

#include <memory>
#include <mutex>
#include <string_view>

#include "post/post.h"
#include "post/target.h"

namespace pinflow::post {

// Errors: kInvalidArgument, as what the target and the rows in a request are to be.
Status check_target_options(const PostOptions& options);

// `console_mutex` guards the console against the other datasets' targets. Makes the stream where
// the options say so. Errors: kInvalidArgument (the URL); those of making a stream.
Result<std::unique_ptr<Target>> open_target(const PostOptions& options,
                                            const model::Dataset& dataset,
                                            std::mutex* console_mutex);

std::string_view name_of(TargetKind kind);  // "console", "kafka", "kinesis".

}  // namespace pinflow::post
