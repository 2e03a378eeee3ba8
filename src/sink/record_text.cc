#include "sink/record_text.h"

#include "json/compact.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::sink {
namespace {

Status refuse(const StoredRecord& stored, const std::string& reason, const char* mend) {
  return Status(
      Code::kInvalidArgument,
      "record at offset " + std::to_string(to_int64(stored.offset)) + ": " + reason + "; " + mend);
}

// Text as its converter and format have it.
Status append_text(Converter converter, const FormatRule& format, std::string_view text,
                   std::string* out) {
  if (format.kind == FormatRule::Kind::kByteArray) {
    *out += text;
  } else if (converter == Converter::kJson) {
    TRY(json::compact(text, out));
  } else {
    json::write_string(text, out);
  }
  *out += format.separator;
  return Status();
}

// Parquet's columns are the fields of objects.
Status expect_columns(std::string_view line) {
  thread_local json::Parser parser;
  TRY_ASSIGN(json::Element value, parser.parse(line));
  if (value.kind() == json::Kind::kObject && value.size() > 0) return Status();
  return Status(Code::kInvalidArgument, "ParquetFormat needs an object with fields");
}

Line skip(const std::string& reason, std::string* why) {
  if (why != nullptr) *why = reason;
  return Line::kSkipped;
}

// A line in the place of a value that is none.
Line keep(const ConnectorConfig& config, const StoredRecord& stored, bool is_null,
          std::string* out) {
  if (is_null) {
    *out += "null";
  } else {
    json::write_string(*stored.record.value, out);
  }
  *out += config.format.separator;
  return Line::kWritten;
}

}  // namespace

bool is_null_value(const ConnectorConfig& config, const StoredRecord& stored) {
  if (!stored.record.value) return true;
  if (config.value_converter != Converter::kJson) return false;
  std::string text;
  return json::compact(*stored.record.value, &text).ok() && text == "null";
}

Result<Line> settle_bad(const ConnectorConfig& config, const StoredRecord& stored,
                        const std::string& reason, std::string* why) {
  if (config.skip_bad_records) return skip(reason, why);
  return refuse(stored, reason, "errors.tolerance=all skips such records");
}

Result<Line> append_value(const ConnectorConfig& config, const StoredRecord& stored,
                          std::string* out, std::string* why) {
  const std::optional<std::string>& value = stored.record.value;
  size_t begin = out->size();
  bool is_null = !value;
  if (value) {
    Status status = append_text(config.value_converter, config.format, *value, out);
    if (!status.ok()) {
      out->resize(begin);
      if (config.keep_bad_values) return keep(config, stored, /*is_null=*/false, out);
      return settle_bad(config, stored, status.message(), why);
    }
    // JsonConverter makes the text null a record without a value.
    is_null = config.value_converter == Converter::kJson && out->compare(begin, 4, "null") == 0;
  }
  if (!is_null && config.format.kind == FormatRule::Kind::kParquet) {
    Status status = expect_columns(std::string_view(*out).substr(begin));
    if (!status.ok()) {
      out->resize(begin);
      return settle_bad(config, stored, status.message(), why);
    }
  }
  if (!is_null) return Line::kWritten;
  out->resize(begin);
  if (config.keep_bad_values) return keep(config, stored, /*is_null=*/true, out);
  if (config.ignore_null_values) return skip("no value", why);
  return refuse(stored, "no value", "behavior.on.null.values=ignore skips such records");
}

Status append_key(const ConnectorConfig& config, const StoredRecord& stored, std::string* out) {
  if (!stored.record.key) return Status(Code::kInvalidArgument, "no key, but store.kafka.keys");
  return append_text(config.key_converter, *config.keys_format, *stored.record.key, out);
}

void append_headers(const ConnectorConfig& config, const StoredRecord& stored, std::string* out) {
  json::Writer writer;
  writer.begin_array();
  for (const model::Header& header : stored.record.headers) {
    writer.begin_object().member("key", header.name).key("value");
    if (header.value) {
      writer.value(*header.value);
    } else {
      writer.null();
    }
    writer.end_object();
  }
  *out += writer.end_array().take() + config.headers_format->separator;
}

}  // namespace pinflow::sink
