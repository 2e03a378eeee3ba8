// Bronze versions in, silver versions out.
#include "clean/cleaner.h"

#include <algorithm>

#include "base/killpoint.h"
#include "clean/answer.h"
#include "clean/judge_sql.h"
#include "clean/table_step.h"
#include "query/quality.h"
#include "query/sql_text.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::clean {
namespace {

// Bronze rows that silver has to take.
struct Input {
  std::vector<lake::DataFile> files;
  bool replaces = false;  // Silver is made anew from them.
};

class Cleaner {
 public:
  Cleaner(const Site& site, const model::Dataset& dataset)
      : site_(site), dataset_(dataset), table_name_(silver_name(site, dataset)) {}

  Result<CleanReport> run(bool full) {
    TRY_ASSIGN(bronze_.table, site_.table(bronze_name(site_, dataset_)));
    if (!bronze_.table->exists()) return report_;
    TRY_ASSIGN(bronze_.snapshot, bronze_.table->snapshot());
    application_id_ =
        "clean/" + site_.pipeline.name + "/" + dataset_.name + "/" + bronze_.snapshot.table_id;
    TRY_ASSIGN(silver_, open_table(site_, table_name_, dataset_.clean));

    int64_t newest = to_int64(bronze_.snapshot.version);
    TRY_ASSIGN(int64_t begun, dead_letters_progress());
    if (!full && begun > silver_.progress(application_id_) && begun < newest) {
      // A step that was cut short after its dead letters is done first, over the same rows.
      TRY_ASSIGN(bronze_.snapshot, bronze_.table->snapshot(lake::Version{begun}));
      TRY(clean_until(begun, false));
      TRY_ASSIGN(bronze_.snapshot, bronze_.table->snapshot(lake::Version{newest}));
    }
    TRY(clean_until(newest, full));
    if (report_.rows_in == 0) TRY(look_at_freshness());
    return report_;
  }

 private:
  Result<int64_t> dead_letters_progress() const {
    TRY_ASSIGN(lake::DeltaTable * table, site_.table(dead_letters_name(table_name_)));
    if (!table->exists()) return -1;
    OpenTable open{table, {}};
    TRY_ASSIGN(open.snapshot, table->snapshot());
    return open.progress(application_id_);
  }

  Result<Input> input(int64_t until, bool full) const {
    int64_t done = silver_.progress(application_id_);
    if (!full && done == until) return Input();
    if (!full && done >= 0) {
      auto added = bronze_.table->files_added(lake::Version{done}, lake::Version{until});
      if (added.ok()) return Input{std::move(*added), false};
      bool is_rewritten = added.status().code() == Code::kAlreadyExists ||
                          added.status().code() == Code::kOutOfRange;
      if (!is_rewritten) return added.status();
      full = true;
    }
    return Input{bronze_.snapshot.files, full};
  }

  // `bronze_` is at version `until`.
  Status clean_until(int64_t until, bool full) {
    TRY_ASSIGN(Input input, this->input(until, full));
    if (input.files.empty() && !input.replaces) return Status();
    TRY_ASSIGN(auto session, site_.engine.open_session());
    TRY(judge(*session, input));
    TRY_ASSIGN(CleanReport counts, count_judged(*session));
    TRY_ASSIGN(auto files,
               session->write_files(new_rows_sql(dataset_), dataset_.clean, *silver_.table));
    counts.rows = row_count(files);
    TRY(check_counts(counts));
    TRY(look_at_quality(*session, input, counts, files));
    killpoint("clean_after_judging");

    Step step{application_id_, until, {}, true};
    step.note = {input.replaces,
                 {{"rows_in", counts.rows_in},
                  {"rows", counts.rows},
                  {"duplicates", counts.duplicates},
                  {"dead_letters", counts.dead_letters}}};
    TRY(commit_dead_letters(site_, table_name_, step, *session,
                            dead_letters_sql(dataset_, site_.clock.now())));
    killpoint("clean_after_dead_letters");
    TRY(commit_step(silver_, step, std::move(files)));
    killpoint("clean_after_silver");
    TRY_ASSIGN(silver_.snapshot, silver_.table->snapshot());
    count(counts);
    return Status();
  }

  Status judge(query::Session& session, const Input& input) {
    TRY(session.bind_files(raw_name(dataset_), *bronze_.table, bronze_.snapshot, input.files));
    if (input.replaces) {
      TRY(session.bind_empty(kKept, dataset_.clean));
    } else {
      TRY(session.bind_table(kKept, *silver_.table, silver_.snapshot));
    }
    Status bound = session.bind_view(kCleanRows, dataset_.clean_sql);
    if (!bound.ok()) return std::move(bound).with_context("clean sql of " + dataset_.name);
    TRY(session.bind_view(kHashed, hashed_sql(dataset_)));
    TRY(session.materialize(kSuspects, suspects_sql(dataset_)));
    TRY(session.materialize(kVariants, variants_sql(dataset_)));
    TRY(session.materialize(kContested, contested_sql()));
    TRY(session.materialize(kJudged, judged_sql(dataset_)));
    return session.materialize(kLetters, letters_sql(dataset_));
  }

  // At what is about to be published, before any of it is.
  Status look_at_quality(query::Session& session, const Input& input, const CleanReport& counts,
                         const std::vector<lake::DataFile>& files) {
    if (dataset_.checks.empty()) return Status();
    lake::DeltaTable& silver = *silver_.table;
    TRY_ASSIGN(query::Table refused, session.query(std::string("SELECT reason, count(*) FROM ") +
                                                   kLetters + " GROUP BY reason"));
    std::map<std::string, int64_t> reasons;
    for (const auto& row : refused.rows) {
      reasons[std::get<std::string>(row[0])] = std::get<int64_t>(row[1]);
    }
    auto results = query::refused_results(dataset_, counts.rows_in, reasons);

    TRY(session.bind_files("new_rows", silver, silver_.snapshot, files));
    TRY_ASSIGN(auto of_rows, query::look_at_rows(session, dataset_, "new_rows"));
    std::ranges::move(of_rows, std::back_inserter(results));
    std::vector<lake::DataFile> all = files;
    if (!input.replaces) {
      const auto& kept = silver_.snapshot.files;
      all.insert(all.end(), kept.begin(), kept.end());
    }
    bool asks_others = std::ranges::any_of(dataset_.checks, [](const model::QualityCheck& check) {
      return check.kind == model::CheckKind::kQuery;
    });
    if (asks_others) TRY(bind_views(site_, session));
    TRY(session.bind_files(dataset_.view, silver, silver_.snapshot, all));
    TRY_ASSIGN(auto of_table, query::look_at_table(session, dataset_, view(), site_.clock.now()));
    std::ranges::move(of_table, std::back_inserter(results));
    return conclude(session, results);
  }

  // That changes while nothing comes.
  Status look_at_freshness() {
    if (std::ranges::find(dataset_.checks, model::CheckKind::kFreshness,
                          &model::QualityCheck::kind) == dataset_.checks.end()) {
      return Status();
    }
    TRY_ASSIGN(auto session, site_.engine.open_session());
    TRY(session->bind_table(dataset_.view, *silver_.table, silver_.snapshot));
    TRY_ASSIGN(auto results,
               query::look_at_table(*session, dataset_, view(), site_.clock.now(), true));
    return conclude(*session, results);
  }

  std::string view() const { return query::quote_name(dataset_.view); }

  Status conclude(query::Session& session, const std::vector<model::QualityResult>& results) {
    TRY_ASSIGN(lake::DeltaTable * kept, site_.table(model::quality_table_name(site_.user_id)));
    TRY(query::record_results(session, *kept, results, table_name_, "batch", site_.clock.now()));
    std::ranges::copy_if(results, std::back_inserter(report_.failed_checks),
                         [](const model::QualityResult& result) { return !result.passed(); });
    return query::stopped_by(results);
  }

  Result<CleanReport> count_judged(query::Session& session) const {
    TRY_ASSIGN(query::Table counted, session.query(counts_sql(dataset_)));
    CleanReport counts;
    counts.rows_in = std::get<int64_t>(counted.rows[0][0]);
    counts.duplicates = std::get<int64_t>(counted.rows[0][1]);
    counts.dead_letters = std::get<int64_t>(counted.rows[0][2]);
    return counts;
  }

  // Clean SQL that filters, joins or groups would lose or invent rows.
  Status check_counts(const CleanReport& counts) const {
    int64_t rows_out = counts.rows + counts.duplicates + counts.dead_letters;
    if (rows_out == counts.rows_in) return Status();
    return Status(Code::kInvalidArgument, "clean sql of " + dataset_.name + ": gave " +
                                              std::to_string(rows_out) + " rows for " +
                                              std::to_string(counts.rows_in) +
                                              ": it must give one row for each");
  }

  void count(const CleanReport& counts) {
    report_.rows_in += counts.rows_in;
    report_.rows += counts.rows;
    report_.duplicates += counts.duplicates;
    report_.dead_letters += counts.dead_letters;
    const telemetry::Labels labels = {{"dataset", dataset_.name}};
    telemetry::counter("pinflow_clean_rows_total", "Rows put into silver tables.", labels)
        .add(static_cast<double>(counts.rows));
    telemetry::counter("pinflow_clean_duplicates_total", "Rows left out as duplicates.", labels)
        .add(static_cast<double>(counts.duplicates));
    telemetry::counter("pinflow_clean_dead_letters_total", "Rows refused by clean.", labels)
        .add(static_cast<double>(counts.dead_letters));
    if (site_.on_progress) site_.on_progress("clean", dataset_.name, counts.rows);
  }

  const Site& site_;
  const model::Dataset& dataset_;
  const std::string table_name_;
  std::string application_id_;
  OpenTable bronze_;
  OpenTable silver_;
  CleanReport report_;
};

}  // namespace

Result<CleanReport> clean_dataset(const Site& site, const model::Dataset& dataset, bool full) {
  return Cleaner(site, dataset).run(full);
}

}  // namespace pinflow::clean
