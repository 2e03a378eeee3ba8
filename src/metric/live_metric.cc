#include "metric/live_metric.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "json/writer.h"
#include "metric/partial_json.h"

namespace pinflow::metric {
namespace {

double number(const Value& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return 0;
}

bool is_number(const Value& value) {
  return std::holds_alternative<int64_t>(value) || std::holds_alternative<double>(value);
}

// NULL takes part in nothing, as in SQL.
void merge_value(const std::string& how, const Value& from, Value* into) {
  if (!is_number(from)) return;
  if (!is_number(*into)) {
    *into = from;
  } else if (how == "max" || how == "min") {
    bool replaces = how == "max" ? number(from) > number(*into) : number(from) < number(*into);
    if (replaces) *into = from;
  } else if (std::holds_alternative<int64_t>(from) && std::holds_alternative<int64_t>(*into)) {
    *into = std::get<int64_t>(from) + std::get<int64_t>(*into);
  } else {
    *into = number(from) + number(*into);
  }
}

void write_member(const std::string& name, const Value& value, json::Writer* out) {
  out->key(name);
  write_value(value, out);
}

}  // namespace

LiveMetric::LiveMetric(const model::Metric& metric, ChangeSignal& changed)
    : metric_(metric), changed_(changed) {}

Status LiveMetric::reset(const Partial& whole, int64_t version) {
  {
    std::lock_guard lock(mutex_);
    if (version < version_) return Status();
    groups_.clear();
    rendered_.reset();
    version_ = version;
    TRY(merge(whole, 0));
  }
  changed_.raise();
  return Status();
}

Status LiveMetric::apply(const Partial& partial, int64_t version) {
  {
    std::lock_guard lock(mutex_);
    if (version <= version_) return Status();
    rendered_.reset();
    version_ = version;
    TRY(merge(partial, metric_.groups_max));
  }
  changed_.raise();
  return Status();
}

Status LiveMetric::merge(const Partial& partial, size_t groups_max) {
  group_columns_.clear();
  value_columns_.clear();
  if (partial.columns.empty()) return Status();
  for (const std::string& column : partial.columns) {
    bool is_merged = metric_.merge.contains(column);
    (is_merged ? value_columns_ : group_columns_).push_back(column);
  }
  if (value_columns_.size() != metric_.merge.size()) {
    return Status(Code::kInvalidArgument,
                  "metric " + metric_.name + ": its SQL gives not all columns that it merges");
  }
  for (const std::vector<Value>& row : partial.rows) {
    Group group;
    std::vector<const Value*> values;
    for (size_t i = 0; i < row.size(); ++i) {
      if (metric_.merge.contains(partial.columns[i])) {
        values.push_back(&row[i]);
      } else {
        group.push_back(row[i]);
      }
    }
    std::vector<Value>& merged = groups_[within(groups_max, std::move(group))];
    merged.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      merge_value(metric_.merge.at(value_columns_[i]), *values[i], &merged[i]);
    }
  }
  drop_old_windows();
  return Status();
}

// The group that takes its values: itself, or the one of its window for all that found no room.
LiveMetric::Group LiveMetric::within(size_t groups_max, Group group) const {
  bool has_room = groups_max == 0 || groups_.size() < groups_max;
  if (has_room || groups_.contains(group)) return group;
  for (size_t i = 0; i < group.size(); ++i) {
    if (group_columns_[i] != metric_.window) group[i] = "(others)";
  }
  return group;
}

Partial LiveMetric::whole() const {
  std::lock_guard lock(mutex_);
  Partial all{group_columns_, {}};
  std::ranges::copy(value_columns_, std::back_inserter(all.columns));
  for (const auto& [group, values] : groups_) {
    std::vector<Value>& row = all.rows.emplace_back(group);
    std::ranges::copy(values, std::back_inserter(row));
  }
  return all;
}

void LiveMetric::drop_old_windows() {
  auto found = std::ranges::find(group_columns_, metric_.window);
  if (metric_.windows_max == 0 || found == group_columns_.end()) return;
  auto at = static_cast<size_t>(found - group_columns_.begin());
  std::set<Value> windows;
  for (const auto& [group, values] : groups_) windows.insert(group[at]);
  if (windows.size() <= metric_.windows_max) return;
  Value oldest = *std::next(windows.rbegin(), static_cast<std::ptrdiff_t>(metric_.windows_max) - 1);
  std::erase_if(groups_, [&](const auto& entry) { return entry.first[at] < oldest; });
}

std::string LiveMetric::json(size_t row_count_max) const {
  std::lock_guard lock(mutex_);
  if (!rendered_ || rendered_->first != row_count_max) {
    rendered_.emplace(row_count_max, render(row_count_max));
  }
  return rendered_->second;
}

std::string LiveMetric::render(size_t row_count_max) const {
  using Entry = std::map<Group, std::vector<Value>>::value_type;
  std::vector<const Entry*> entries;
  entries.reserve(groups_.size());
  for (const Entry& entry : groups_) entries.push_back(&entry);
  auto order = std::ranges::find(value_columns_, metric_.order_by);
  if (order != value_columns_.end()) {
    auto at = static_cast<size_t>(order - value_columns_.begin());
    auto window = std::ranges::find(group_columns_, metric_.window) - group_columns_.begin();
    auto window_at = static_cast<size_t>(window);
    bool has_window = window_at < group_columns_.size();
    std::ranges::sort(entries, [=](const Entry* a, const Entry* b) {
      if (has_window && a->first[window_at] != b->first[window_at]) {
        return a->first[window_at] > b->first[window_at];
      }
      double left = number(a->second[at]);
      double right = number(b->second[at]);
      return left != right ? left > right : a->first < b->first;
    });
  }
  json::Writer out;
  out.begin_object().member("name", metric_.name).member("title", metric_.title);
  out.member("table_version", version_).key("rows").begin_array();
  for (size_t i = 0; i < std::min(entries.size(), row_count_max); ++i) {
    out.begin_object();
    for (size_t k = 0; k < group_columns_.size(); ++k) {
      write_member(group_columns_[k], entries[i]->first[k], &out);
    }
    for (size_t k = 0; k < value_columns_.size(); ++k) {
      write_member(value_columns_[k], entries[i]->second[k], &out);
    }
    out.end_object();
  }
  out.end_array().end_object();
  return out.take();
}

}  // namespace pinflow::metric
