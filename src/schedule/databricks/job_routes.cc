#include "schedule/databricks/job_routes.h"

#include "json/writer.h"
#include "schedule/databricks/job_book.h"
#include "schedule/databricks/page.h"
#include "schedule/databricks/work_order.h"

namespace pinflow::schedule::databricks {
namespace {

using http::Response;

constexpr int64_t kJobsPerPageMax = 100;

JobBook book_of(const JobsCall& call) { return {call.runs(), call.jobs.runner.dag.name}; }

void write_job(const BookedJob& job, json::Writer* writer) {
  writer->begin_object().member("job_id", job.id).member("creator_user_name", "pinflow");
  writer->member("created_time", to_int64(job.created_at));
  writer->key("settings").raw(job.settings).end_object();
}

std::string name_of(const BookedJob& job) {
  json::Parser parser;
  Result<json::Element> settings = parser.parse(job.settings);
  auto name = settings.ok() ? (*settings)["name"] : std::nullopt;
  return name ? std::string(name->as_string().value_or("")) : "";
}

// What cannot run is refused when it is written down, not when it is due.
Status check_settings(const JobsCall& call, json::Element settings) {
  return read_work_order(settings, call.jobs.options.notebooks).status();
}

Result<std::string> create(const JobsCall& call) {
  json::Element settings = call.arguments.body();
  TRY(check_settings(call, settings));
  std::string text;
  settings.write(&text);
  std::lock_guard lock(call.jobs.submitting);
  TRY_ASSIGN(int64_t id, book_of(call).create(text, call.jobs.runner.clock.now()));
  json::Writer writer;
  writer.begin_object().member("job_id", id).end_object();
  return writer.take();
}

Result<std::string> get(const JobsCall& call) {
  TRY_ASSIGN(int64_t id, call.arguments.needed_number("job_id"));
  TRY_ASSIGN(BookedJob job, book_of(call).find(id));
  json::Writer writer;
  write_job(job, &writer);
  return writer.take();
}

Result<std::string> jobs_page(const JobsCall& call) {
  TRY_ASSIGN(auto name, call.arguments.text("name"));
  TRY_ASSIGN(std::vector<BookedJob> jobs, book_of(call).list());
  if (name) std::erase_if(jobs, [&](const BookedJob& job) { return name_of(job) != *name; });
  TRY_ASSIGN(Page page, read_page(call.arguments, jobs.size(), kJobsPerPageMax));
  json::Writer writer;
  writer.begin_object().key("jobs").begin_array();
  for (size_t at = page.begin; at < page.end; ++at) write_job(jobs[at], &writer);
  writer.end_array();
  write_page_end(page, &writer);
  writer.end_object();
  return writer.take();
}

Result<json::Element> new_settings(const JobsCall& call) {
  auto settings = call.arguments.member("new_settings");
  if (settings && settings->kind() == json::Kind::kObject) return *settings;
  return Status(Code::kInvalidArgument, "new_settings: must be an object");
}

Result<std::string> change(const JobsCall& call, int64_t id, const std::string& settings) {
  json::Parser parser;
  TRY_ASSIGN(json::Element parsed, parser.parse(settings));
  TRY(check_settings(call, parsed));
  TRY(book_of(call).change(id, settings));
  return std::string("{}");
}

Result<std::string> update(const JobsCall& call) {
  TRY_ASSIGN(int64_t id, call.arguments.needed_number("job_id"));
  std::vector<std::string> removed;
  if (auto fields = call.arguments.member("fields_to_remove")) {
    fields->each_element([&](json::Element field) {
      removed.emplace_back(field.as_string().value_or(""));
      return true;
    });
  }
  json::Parser nothing, parser;
  TRY_ASSIGN(json::Element changes, nothing.parse("{}"));
  if (call.arguments.member("new_settings")) {
    TRY_ASSIGN(changes, new_settings(call));
  }
  std::lock_guard lock(call.jobs.submitting);
  TRY_ASSIGN(BookedJob job, book_of(call).find(id));
  TRY_ASSIGN(json::Element settings, parser.parse(job.settings));
  return change(call, id, merged_settings(settings, changes, removed));
}

Result<std::string> reset(const JobsCall& call) {
  TRY_ASSIGN(int64_t id, call.arguments.needed_number("job_id"));
  TRY_ASSIGN(json::Element settings, new_settings(call));
  std::string text;
  settings.write(&text);
  std::lock_guard lock(call.jobs.submitting);
  return change(call, id, text);
}

Result<std::string> remove(const JobsCall& call) {
  TRY_ASSIGN(int64_t id, call.arguments.needed_number("job_id"));
  std::lock_guard lock(call.jobs.submitting);
  TRY(book_of(call).remove(id));
  return std::string("{}");
}

}  // namespace

Response create_job(const JobsCall& call) { return jobs_answer(create(call)); }
Response get_job(const JobsCall& call) { return jobs_answer(get(call)); }
Response list_jobs(const JobsCall& call) { return jobs_answer(jobs_page(call)); }
Response update_job(const JobsCall& call) { return jobs_answer(update(call)); }
Response reset_job(const JobsCall& call) { return jobs_answer(reset(call)); }
Response delete_job(const JobsCall& call) { return jobs_answer(remove(call)); }

}  // namespace pinflow::schedule::databricks
