#include "schedule/databricks/job_book.h"

#include <algorithm>
#include <charconv>

#include "json/writer.h"

namespace pinflow::schedule::databricks {
namespace {

constexpr std::string_view kPart = "databricks-job/";

// What is kept of a job: {"created_at_ms":…,"settings":…}.
std::string text_of(const BookedJob& job) {
  json::Writer writer;
  writer.begin_object().member("created_at_ms", to_int64(job.created_at));
  writer.key("settings").raw(job.settings).end_object();
  return writer.take();
}

std::string part_of(int64_t id) { return std::string(kPart) + std::to_string(id); }

// Nothing where the part is no job.
std::optional<int64_t> id_of(const std::string& part) {
  if (!part.starts_with(kPart)) return std::nullopt;
  int64_t id = 0;
  const char* begin = part.data() + kPart.size();
  auto [end, error] = std::from_chars(begin, part.data() + part.size(), id);
  return error == std::errc() ? std::optional(id) : std::nullopt;
}

Result<BookedJob> job_of(int64_t id, const std::string& text) {
  json::Parser parser;
  TRY_ASSIGN(json::Element kept, parser.parse(text));
  auto created_at = kept["created_at_ms"];
  auto settings = kept["settings"];
  if (!created_at || !settings) return Status(Code::kCorruption, part_of(id) + ": damaged");
  BookedJob job{.id = id};
  job.created_at = UnixMillis(std::chrono::milliseconds(created_at->as_integer().value_or(0)));
  settings->write(&job.settings);
  return job;
}

BookedJob own_job(const std::string& dag_name) {
  json::Writer writer;
  writer.begin_object().member("name", dag_name).key("tasks").begin_array();
  writer.begin_object().member("task_key", dag_name).key("notebook_task").begin_object();
  writer.member("notebook_path", dag_name).end_object().end_object().end_array().end_object();
  return {.id = kOwnJob, .settings = writer.take()};
}

Status no_job(int64_t id) {
  return Status(Code::kNotFound, "Job " + std::to_string(id) +
                                     " does not exist. Job 1 is the pipeline's own; others are " +
                                     "made by jobs/create");
}

}  // namespace

Result<std::vector<BookedJob>> JobBook::list() const {
  std::vector<BookedJob> jobs = {own_job(dag_name_)};
  TRY_ASSIGN(auto configs, runs_.part_configs());
  for (const auto& [part, text] : configs) {
    std::optional<int64_t> id = id_of(part);
    if (!id || text.empty()) continue;
    TRY_ASSIGN(BookedJob job, job_of(*id, text));
    jobs.push_back(std::move(job));
  }
  std::ranges::sort(jobs, {}, &BookedJob::id);
  return jobs;
}

Result<BookedJob> JobBook::find(int64_t id) const {
  TRY_ASSIGN(std::vector<BookedJob> jobs, list());
  auto found = std::ranges::find(jobs, id, &BookedJob::id);
  if (found == jobs.end()) return no_job(id);
  return *found;
}

Result<int64_t> JobBook::create(const std::string& settings, UnixMillis now) {
  // One that was removed leaves its number behind.
  TRY_ASSIGN(auto configs, runs_.part_configs());
  int64_t last = kOwnJob;
  for (const auto& [part, text] : configs) last = std::max(last, id_of(part).value_or(0));
  BookedJob job{.id = last + 1, .created_at = now, .settings = settings};
  TRY(runs_.set_part_config(part_of(job.id), text_of(job)));
  return job.id;
}

Result<BookedJob> JobBook::find_changeable(int64_t id) const {
  if (id == kOwnJob) {
    return Status(Code::kInvalidArgument, "Job 1 is the pipeline's own: change pipeline.toml");
  }
  return find(id);
}

Status JobBook::change(int64_t id, const std::string& settings) {
  TRY_ASSIGN(BookedJob job, find_changeable(id));
  job.settings = settings;
  return runs_.set_part_config(part_of(id), text_of(job));
}

Status JobBook::remove(int64_t id) {
  TRY(find_changeable(id).status());
  return runs_.set_part_config(part_of(id), "");
}

std::string merged_settings(json::Element settings, json::Element changes,
                            const std::vector<std::string>& removed) {
  json::Writer writer;
  auto add = [&writer](std::string_view name, json::Element value) {
    std::string text;
    value.write(&text);
    writer.key(name).raw(text);
    return true;
  };
  writer.begin_object();
  settings.each_member([&](std::string_view name, json::Element value) {
    return std::ranges::count(removed, name) > 0 || changes[name] || add(name, value);
  });
  changes.each_member(add);
  writer.end_object();
  return writer.take();
}

}  // namespace pinflow::schedule::databricks
