// Command: one word of the command line, as data: its options, its help, what it runs.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "app/exit_code.h"

namespace pinflow::app {

struct Option {
  std::string name;        // "rate" for --rate.
  std::string value_name;  // "ROWS"; "" makes it a flag.
  std::string help;
  bool repeats = false;
};

struct Positional {
  std::string name;  // "NAME"
  std::string help;
  bool required = false;
};

// What was given on the command line.
class Arguments {
 public:
  bool flag(const std::string& option) const { return values_.contains(option); }
  std::optional<std::string> text(const std::string& option) const;  // The last one given.
  std::vector<std::string> list(const std::string& option) const;
  // Errors: kInvalidArgument naming the option; `otherwise` when it was not given.
  Result<int64_t> integer(const std::string& option, int64_t otherwise) const;
  Result<int64_t> count(const std::string& option, int64_t otherwise) const;  // 1 or more.
  Result<double> number(const std::string& option, double otherwise) const;

  void add(const std::string& option, const std::string& value) {
    values_[option].push_back(value);
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

// One run of a command.
struct Invocation {
  Arguments arguments;
  Config config;
  bool json = false;  // Answer in JSON.
};

struct Command {
  std::string name;             // "post", or two words: "source load".
  std::string summary;          // One line, imperative.
  std::string examples;         // Three lines or so, shown by --help.
  std::vector<Option> options;  // Besides those that all have.
  std::vector<Positional> positionals;
  std::function<ExitCode(Invocation&)> run;
};

// Options that every command has: --data, --config, --json, --user-id, --pipeline, --log-level.
const std::vector<Option>& shared_options();

// All commands, in the order that help shows them.
const std::vector<Command>& all_commands();

// Prints the error as text or JSON on stderr and gives its exit code.
ExitCode report_error(const Invocation& invocation, const Status& error);
// The same for what was given wrongly on the command line: kUsage.
ExitCode report_usage_error(const Invocation& invocation, const Status& error);

}  // namespace pinflow::app
