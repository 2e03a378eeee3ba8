// The command that proves a service before data goes there: verify-backend.
#include <algorithm>
#include <cstdio>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/print.h"
#include "app/verify_backend.h"
#include "app/workspace.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

const char* name_of(Outcome::State state) {
  switch (state) {
    case Outcome::State::kKept:
      return "passed";
    case Outcome::State::kDoesNotApply:
      return "not applicable";
    case Outcome::State::kDiffers:
      break;
  }
  return "differs";
}

void print_trial(const Trial& trial) {
  const Outcome::State state = trial.outcome.state();
  const std::string why = printable(trial.outcome.why());
  std::printf("%-16s%s", name_of(state), trial.promise.c_str());
  if (state == Outcome::State::kDoesNotApply) std::printf(": %s", why.c_str());
  if (state == Outcome::State::kDiffers) {
    std::printf("\n%16sseen: %s\n%16sif used: %s", "", why.c_str(), "", trial.at_stake.c_str());
  }
  std::printf("\n");
  std::fflush(stdout);
}

void print_json(const Backend& backend, const Verification& made) {
  json::Writer writer;
  writer.begin_object().member("backend", backend.where).member("noun", backend.noun);
  writer.key("promises").begin_array();
  for (const Trial& trial : made.trials) {
    writer.begin_object().member("promise", trial.promise);
    writer.member("state", name_of(trial.outcome.state())).member("why", trial.outcome.why());
    writer.member("at_stake", trial.at_stake).end_object();
  }
  writer.end_array().member("passed", made.count(Outcome::State::kKept));
  writer.member("differs", made.count(Outcome::State::kDiffers));
  writer.member("not_applicable", made.count(Outcome::State::kDoesNotApply));
  writer.member("complete", !made.was_stopped);
  writer.member("left_behind", made.left_behind.message()).end_object();
  std::printf("%s\n", writer.text().c_str());
}

// Denied throughout: it is the credentials that differ.
ExitCode judge(const Verification& made) {
  if (made.was_stopped || made.count(Outcome::State::kDiffers) == 0) {
    return made.was_stopped || !made.left_behind.ok() ? ExitCode::kFailure : ExitCode::kOk;
  }
  bool is_denied = std::ranges::all_of(made.trials, [](const Trial& trial) {
    return trial.outcome.state() != Outcome::State::kDiffers ||
           trial.outcome.code() == Code::kDenied;
  });
  return is_denied ? ExitCode::kDenied : ExitCode::kPartlyFailed;
}

Result<Backend> backend_of(Invocation& invocation, Workspace& workspace) {
  std::string files;
  for (const std::string& file : invocation.arguments.list("properties")) {
    files += (files.empty() ? "" : ",") + file;
  }
  if (!files.empty()) {
    TRY(invocation.config.set("eventlog.kafka.properties_files", files, "--properties"));
  }
  return find_backend(*invocation.arguments.text("URI"), &invocation.config, *workspace.parts);
}

ExitCode run_verify_backend(Invocation& invocation) {
  const std::stop_token stop = interrupt_token();
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<Backend> backend = backend_of(invocation, **workspace);
  if (!backend.ok()) return report_usage_error(invocation, backend.status());
  if (!invocation.json) {
    std::printf("%s at %s\n", backend->noun.c_str(), printable(backend->where).c_str());
  }
  auto made = verify_backend(*backend, stop, [&](const Trial& trial) {
    if (!invocation.json) print_trial(trial);
  });
  if (!made.ok()) return report_error(invocation, made.status());
  if (invocation.json) {
    print_json(*backend, *made);
    return judge(*made);
  }
  if (!made->left_behind.ok()) {
    std::fprintf(stderr, "pinflow: not removed: %s\n", made->left_behind.message().c_str());
  }
  if (made->was_stopped) std::fprintf(stderr, "pinflow: stopped before all were tried\n");
  std::printf("%lld passed, %lld differ, %lld not applicable\n",
              static_cast<long long>(made->count(Outcome::State::kKept)),
              static_cast<long long>(made->count(Outcome::State::kDiffers)),
              static_cast<long long>(made->count(Outcome::State::kDoesNotApply)));
  return judge(*made);
}

}  // namespace

Command verify_backend_command() {
  return {"verify-backend",
          "Try on a service all that pinflow needs of it, before data goes there",
          "  pinflow verify-backend s3://my-bucket/folder\n"
          "  pinflow verify-backend 's3://bucket?endpoint=http://127.0.0.1:9000'\n"
          "  pinflow verify-backend kafka://b-1.example:9092,b-2.example:9092\n"
          "  pinflow verify-backend kafka: --properties client.properties\n"
          "  pinflow verify-backend kinesis://eu-west-1\n"
          "  pinflow verify-backend mysql://reader@db.example:3306/posts\n"
          "  pinflow verify-backend eventlog --config production.toml --json",
          {{"properties", "FILE", "client.properties of a Kafka; may repeat", true}},
          {{"URI",
            "s3:, file:, kafka:, kinesis:, mysql:, postgresql: or sqlite:, a path, a db_creds.yaml;"
            " or eventlog, objects, lake, source: what is configured",
            true}},
          run_verify_backend};
}

}  // namespace pinflow::app
