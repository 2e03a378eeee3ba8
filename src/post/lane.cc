#include "post/lane.h"

#include <algorithm>

namespace pinflow::post {
namespace {

constexpr size_t kFailedRowsMax = 100;

}  // namespace

Lane::Lane(const model::Dataset& dataset, model::Schema schema, uint64_t row_count,
           const PostOptions& options)
    : dataset_(dataset),
      schema_(std::move(schema)),
      options_(options),
      order_(open_row_order(options.order, row_count, options.seed, options.loop)),
      schedule_(options.pace, options.seed) {}

void Lane::run(Start start, uint64_t connection, source::RowSource& source, Target& target) {
  std::mt19937_64 random(options_.seed + connection);
  while (auto batch = take()) {
    const auto wait = start + batch->due - std::chrono::steady_clock::now();
    if (wait.count() > 0 && !sleep_for(wait, options_.stop)) return;
    const auto rows = read(source, *batch);
    if (!rows.ok()) return end(rows.status());
    record(*rows, send_with_retries(target, *rows, options_.retry, &random, options_.stop));
  }
}

std::optional<Lane::Batch> Lane::take() {
  std::lock_guard lock(mutex_);
  if (has_ended_ || options_.stop.stop_requested()) return std::nullopt;
  Batch batch;
  while (batch.rows.size() < options_.batch_rows &&
         taken_ < options_.count.value_or(~uint64_t{0})) {
    const auto pick = order_->next();
    if (!pick) break;
    ++taken_;
    batch.rows.push_back(pick->row);
    batch.due = schedule_.due(*pick);
  }
  if (batch.rows.empty()) return std::nullopt;
  return batch;
}

// Rows that follow each other in the table are read at once.
Result<std::vector<PostedRow>> Lane::read(source::RowSource& source, const Batch& batch) const {
  std::vector<PostedRow> posted;
  posted.reserve(batch.rows.size());
  for (size_t begin = 0; begin < batch.rows.size(); begin = posted.size()) {
    const auto first = static_cast<uint64_t>(batch.rows[begin]);
    size_t end = begin + 1;
    while (end < batch.rows.size() &&
           static_cast<uint64_t>(batch.rows[end]) == first + (end - begin)) {
      ++end;
    }
    TRY_ASSIGN(const auto rows, source.read(dataset_.source_table, batch.rows[begin], end - begin));
    if (rows.size() != end - begin) {
      return Status(Code::kUnavailable, dataset_.source_table + ": rows went away while posting");
    }
    for (size_t index = 0; index < rows.size(); ++index) {
      posted.push_back({batch.rows[begin + index], source::to_json(schema_, rows[index])});
    }
  }
  return posted;
}

void Lane::record(const std::vector<PostedRow>& rows, const SendResult& sent) {
  using enum Outcome::Kind;
  std::vector<FailedRow> failed;
  const Outcome* given_up = nullptr;
  for (size_t index = 0; index < rows.size(); ++index) {
    const Outcome& outcome = sent.outcomes[index];
    if (outcome.kind == kAccepted) {
      if (options_.on_accepted)
        options_.on_accepted(dataset_.name, rows[index].index, outcome.text);
      continue;
    }
    failed.push_back({rows[index].index, outcome.text});
    if (outcome.kind == kRetry) given_up = &outcome;
  }
  const bool is_first = accepted_ == 0 && failed_ == 0;
  accepted_ += rows.size() - failed.size();
  failed_ += failed.size();
  {
    std::lock_guard lock(mutex_);
    report_.retried += sent.retried;
    const size_t room = kFailedRowsMax - report_.failed_rows.size();
    report_.failed_rows.insert(
        report_.failed_rows.end(), failed.begin(),
        failed.begin() + static_cast<std::ptrdiff_t>(std::min(room, failed.size())));
  }
  if (given_up != nullptr && !options_.stop.stop_requested()) {
    end(Status(Code::kUnavailable, given_up->text));
  } else if (is_first && failed.size() == rows.size()) {
    end(Status(Code::kInvalidArgument, failed.front().reason));
  }
}

void Lane::end(Status why) {
  std::lock_guard lock(mutex_);
  if (has_ended_) return;
  has_ended_ = true;
  report_.ended = std::move(why);
}

DatasetReport Lane::report() const {
  std::lock_guard lock(mutex_);
  DatasetReport report = report_;
  report.accepted = accepted_;
  report.failed = failed_;
  return report;
}

}  // namespace pinflow::post
