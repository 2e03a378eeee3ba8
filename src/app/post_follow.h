// post_follow(): `pinflow post --follow`, and the positions that it keeps in <data>/follow.
#pragma once

#include <filesystem>

#include "app/workspace.h"
#include "post/follow.h"

namespace pinflow::app {

// Errors: kInvalidArgument: options of `post` that say nothing of rows in the order they come.
Status check_follow_arguments(const Arguments& arguments);

// How the configured source is followed. Errors: kInvalidArgument (a setting, the address).
Result<post::FollowOptions> follow_options(const Config& config);

// Where positions are, <data>/follow.
std::filesystem::path follow_folder(const Config& config);

// Posts until interrupted, or with --once to the end; says how it went.
ExitCode post_follow(const Invocation& invocation, Workspace& workspace,
                     const post::PostOptions& options);

}  // namespace pinflow::app
