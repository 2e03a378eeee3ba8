// The only source that includes CLI11, which is slow to compile.
#include "app/command_line.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include "app/trace_exporter.h"
#include "base/file.h"
#include "base/nearest_name.h"
#include "telemetry/log.h"

extern char** environ;

namespace pinflow::app {
namespace {

// What CLI11 fills in while it parses one command.
struct Parsed {
  CLI::App* app = nullptr;
  const Command* command = nullptr;
  std::map<std::string, bool> flags;
  std::map<std::string, std::vector<std::string>> values;
};

void add_option(const Option& option, Parsed* parsed) {
  if (option.value_name.empty()) {
    parsed->app->add_flag("--" + option.name, parsed->flags[option.name], option.help);
    return;
  }
  CLI::Option* added =
      parsed->app->add_option("--" + option.name, parsed->values[option.name], option.help);
  added->type_name(option.value_name);
  added->allow_extra_args(false);
  if (!option.repeats) added->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  added->expected(1, option.repeats ? CLI::detail::expected_max_vector_size : 1);
}

// What the commands whose first word this is are for.
std::string summary_of_group(std::string_view group) {
  static const std::map<std::string_view, const char*> summaries = {
      {"config", "Show every setting and where it comes from"},
      {"connector", "List, make and control the connectors of the running pinflow"},
      {"dag", "Look at the daily run, start it, and run it for past days"},
      {"dlq", "Show dead letters, mend them and replay them"},
      {"export", "Write the pipeline for another system to run"},
      {"objects", "Put small objects together"},
      {"source", "Fill a database or files with the source tables"},
      {"spark", "Stream by Spark"},
      {"verify", "Compare what batch and streams, or engines, make of the same posts"},
  };
  auto summary = summaries.find(group);
  check(summary != summaries.end());
  return summary->second;
}

// Finds or makes the parent of a two-word command: the first word may be a command by itself.
CLI::App* parent_of(CLI::App* root, const std::string& name) {
  size_t blank = name.find(' ');
  if (blank == std::string::npos) return root;
  std::string group = name.substr(0, blank);
  auto there = root->get_subcommands([&](CLI::App* app) { return app->get_name() == group; });
  if (!there.empty()) return there.front();
  CLI::App* made = root->add_subcommand(group, summary_of_group(group));
  made->require_subcommand(1);
  return made;
}

std::vector<std::unique_ptr<Parsed>> declare(CLI::App* root) {
  root->require_subcommand(1);
  root->set_help_all_flag("--help-all", "help of every command");
  std::vector<std::unique_ptr<Parsed>> all;
  for (const Command& command : all_commands()) {
    CLI::App* parent = parent_of(root, command.name);
    auto parsed = std::make_unique<Parsed>();
    parsed->command = &command;
    parsed->app =
        parent->add_subcommand(command.name.substr(command.name.find(' ') + 1), command.summary);
    parsed->app->footer("Examples:\n" + command.examples);
    for (const Option& option : command.options) add_option(option, parsed.get());
    for (const Option& option : shared_options()) add_option(option, parsed.get());
    for (const Positional& positional : command.positionals) {
      parsed->app->add_option(positional.name, parsed->values[positional.name], positional.help)
          ->required(positional.required)
          ->expected(1)
          ->allow_extra_args(false)  // Else the first takes the words of the next.
          ->option_text(" ");
    }
    all.push_back(std::move(parsed));
  }
  return all;
}

// The words of argv with the shared options that stand before the command behind it, where CLI11
// looks for them: `pinflow --data DIR sql ...` is how many other programs take theirs.
std::vector<const char*> with_command_first(int argc, const char* const* argv) {
  std::vector<const char*> words(argv, argv + argc), leading;
  auto word = words.begin() + 1;
  while (word < words.end()) {
    std::string_view text = *word;
    std::string_view name = text.substr(0, text.find('='));
    auto is_it = [&](const Option& option) { return "--" + option.name == name; };
    auto option = std::ranges::find_if(shared_options(), is_it);
    if (option == shared_options().end()) break;
    leading.push_back(*word++);
    bool value_follows = !option->value_name.empty() && name == text && word < words.end();
    if (value_follows) leading.push_back(*word++);
  }
  words.erase(words.begin() + 1, word);
  auto end_of_options =
      std::ranges::find_if(words, [](std::string_view text) { return text == "--"; });
  words.insert(end_of_options, leading.begin(), leading.end());
  return words;
}

// The second word where there are commands of two, and this is none of them; "" otherwise.
std::string explain_unknown_second(const std::string& first, std::string_view second) {
  std::vector<std::string> words;
  for (const Command& command : all_commands()) {
    if (command.name == first && !command.positionals.empty()) return "";
    if (command.name.starts_with(first + " "))
      words.push_back(command.name.substr(first.size() + 1));
  }
  bool is_known = std::ranges::find(words, second) != words.end();
  if (words.empty() || is_known || second.empty() || second.starts_with("-")) return "";
  std::string there;
  for (const std::string& word : words) there += (there.empty() ? "" : ", ") + word;
  return "unknown command '" + first + " " + std::string(second) + "'" +
         did_you_mean(second, words) + "\nThere are: " + there;
}

// The word of argv that nothing knows, with the nearest that would do.
std::string explain_unknown(int argc, const char* const* argv) {
  std::vector<std::string> words;
  std::vector<std::string> options = {"--help"};
  std::string first = argc > 1 ? argv[1] : "";
  for (const Command& command : all_commands()) {
    std::string word = command.name.substr(0, command.name.find(' '));
    words.push_back(word);
    if (word != first) continue;
    for (const Option& option : command.options) options.push_back("--" + option.name);
  }
  if (std::find(words.begin(), words.end(), first) == words.end() && !first.starts_with("-")) {
    return "unknown command '" + first + "'" + did_you_mean(first, words);
  }
  std::string second = explain_unknown_second(first, argc > 2 ? argv[2] : "");
  if (!second.empty()) return second;
  for (const Option& option : shared_options()) options.push_back("--" + option.name);
  for (int index = 1; index < argc; ++index) {
    std::string word = argv[index];
    std::string name = word.substr(0, word.find('='));
    if (!name.starts_with("--") || name == "--") continue;
    if (std::find(options.begin(), options.end(), name) == options.end()) {
      return "unknown option '" + name + "'" + did_you_mean(name, options);
    }
  }
  return "";
}

Result<Config> load_config(const Arguments& arguments) {
  ConfigSources sources;
  std::optional<std::string> named = arguments.text("config");
  sources.file_name = named.value_or("pinflow.toml");
  Result<std::string> text = read_file(sources.file_name);
  if (text.ok()) {
    sources.file_text = std::move(*text);
  } else if (named || text.status().code() != Code::kNotFound) {
    return text.status();
  }
  for (char** variable = environ; *variable != nullptr; ++variable) {
    std::string_view entry(*variable);
    size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    sources.environment.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  TRY_ASSIGN(Config config, Config::load(sources));

  const std::pair<const char*, const char*> kShared[] = {
      {"data", "app.data"}, {"pipeline", "app.pipeline"}, {"log-level", "telemetry.log_level"}};
  for (const auto& [option, key] : kShared) {
    if (std::optional<std::string> value = arguments.text(option)) {
      TRY(config.set(key, *value, std::string("--") + option));
    }
  }
  std::string ids;
  for (const std::string& id : arguments.list("user-id")) ids += (ids.empty() ? "" : ",") + id;
  if (!ids.empty()) TRY(config.set("app.user_ids", ids, "--user-id"));
  return config;
}

// Errors: kInvalidArgument (a level or format that there is not).
Status start_log(const Config& config) {
  const std::map<std::string, telemetry::Level> kLevels = {{"debug", telemetry::Level::kDebug},
                                                           {"info", telemetry::Level::kInfo},
                                                           {"warning", telemetry::Level::kWarning},
                                                           {"error", telemetry::Level::kError}};
  auto level = kLevels.find(config.text("telemetry.log_level"));
  if (level == kLevels.end()) {
    return Status(Code::kInvalidArgument, "telemetry.log_level: '" +
                                              config.text("telemetry.log_level") +
                                              "' is not one of debug, info, warning, error");
  }
  const std::string& format = config.text("telemetry.log_format");
  if (format != "plain" && format != "json") {
    return Status(Code::kInvalidArgument,
                  "telemetry.log_format: '" + format + "' is not one of plain, json");
  }
  telemetry::set_log(format == "json" ? telemetry::LogFormat::kJson : telemetry::LogFormat::kPlain,
                     level->second);
  return Status();
}

ExitCode run(const Parsed& parsed) {
  Invocation invocation;
  for (const auto& [option, given] : parsed.flags) {
    if (given) invocation.arguments.add(option, "true");
  }
  for (const auto& [option, values] : parsed.values) {
    for (const std::string& value : values) invocation.arguments.add(option, value);
  }
  invocation.json = invocation.arguments.flag("json");
  Result<Config> config = load_config(invocation.arguments);
  Status status = config.ok() ? start_log(*config) : config.status();
  if (!status.ok()) {
    report_error(invocation, status);
    return ExitCode::kConfiguration;
  }
  const char* trace_headers = std::getenv("OTEL_EXPORTER_OTLP_HEADERS");
  auto traces = start_trace_export(*config, trace_headers ? trace_headers : "");
  if (!traces.ok()) {
    report_error(invocation, traces.status());
    return ExitCode::kConfiguration;
  }
  invocation.config = std::move(*config);
  return parsed.command->run(invocation);
}

}  // namespace

ExitCode run_command_line(int given_count, const char* const* given) {
  const std::vector<const char*> words = with_command_first(given_count, given);
  const int argc = static_cast<int>(words.size());
  const char* const* argv = words.data();
  CLI::App root("pinflow: the Pinterest data pipeline in one program", "pinflow");
  root.footer("Start with `pinflow demo`, or `pinflow up` and `pinflow post`.");
  std::vector<std::unique_ptr<Parsed>> commands = declare(&root);
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    root.exit(help);
    return ExitCode::kOk;
  } catch (const CLI::CallForAllHelp& help) {
    root.exit(help);
    return ExitCode::kOk;
  } catch (const CLI::ParseError& error) {
    std::string unknown = explain_unknown(argc, argv);
    std::fprintf(stderr, "pinflow: %s\n", unknown.empty() ? error.what() : unknown.c_str());
    std::fprintf(stderr, "Run with --help for more information.\n");
    return ExitCode::kUsage;
  }
  for (const auto& parsed : commands) {
    bool is_last_word = parsed->app->get_subcommands().empty();
    if (parsed->app->parsed() && is_last_word) return run(*parsed);
  }
  return ExitCode::kUsage;
}

}  // namespace pinflow::app
