#include "gateway/kinesis/account_settings.h"

#include "base/file.h"
#include "json/document.h"
#include "json/writer.h"
#include "telemetry/log.h"

namespace pinflow::gateway::kinesis {
namespace {

Result<Commitment> parse_commitment(std::string_view text) {
  json::Parser parser;
  TRY_ASSIGN(json::Element settings, parser.parse(text));
  auto is_enabled = settings["commitment_is_enabled"];
  auto changed_at = settings["commitment_changed_at_ms"];
  bool is_whole = is_enabled && is_enabled->as_bool() && changed_at && changed_at->as_integer();
  if (!is_whole) return Status(Code::kCorruption, "a member is missing");
  return Commitment{*is_enabled->as_bool(),
                    UnixMillis(std::chrono::milliseconds(*changed_at->as_integer()))};
}

std::string to_json(const Commitment& commitment) {
  json::Writer writer;
  writer.begin_object().member("commitment_is_enabled", commitment.is_enabled);
  writer.member("commitment_changed_at_ms",
                commitment.changed_at ? to_int64(*commitment.changed_at) : 0);
  return writer.end_object().take();
}

}  // namespace

AccountSettings::AccountSettings(std::filesystem::path file) : file_(std::move(file)) {
  if (file_.empty()) return;
  Result<std::string> text = read_file(file_);
  if (text.status().code() == Code::kNotFound) return;
  Result<Commitment> kept = text.ok() ? parse_commitment(*text) : text.status();
  if (kept.ok()) {
    commitment_ = *kept;
    return;
  }
  telemetry::log(telemetry::Level::kWarning, "gateway", "account settings cannot be read",
                 {{"file", file_.string()}, {"cause", kept.status().message()}});
}

Commitment AccountSettings::commitment() const {
  std::lock_guard lock(mutex_);
  return commitment_;
}

Status AccountSettings::set_commitment(const Commitment& commitment) {
  std::lock_guard lock(mutex_);
  if (!file_.empty()) TRY(replace_file(file_, to_json(commitment)));
  commitment_ = commitment;
  return Status();
}

}  // namespace pinflow::gateway::kinesis
