#include "app/command_line.h"

#include <gtest/gtest.h>

#include <set>

#include "app/command.h"

namespace pinflow::app {
namespace {

struct Ended {
  ExitCode code;
  std::string out;
  std::string error;
};

Ended run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "pinflow");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  ExitCode code = run_command_line(static_cast<int>(arguments.size()), arguments.data());
  std::fflush(stdout);
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

TEST(CommandLine, SuggestsTheNearestCommandAndOption) {
  Ended ended = run({"pots"});
  EXPECT_EQ(ended.code, ExitCode::kUsage);
  EXPECT_NE(ended.error.find("unknown command 'pots'; did you mean 'post'?"), std::string::npos)
      << ended.error;
  ended = run({"version", "--jsn"});
  EXPECT_EQ(ended.code, ExitCode::kUsage);
  EXPECT_NE(ended.error.find("did you mean '--json'?"), std::string::npos) << ended.error;
}

TEST(CommandLine, ListsTheSecondWordsThatThereAre) {
  Ended ended = run({"connector", "delete", "archive"});
  EXPECT_EQ(ended.code, ExitCode::kUsage);
  EXPECT_NE(ended.error.find("unknown command 'connector delete'\nThere are: ls, show, create"),
            std::string::npos)
      << ended.error;
  ended = run({"connector", "resumee", "archive"});
  EXPECT_NE(ended.error.find("'connector resumee'; did you mean 'resume'?\n"), std::string::npos)
      << ended.error;
  ended = run({"streams", "describ", "x"});
  EXPECT_NE(ended.error.find("did you mean 'describe'?"), std::string::npos) << ended.error;
  ended = run({"connector", "show", "--jsn"});
  EXPECT_NE(ended.error.find("did you mean '--json'?"), std::string::npos) << ended.error;
}

TEST(CommandLine, ShowsHelpWithExamplesForEveryCommand) {
  for (const Command& command : all_commands()) {
    size_t blank = command.name.find(' ');
    std::string first = command.name.substr(0, blank);
    std::vector<const char*> words = {first.c_str()};
    std::string second;
    if (blank != std::string::npos)
      words.push_back((second = command.name.substr(blank + 1)).c_str());
    words.push_back("--help");
    Ended ended = run(words);
    EXPECT_EQ(ended.code, ExitCode::kOk) << command.name;
    size_t examples = ended.out.find("Examples:\n");
    ASSERT_NE(examples, std::string::npos) << ended.out;
    EXPECT_NE(ended.out.find("pinflow " + command.name, examples), std::string::npos) << ended.out;
  }
}

TEST(CommandLine, GivesEachWordToItsOwnPositional) {
  std::string folder = testing::TempDir() + "command_line_positionals";
  Ended ended = run({"source", "load", "jsonl", folder.c_str(), "--rows", "3"});
  EXPECT_EQ(ended.code, ExitCode::kOk) << ended.error;
}

TEST(CommandLine, TakesSharedOptionsBeforeTheCommandToo) {
  Ended ended = run({"--data", "/elsewhere", "--json", "--log-level=error", "config", "show",
                     "--origin", "--user-id", "a", "--user-id", "b"});
  EXPECT_EQ(ended.code, ExitCode::kOk) << ended.error;
  EXPECT_NE(ended.out.find("/elsewhere"), std::string::npos) << ended.out;
  ended = run({"--jsn", "version"});
  EXPECT_NE(ended.error.find("did you mean '--json'?"), std::string::npos) << ended.error;
}

TEST(CommandLine, EndsWithTheConfigurationCodeForAWrongSetting) {
  Ended ended = run({"version", "--log-level", "loud"});
  EXPECT_EQ(ended.code, ExitCode::kConfiguration);
  EXPECT_NE(ended.error.find("'loud' is not one of"), std::string::npos);
  ended = run({"config", "show", "--config", "/nowhere.toml"});
  EXPECT_EQ(ended.code, ExitCode::kConfiguration);
}

TEST(CommandLine, ShowsWhereASettingCameFrom) {
  Ended ended = run({"config", "show", "--origin", "--data", "x"});
  EXPECT_EQ(ended.code, ExitCode::kOk);
  EXPECT_NE(ended.out.find("data = \"x\"  # --data"), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("# default"), std::string::npos);
}

TEST(CommandLine, CompletesItsOwnCommands) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    std::string script = *completion_script(shell);
    EXPECT_NE(script.find("demo"), std::string::npos);
    EXPECT_NE(script.find("--user-id"), std::string::npos);
  }
  EXPECT_EQ(run({"completion", "tcsh"}).code, ExitCode::kUsage);
}

}  // namespace
}  // namespace pinflow::app
