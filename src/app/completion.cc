// Completion scripts, made from the same table of commands that parses the command line.
#include <algorithm>
#include <map>

#include "app/command_line.h"

namespace pinflow::app {
namespace {

// First words, each with the words and options that may follow it.
std::map<std::string, std::string> followers() {
  std::map<std::string, std::string> words;
  for (const Command& command : all_commands()) {
    size_t blank = command.name.find(' ');
    std::string& after = words[command.name.substr(0, blank)];
    if (blank != std::string::npos) after += command.name.substr(blank + 1) + " ";
    for (const Option& option : command.options) after += "--" + option.name + " ";
  }
  for (auto& [word, after] : words) {
    for (const Option& option : shared_options()) after += "--" + option.name + " ";
    after += "--help";
  }
  return words;
}

std::string bash() {
  std::string first;
  std::string cases;
  for (const auto& [word, after] : followers()) {
    first += word + " ";
    cases += "    " + word + ") words=\"" + after + "\" ;;\n";
  }
  return "_pinflow() {\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\" words=\"" +
         first +
         "\"\n"
         "  [ \"$COMP_CWORD\" -gt 1 ] && case \"${COMP_WORDS[1]}\" in\n" +
         cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _pinflow pinflow\n";
}

std::string fish() {
  std::string script;
  for (const auto& [word, after] : followers()) {
    script += "complete -c pinflow -n __fish_use_subcommand -a " + word + "\n";
    script +=
        "complete -c pinflow -n '__fish_seen_subcommand_from " + word + "' -a '" + after + "'\n";
  }
  return script;
}

}  // namespace

Result<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return bash();
  if (shell == "zsh") return "autoload -U +X bashcompinit && bashcompinit\n" + bash();
  if (shell == "fish") return fish();
  return Status(Code::kInvalidArgument,
                "completion: '" + std::string(shell) + "' is not one of bash, zsh, fish");
}

}  // namespace pinflow::app
