// run_command_line(): from argv to an exit code.
#pragma once

#include <string>
#include <vector>

#include "app/command.h"

namespace pinflow::app {

// Parses, loads the configuration, runs the command. Unknown words and options get an error with
// the nearest one; a wrong configuration ends with kConfiguration.
ExitCode run_command_line(int argc, const char* const* argv);

// A script that completes commands and options in "bash", "zsh" or "fish".
// Errors: kInvalidArgument (another shell).
Result<std::string> completion_script(std::string_view shell);

}  // namespace pinflow::app
