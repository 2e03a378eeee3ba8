#include "post/follow_lane.h"

#include <algorithm>
#include <cstdlib>

#include "base/killpoint.h"
#include "post/open_target.h"

namespace pinflow::post {
namespace {

using std::chrono::steady_clock;

// So many last rows at most wait until they are old enough.
constexpr int kSeenMax = 100;

std::string describe(const source::Follow& follow) {
  std::string text = follow.table + " by " + (follow.key.empty() ? "its own key" : follow.key);
  return follow.timestamp.empty() ? text : text + " and " + follow.timestamp;
}

// A negative key is another number there, and yet always the same one.
source::RowIndex number_of(const source::ChangePlace& place) {
  const char* text = place.key.c_str();
  return source::RowIndex{text[0] == '-' ? static_cast<uint64_t>(std::strtoll(text, nullptr, 10))
                                         : std::strtoull(text, nullptr, 10)};
}

}  // namespace

FollowLane::FollowLane(const model::Dataset& dataset, const PostOptions& post,
                       const FollowOptions& options)
    : dataset_(dataset),
      post_(post),
      options_(options),
      name_(post.user_id + "." + dataset.name + "." + std::string(name_of(post.target))),
      random_(post.seed) {}

Status FollowLane::prepare(std::unique_ptr<source::RowSource> source,
                           std::unique_ptr<Target> target) {
  source_ = std::move(source);
  target_ = std::move(target);
  position_.source_name = options_.source_name;
  const auto told = options_.tables.find(dataset_.source_table);
  position_.follow =
      told == options_.tables.end() ? source::Follow{dataset_.source_table} : told->second;
  if (source_->changes() == nullptr) {
    return Status(Code::kInvalidArgument,
                  "the generator's rows never change: only a database can be followed;"
                  " --db-creds names one, or [source] does");
  }
  TRY_ASSIGN(schema_, source_->schema(position_.follow.table));
  TRY(source_->changes()->check(position_.follow));
  TRY_ASSIGN(lock_, lock_position(options_.folder, name_));
  TRY_ASSIGN(const auto before, read_position(options_.folder, name_));
  if (before) {
    const source::Follow& then = before->follow;
    const source::Follow& now = position_.follow;
    if (before->source_name != options_.source_name || then.table != now.table ||
        then.key != now.key || then.timestamp != now.timestamp) {
      return Status(Code::kInvalidArgument,
                    "the position is one of " + before->source_name + ", " + describe(then) +
                        ", not of " + options_.source_name + ", " + describe(now) +
                        "; `pinflow source reset " + name_ + "` begins anew");
    }
    position_ = *before;
    place_ = before->place;
  }
  TRY_ASSIGN(report_.without_place, source_->changes()->count_without_place(position_.follow));
  if (report_.without_place > 0) {
    notice(std::to_string(report_.without_place) + " rows of " + dataset_.source_table +
           " are passed over: their key or timestamp is NULL");
  }
  return Status();
}

void FollowLane::run() {
  while (!post_.stop.stop_requested()) {
    const Result<bool> is_done = poll();
    if (is_done.ok() && *is_done) return;
    if (!is_done.ok()) {
      if (is_done.status().code() != Code::kUnavailable || options_.once) {
        report_.ended = is_done.status();
        if (!options_.once) notice(report_.ended.message() + "; this table is followed no further");
        return;
      }
      notice(is_done.status().message() + "; trying again");
    }
    if (!sleep_for(pause(), post_.stop)) return;
  }
}

Result<bool> FollowLane::poll() {
  if (!is_kept_) TRY(keep_position());
  if (!options_.once || !has_looked_) TRY(look());
  const Time settled = steady_clock::now() - options_.delay;
  while (!seen_.empty() && seen_.front().at <= settled) {
    through_ = std::move(seen_.front().newest);
    seen_.pop_front();
  }
  if (through_) {
    TRY(carry(*through_));
    if (post_.stop.stop_requested()) return true;
    through_.reset();
  }
  last_notice_.clear();
  return options_.once && seen_.empty();
}

// The time is that after the answer: what is committed within the delay from then on is read.
Status FollowLane::look() {
  TRY_ASSIGN(const auto newest, source_->changes()->newest(position_.follow));
  has_looked_ = true;
  const Time now = steady_clock::now();
  if (!newest || newest == place_) return Status();
  if (!seen_.empty() && now - seen_.back().at < options_.delay / kSeenMax) return Status();
  seen_.push_back({now, *newest});
  return Status();
}

Status FollowLane::carry(const source::ChangePlace& through) {
  while (!post_.stop.stop_requested()) {
    TRY_ASSIGN(const auto rows, source_->changes()->read_behind(position_.follow, place_, through,
                                                                options_.rows_max));
    if (!rows.empty()) TRY(send(rows));
    if (rows.size() < options_.rows_max) return Status();
  }
  return Status();
}

// The place goes on behind those that were acknowledged, also where a later one was not.
Status FollowLane::send(const std::vector<source::ChangedRow>& rows) {
  size_t accepted = 0;
  Status sent;
  while (sent.ok() && accepted < rows.size() && !post_.stop.stop_requested()) {
    sent = post_some(rows, &accepted);
  }
  if (accepted > 0) {
    killpoint("post_after_accepted");
    place_ = rows[accepted - 1].place;
    position_.place = *place_;
    position_.row_count += accepted;
    TRY(keep_position());
    killpoint("post_after_position");
  }
  return post_.stop.stop_requested() ? Status() : sent;
}

// Where it fails nothing more is read before it was done.
Status FollowLane::keep_position() {
  is_kept_ = false;
  TRY(write_position(options_.folder, name_, position_));
  is_kept_ = true;
  return Status();
}

// One request, from *accepted on, which it moves behind the rows that were acknowledged.
Status FollowLane::post_some(const std::vector<source::ChangedRow>& rows, size_t* accepted) {
  std::vector<PostedRow> posted;
  const size_t end = std::min(rows.size(), *accepted + post_.batch_rows);
  for (size_t index = *accepted; index < end; ++index) {
    posted.push_back({number_of(rows[index].place), source::to_json(schema_, rows[index].row)});
  }
  const SendResult sent = send_with_retries(*target_, posted, post_.retry, &random_, post_.stop);
  report_.retried += sent.retried;
  for (const Outcome& outcome : sent.outcomes) {
    if (outcome.kind == Outcome::Kind::kRetry) return Status(Code::kUnavailable, outcome.text);
    if (outcome.kind == Outcome::Kind::kRefused) {
      return Status(Code::kInvalidArgument,
                    "the row of key " + rows[*accepted].place.key +
                        " was refused, and those behind it wait: " + outcome.text);
    }
    ++*accepted;
    ++accepted_;
  }
  return Status();
}

// With `once` no longer than until the row that was seen is old enough.
std::chrono::nanoseconds FollowLane::pause() const {
  if (!options_.once || seen_.empty()) return options_.interval;
  return std::max<std::chrono::nanoseconds>(seen_.front().at + options_.delay - steady_clock::now(),
                                            std::chrono::nanoseconds{0});
}

// Each once, until it goes well again.
void FollowLane::notice(const std::string& what) {
  if (!options_.on_notice || what == last_notice_) return;
  last_notice_ = what;
  options_.on_notice(dataset_.name, what);
}

FollowedDataset FollowLane::report() const {
  FollowedDataset report = report_;
  report.accepted = accepted_;
  report.place = place_;
  return report;
}

}  // namespace pinflow::post
