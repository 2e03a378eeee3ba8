// Words, properties and environment of spark-submit.
#include "query/spark/spark_submit.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/file.h"
#include "query/spark/dialect.h"

namespace pinflow::query {
namespace {

// What all of pinflow's Spark work rests on, beside what the dialect does; the user's properties
// come after it.
constexpr std::pair<const char*, const char*> kProperties[] = {
    {"spark.ui.enabled", "false"},
    {"spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"},
    {"spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false"},
    {"spark.hadoop.mapreduce.input.fileinputformat.list-status.num-threads", "16"}};

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : ",") + part;
  return all;
}

// "" where there is none.
std::filesystem::path find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : "";
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    size_t end = std::min(rest.find(':'), rest.size());
    std::filesystem::path candidate = std::filesystem::path(rest.substr(0, end)) / name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

// spark-submit of a Python environment works with that environment's Python.
std::string python_beside(const std::filesystem::path& submit) {
  if (std::getenv("PYSPARK_PYTHON") != nullptr) return "";
  std::filesystem::path beside = submit.parent_path() / "python3";
  return ::access(beside.c_str(), X_OK) == 0 ? beside.string() : "";
}

std::vector<std::string> environment(const std::string& python) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) all.emplace_back(*at);
  if (!python.empty()) all.push_back("PYSPARK_PYTHON=" + python);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

std::string spark_properties(const SparkOptions& options) {
  std::map<std::string, std::string> all(std::begin(kProperties), std::end(kProperties));
  all.insert(std::begin(kSparkDialect), std::end(kSparkDialect));
  if (options.master.starts_with("local")) all["spark.sql.shuffle.partitions"] = "8";  // Not 200.
  for (const auto& [key, value] : options.conf) all[key] = value;
  std::string text;
  for (const auto& [key, value] : all) {
    text += key + "=";
    for (char letter : value) text += letter == '\\' ? std::string("\\\\") : std::string(1, letter);
    text += "\n";
  }
  return text;
}

std::string explain_spark_log(const std::string& log, const std::string& master) {
  auto has = [&](std::string_view text) { return log.find(text) != std::string::npos; };
  if (has("JAVA_HOME is not set") || has("java: not found") || has("java: No such file")) {
    return "no Java: install one (Debian: openjdk-17-jre-headless) or set JAVA_HOME";
  }
  if (has("All masters are unresponsive") || has("Failed to connect to master")) {
    return master + " does not answer: is that master running, and is its address right?";
  }
  if (has("Could not parse Master URL") || has("Master must either be")) {
    return "query.spark.master: '" + master + "' is not local[N], spark://…, yarn or k8s://…";
  }
  if (has("unresolved dependency")) return "query.spark.packages: not found in any repository";
  size_t at = log.rfind("Exception");
  if (at == std::string::npos) at = log.rfind("rror:");
  if (at == std::string::npos) at = log.find_last_not_of('\n');
  if (at == std::string::npos) return "it said nothing";
  size_t begin = log.rfind('\n', at) + 1;
  return log.substr(begin, std::min(log.find('\n', at), log.size()) - begin);
}

Result<pid_t> submit_to_spark(const SparkOptions& options, const std::filesystem::path& folder,
                              const std::filesystem::path& log) {
  std::filesystem::path submit = find_program(options.submit);
  if (submit.empty()) {
    return Status(Code::kInvalidArgument,
                  "query.spark.submit: no program '" + options.submit +
                      "': install Spark (`pip install pyspark==3.5.9`) or name its spark-submit");
  }
  std::vector<std::string> words = {submit.string(), "--master", options.master, "--deploy-mode",
                                    "client",        "--name",   "pinflow"};
  auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  add("--packages", joined(options.packages));
  add("--jars", joined(options.jars));
  std::vector<std::string> modules;
  for (const auto& [name, text] : options.program) {
    TRY(replace_file(folder / name, text));
    bool is_module = name != options.program.front().first && name.ends_with(".py");
    if (is_module) modules.push_back(folder / name);
  }
  add("--py-files", joined(modules));
  std::filesystem::path properties = folder / "spark.properties";
  TRY(replace_file(properties, spark_properties(options)));
  add("--properties-file", properties);
  words.push_back(folder / options.program.front().first);
  words.push_back(folder);

  std::vector<std::string> variables =
      environment(options.python.empty() ? python_beside(submit) : options.python);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // No Ctrl-C of ours.
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t process = 0;
  int error = ::posix_spawn(&process, words[0].c_str(), &actions, &attributes,
                            pointers(words).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error == 0) return process;
  return Status(Code::kUnavailable, submit.string() + ": " + std::strerror(error));
}

}  // namespace pinflow::query
