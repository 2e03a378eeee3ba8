#include "app/dashboard_nouns.h"

#include <utility>

#include "app/audit.h"
#include "app/batch.h"
#include "app/config_view.h"
#include "app/doctor.h"
#include "app/embedded.h"
#include "app/flow_picture.h"
#include "app/lag.h"
#include "app/letter_boxes.h"
#include "app/stores.h"
#include "app/trace.h"
#include "app/workspace.h"
#include "clean/object_content.h"
#include "query/duckdb/duckdb_engine.h"
#include "query/sql_text.h"

namespace pinflow::app {
namespace {

serve::LakeAccess lake_access(Parts& parts) {
  return {.table_names = [&parts]() -> Result<std::vector<std::string>> {
            TRY_ASSIGN(objects::Store * lake, parts.lake());
            return lake::list_tables(*lake);
          },
          .table = [&parts](const std::string& name) { return parts.table(name); },
          .engine = [&parts] { return parts.engine(); }};
}

constexpr int kPreviewRows = 100;

// The first rows of a Parquet object, a line of JSON each. Errors: it is none, or damaged.
Result<std::string> first_rows(Parts& parts, const objects::Store& bucket, const std::string& key) {
  TRY_ASSIGN(std::filesystem::path path, bucket.local_path(key));
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
  TRY_ASSIGN(query::Table rows, session->query("SELECT to_json(t)::VARCHAR FROM read_parquet(" +
                                               query::quote_text(path.string()) + ") AS t LIMIT " +
                                               std::to_string(kPreviewRows)));
  std::string lines;
  for (const auto& row : rows.rows) lines += std::get<std::string>(row.at(0)) + "\n";
  return lines;
}

Result<std::string> beginning_of(const objects::Store& bucket, const objects::ObjectInfo& object,
                                 size_t bytes_max) {
  TRY_ASSIGN(clean::ContentStream content, clean::ContentStream::open(bucket, object));
  std::string bytes(bytes_max, '\0');
  TRY_ASSIGN(size_t size, content.read(bytes));
  bytes.resize(size);
  return bytes;
}

serve::ObjectAccess object_access(Parts& parts) {
  return {.bucket_names = [&parts] { return bucket_names(parts.config(), parts.data()); },
          .bucket = [&parts](const std::string& name) { return parts.bucket(name); },
          .beginning = [&parts](const objects::Store& bucket, const objects::ObjectInfo& object,
                                size_t bytes_max) -> Result<std::string> {
            if (object.key.ends_with(".parquet")) {
              Result<std::string> rows = first_rows(parts, bucket, object.key);
              if (rows.ok()) return rows->substr(0, bytes_max);
            }
            return beginning_of(bucket, object, bytes_max);  // What is damaged: as it lies there.
          }};
}

// Beside the pipeline's other files; the built-in pipeline has no folder.
std::filesystem::path notebook_folder(const Parts& parts) {
  const std::string& pipeline = parts.config().text("app.pipeline");
  return (pipeline.empty() ? parts.data() : std::filesystem::path(pipeline)) / "notebooks";
}

Result<std::string> lags_text(Parts& parts) {
  TRY_ASSIGN(std::vector<Lag> all, lags(parts));
  return lags_json(all);
}

serve::SqlAccess sql_access(Parts& parts, query::Engine& engine) {
  serve::SqlAccess sql;
  sql.pipeline = &parts.pipeline();
  sql.user_ids = [&parts] { return parts.user_ids(); };
  sql.open = [&parts, &engine](const std::string& user_id, const std::string& text,
                               const serve::TableVersions& versions) {
    return open_sql_session(parts, {user_id, text, /*trusted=*/false, versions, &engine});
  };
  sql.row_count_max = parts.config().integer("serve.sql_rows_max");
  sql.timeout_max = std::chrono::milliseconds(parts.config().integer("serve.sql_timeout_ms"));
  return sql;
}

Result<query::Table> list_letters(Parts& parts, const serve::LetterQuestion& question) {
  TRY_ASSIGN(std::vector<std::string> tables, letter_tables(parts, question.table));
  return select_letters(parts, tables,
                        "contains(reason, " + query::quote_text(question.reason) + ")",
                        question.count_max);
}

Status edit_letter(Parts& parts, const std::string& text, const std::string& value) {
  TRY_ASSIGN(stream::LetterId id, stream::parse_letter_id(text));
  TRY_ASSIGN(auto boxes, open_boxes(parts));
  TRY_ASSIGN(Box * box, box_of(parts, boxes, id));
  return box->letters->edit(id, value);
}

Result<serve::ReplayOutcome> outcome_of(const Result<stream::ReplayReport>& report) {
  if (!report.ok()) return report.status();
  serve::ReplayOutcome outcome{report->rows + report->done_before, report->duplicates, {}};
  for (const stream::ReplayReport::Refused& refused : report->refused) {
    outcome.refused.push_back({to_text(refused.id), refused.reason});
  }
  return outcome;
}

Result<serve::ReplayOutcome> replay_named(Parts& parts, const std::vector<std::string>& texts) {
  std::vector<stream::LetterId> ids;
  for (const std::string& text : texts) {
    TRY_ASSIGN(stream::LetterId id, stream::parse_letter_id(text));
    ids.push_back(std::move(id));
  }
  return outcome_of(replay_letters(parts, ids));
}

serve::Letters letters_of(Parts& parts) {
  return {
      .list =
          [&parts](const serve::LetterQuestion& question) { return list_letters(parts, question); },
      .edit = [&parts](const std::string& id,
                       const std::string& value) { return edit_letter(parts, id, value); },
      .replay = [&parts](const std::vector<std::string>& ids) { return replay_named(parts, ids); },
      .replay_reason =
          [&parts](const std::string& reason) { return outcome_of(replay_reason(parts, reason)); }};
}

Result<std::string> ledger_json(Parts& parts) {
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  TRY_ASSIGN(Audit found, audit(parts, users));
  return audit_json(found);
}

Result<std::string> report_page(Parts& parts) {
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  if (users.empty()) return Status(Code::kNotFound, "no user id is known yet");
  return batch_report(parts, users.front());
}

}  // namespace

Result<std::unique_ptr<query::Engine>> open_sql_engine(const Parts& parts) {
  const Config& config = parts.config();
  for (const char* key :
       {"serve.sql_memory_bytes_max", "serve.sql_rows_max", "serve.sql_timeout_ms"}) {
    if (config.integer(key) < 1) {
      return Status(Code::kInvalidArgument, std::string(key) + ": wants a number from 1 on");
    }
  }
  query::EngineOptions options;
  options.thread_count = static_cast<int>(config.integer("query.threads"));
  options.memory_bytes_max = static_cast<uint64_t>(config.integer("serve.sql_memory_bytes_max"));
  options.temporary_directory = (parts.data() / "tmp").string();
  return query::open_duckdb_engine(options);
}

Result<serve::DashboardNouns> dashboard_nouns(Parts& parts, query::Engine& sql_engine,
                                              const metric::LiveMetrics& metrics,
                                              serve::RunControl control) {
  serve::DashboardNouns nouns;
  TRY_ASSIGN(nouns.log, parts.eventlog());
  TRY_ASSIGN(nouns.runs, parts.runs());
  nouns.metrics = &metrics;
  nouns.lake = lake_access(parts);
  nouns.objects = object_access(parts);
  nouns.sql = sql_access(parts, sql_engine);
  nouns.letters = letters_of(parts);
  nouns.control = std::move(control);
  nouns.trace = [&parts](const model::TopicPartition& from, model::Offset offset) {
    return trace(parts, {from, offset});
  };
  nouns.find_page = [](std::string_view path) {
    return embedded_file("build/web/dist/" + std::string(path));
  };
  nouns.report = [&parts] { return report_page(parts); };
  nouns.ledger = [&parts] { return ledger_json(parts); };
  nouns.lags = [&parts] { return lags_text(parts); };
  nouns.notebooks = notebook_folder(parts);
  nouns.texts = {
      {"/v1/flow", [&parts] { return flow_picture(parts); }},
      {"/v1/settings", [&parts]() -> Result<std::string> { return config_json(parts.config()); }},
      {"/v1/doctor", [&parts]() -> Result<std::string> { return findings_json(examine(parts)); }}};
  return nouns;
}

}  // namespace pinflow::app
