// The commands around connectors: connector ls, show, create, …. Each is a request to the Connect
// REST API of the pinflow that runs on the data folder.
#include <cstdio>

#include "app/commands.h"
#include "app/print.h"
#include "app/rest_client.h"
#include "base/file.h"
#include "http/target.h"
#include "json/document.h"
#include "json/writer.h"
#include "sink/properties.h"
#include "sink/properties_json.h"

namespace pinflow::app {
namespace {

using Rows = decltype(query::Table::rows);

std::string path_of(const std::string& connector, const std::string& below = "") {
  return "/connectors/" + http::percent_encode(connector) + below;
}

// Asks and gives the answer's body. Errors: kUnavailable; what the answer says.
Result<std::string> ask(const Invocation& invocation, const std::string& method,
                        const std::string& target, const std::string& body = "") {
  TRY_ASSIGN(auto client, open_live_client(invocation.config.text("app.data")));
  TRY_ASSIGN(http::Response response, client->send(method, target, body));
  TRY(answer_status(response));
  return response.body;
}

std::string member_text(std::optional<json::Element> object, std::string_view name) {
  auto member = object ? (*object)[name] : std::nullopt;
  return member ? std::string(member->as_string().value_or("")) : "";
}

ExitCode print_rows(std::vector<query::Table::Column> columns, Rows rows) {
  query::Table table{std::move(columns), std::move(rows), false};
  std::printf("%s", format_table(table, Format::kTable).c_str());
  return ExitCode::kOk;
}

ExitCode print_text(const std::string& text) {
  if (!text.empty()) std::printf("%s\n", text.c_str());
  return ExitCode::kOk;
}

// Prints the answer's JSON with --json, else what `show` makes of it.
ExitCode print_answer(const Invocation& invocation, const Result<std::string>& answer,
                      const std::function<ExitCode(json::Element)>& show) {
  if (!answer.ok()) return report_error(invocation, answer.status());
  if (invocation.json) return print_text(*answer);
  json::Parser parser;
  auto root = parser.parse(*answer);
  return root.ok() ? show(*root) : report_error(invocation, root.status());
}

// One line for the connector, or for each task that has something to say.
void add_status(const std::string& name, std::optional<json::Element> status, Rows* rows) {
  auto connector = status ? (*status)["connector"] : std::nullopt;
  auto tasks = status ? (*status)["tasks"] : std::nullopt;
  rows->push_back({name, std::string("connector"), member_text(connector, "state"),
                   printable(member_text(connector, "trace"))});
  if (!tasks) return;
  int64_t number = 0;
  tasks->each_element([&](json::Element task) {
    rows->push_back({name, "task " + std::to_string(number++), member_text(task, "state"),
                     printable(member_text(task, "trace"))});
    return true;
  });
}

const std::vector<query::Table::Column> kStatusColumns = {
    {"connector", "VARCHAR"}, {"part", "VARCHAR"}, {"state", "VARCHAR"}, {"trace", "VARCHAR"}};

ExitCode run_connector_ls(Invocation& invocation) {
  auto answer = ask(invocation, "GET", "/connectors?expand=status");
  return print_answer(invocation, answer, [](json::Element all) {
    Rows rows;
    all.each_member([&](std::string_view name, json::Element one) {
      add_status(std::string(name), one["status"], &rows);
      return true;
    });
    return print_rows(kStatusColumns, std::move(rows));
  });
}

ExitCode run_connector_show(Invocation& invocation) {
  const std::string name = *invocation.arguments.text("NAME");
  auto info = ask(invocation, "GET", path_of(name));
  if (!info.ok()) return report_error(invocation, info.status());
  auto status = ask(invocation, "GET", path_of(name, "/status"));
  if (!status.ok()) return report_error(invocation, status.status());
  json::Writer both;
  both.begin_object().key("info").raw(*info).key("status").raw(*status).end_object();
  return print_answer(invocation, both.take(), [&](json::Element root) {
    auto config = (*root["info"])["config"];
    config->each_member([](std::string_view option, json::Element value) {
      std::printf("%s=%s\n", std::string(option).c_str(),
                  printable(std::string(value.as_string().value_or(""))).c_str());
      return true;
    });
    Rows rows;
    add_status(name, root["status"], &rows);
    return print_rows(kStatusColumns, std::move(rows));
  });
}

// A .properties file, or JSON: an object of properties, or {"name":…,"config":{…}}.
Result<sink::Properties> read_connector_file(const std::string& file) {
  TRY_ASSIGN(std::string text, read_file(file));
  size_t begin = text.find_first_not_of(" \t\r\n");
  bool is_json = begin != std::string::npos && text[begin] == '{';
  if (!is_json) return sink::parse_properties(text);
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(text));
  auto config = root["config"];
  TRY_ASSIGN(sink::Properties properties, sink::read_properties(config.value_or(root)));
  if (config && root["name"]) properties["name"] = member_text(root, "name");
  return properties;
}

Result<std::string> send_connector(const Invocation& invocation) {
  const std::string file = *invocation.arguments.text("FILE");
  Result<sink::Properties> properties = read_connector_file(file);
  if (!properties.ok()) return properties.status().with_context(file);
  std::string name = invocation.arguments.text("name").value_or((*properties)["name"]);
  if (name.empty()) {
    return Status(Code::kInvalidArgument, file + ": no name; give one with --name");
  }
  (*properties)["name"] = name;
  std::string config = sink::properties_json(*properties);
  if (invocation.arguments.flag("replace")) {
    return ask(invocation, "PUT", path_of(name, "/config"), config);
  }
  json::Writer writer;
  writer.begin_object().member("name", name).key("config").raw(config).end_object();
  return ask(invocation, "POST", "/connectors", writer.text());
}

ExitCode run_create(Invocation& invocation) {
  return print_answer(invocation, send_connector(invocation), [](json::Element info) {
    return print_text("connector " + member_text(info, "name") + " is there");
  });
}

// Prints what is wrong, a line each. Exit code 1 when something is.
ExitCode show_errors(json::Element validation) {
  bool is_right = true;
  if (auto configs = validation["configs"]) {
    configs->each_element([&](json::Element config) {
      auto value = config["value"];
      auto errors = value ? (*value)["errors"] : std::nullopt;
      if (!errors) return true;
      errors->each_element([&](json::Element error) {
        std::printf("%s\n", printable(std::string(error.as_string().value_or(""))).c_str());
        is_right = false;
        return true;
      });
      return true;
    });
  }
  if (is_right) std::printf("the properties are right\n");
  return is_right ? ExitCode::kOk : ExitCode::kFailure;
}

ExitCode run_validate(Invocation& invocation) {
  const std::string file = *invocation.arguments.text("FILE");
  Result<sink::Properties> properties = read_connector_file(file);
  if (!properties.ok()) {
    return report_error(invocation, properties.status().with_context(file));
  }
  auto answer = ask(invocation, "PUT", "/connector-plugins/S3SinkConnector/config/validate",
                    sink::properties_json(*properties));
  return print_answer(invocation, answer, show_errors);
}

// "demo.pin/0=17" as the offsets of Connect's REST API.
Result<std::string> offsets_body(const std::vector<std::string>& wanted) {
  json::Writer writer;
  writer.begin_object().key("offsets").begin_array();
  for (const std::string& one : wanted) {
    size_t slash = one.rfind('/');
    size_t equals = one.rfind('=');
    if (slash == std::string::npos || equals == std::string::npos || equals < slash) {
      return Status(Code::kInvalidArgument,
                    "--set: '" + one + "' is not <topic>/<partition>=<offset>");
    }
    writer.begin_object().key("partition").begin_object();
    writer.member("kafka_topic", one.substr(0, slash));
    writer.key("kafka_partition").raw(one.substr(slash + 1, equals - slash - 1)).end_object();
    writer.key("offset").begin_object();
    writer.key("kafka_offset").raw(one.substr(equals + 1)).end_object().end_object();
  }
  return writer.end_array().end_object().take();
}

ExitCode show_offsets(json::Element answer) {
  Rows rows;
  if (auto offsets = answer["offsets"]) {
    offsets->each_element([&](json::Element one) {
      auto number = [&one](const char* object, const char* name) {
        auto outer = one[object];
        auto inner = outer ? (*outer)[name] : std::nullopt;
        return inner ? inner->as_integer().value_or(0) : 0;
      };
      rows.push_back({member_text(one["partition"], "kafka_topic"),
                      number("partition", "kafka_partition"), number("offset", "kafka_offset")});
      return true;
    });
  }
  return print_rows({{"topic", "VARCHAR"}, {"partition", "BIGINT"}, {"offset", "BIGINT"}},
                    std::move(rows));
}

ExitCode run_offsets(Invocation& invocation) {
  const std::string path = path_of(*invocation.arguments.text("NAME"), "/offsets");
  std::vector<std::string> wanted = invocation.arguments.list("set");
  auto show_message = [](json::Element answer) {
    return print_text(member_text(answer, "message"));
  };
  if (invocation.arguments.flag("reset")) {
    return print_answer(invocation, ask(invocation, "DELETE", path), show_message);
  }
  if (wanted.empty()) return print_answer(invocation, ask(invocation, "GET", path), show_offsets);
  Result<std::string> body = offsets_body(wanted);
  if (!body.ok()) {
    report_error(invocation, body.status());
    return ExitCode::kUsage;
  }
  return print_answer(invocation, ask(invocation, "PATCH", path, *body), show_message);
}

// A command that is one request about one connector.
Command request_command(const std::string& word, const std::string& summary,
                        const std::string& method, const std::string& below) {
  return {"connector " + word,
          summary,
          "  pinflow connector " + word + " s3-sink-demo",
          {},
          {{"NAME", "the connector", true}},
          [method, below](Invocation& invocation) {
            std::string path = path_of(*invocation.arguments.text("NAME"), below);
            auto answer = ask(invocation, method, path);
            return answer.ok() ? print_text(*answer) : report_error(invocation, answer.status());
          }};
}

const Positional kName = {"NAME", "the connector", true};
const Positional kFile = {"FILE", "a .properties file, or JSON", true};

}  // namespace

std::vector<Command> connector_commands() {
  return {
      {"connector ls",
       "List the connectors, their tasks, and why one waits",
       "  pinflow connector ls\n  pinflow connector ls --json",
       {},
       {},
       run_connector_ls},
      {"connector show",
       "Show a connector's properties and state",
       "  pinflow connector show s3-sink-demo",
       {},
       {kName},
       run_connector_show},
      {"connector create",
       "Make a connector of a file of properties, or give one others",
       "  pinflow connector create connector.properties --name archive\n"
       "  pinflow connector create connector.json --replace",
       {{"name", "NAME", "its name, if the file has none"},
        {"replace", "", "give a connector that is there these properties"}},
       {kFile},
       run_create},
      {"connector validate",
       "Say all that is wrong with a file of properties",
       "  pinflow connector validate connector.properties",
       {},
       {kFile},
       run_validate},
      request_command("pause", "Let a connector rest", "PUT", "/pause"),
      request_command("resume", "Let a connector work again", "PUT", "/resume"),
      request_command("stop", "Let a connector rest, so that its offsets can be changed", "PUT",
                      "/stop"),
      request_command("restart", "Try again at once what waits after an error", "POST", "/restart"),
      request_command("rm", "Delete a connector; its objects and offsets stay", "DELETE", ""),
      {"connector offsets",
       "Show how far a connector is; change it while it is stopped",
       "  pinflow connector offsets s3-sink-demo\n"
       "  pinflow connector offsets s3-sink-demo --set demo.pin/0=17\n"
       "  pinflow connector offsets s3-sink-demo --reset",
       {{"set", "TOPIC/PARTITION=OFFSET", "the next record to take", true},
        {"reset", "", "begin at the beginning"}},
       {kName},
       run_offsets},
  };
}

}  // namespace pinflow::app
