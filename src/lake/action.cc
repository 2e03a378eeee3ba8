#include "lake/action.h"

#include <cctype>
#include <optional>
#include <utility>

#include "json/writer.h"

namespace pinflow::lake {
namespace {

using json::Element;

std::string text_of(const Element& object, std::string_view name) {
  std::optional<Element> member = object[name];
  return std::string(member ? member->as_string().value_or("") : "");
}

int64_t integer_of(const Element& object, std::string_view name, int64_t otherwise = 0) {
  std::optional<Element> member = object[name];
  return member ? member->as_integer().value_or(otherwise) : otherwise;
}

bool is_set(const Element& object, std::string_view name) {
  std::optional<Element> member = object[name];
  return member && !member->is_null();
}

bool flag_of(const Element& object, std::string_view name) {
  std::optional<Element> member = object[name];
  return !member || member->as_bool().value_or(true);
}

std::vector<std::string> texts_of(const Element& object, std::string_view name) {
  std::vector<std::string> texts;
  if (std::optional<Element> member = object[name]) {
    member->each_element([&](Element text) {
      texts.emplace_back(text.as_string().value_or(""));
      return true;
    });
  }
  return texts;
}

// An empty partition value means NULL too.
std::map<std::string, std::optional<std::string>> partition_values_of(const Element& object) {
  std::map<std::string, std::optional<std::string>> values;
  if (std::optional<Element> member = object["partitionValues"]) {
    member->each_member([&](std::string_view name, Element value) {
      std::string_view text = value.as_string().value_or("");
      values[std::string(name)] = text.empty() ? std::nullopt : std::optional<std::string>(text);
      return true;
    });
  }
  return values;
}

// null in a checkpoint, or a struct of nulls where its writer had none.
std::optional<DeletionVector> deletion_vector_of(const Element& object) {
  std::optional<Element> member = object["deletionVector"];
  if (!member || text_of(*member, "storageType").empty()) return std::nullopt;
  DeletionVector vector;
  vector.storage_type = text_of(*member, "storageType")[0];
  vector.place = text_of(*member, "pathOrInlineDv");
  vector.offset = integer_of(*member, "offset");
  vector.size_bytes = integer_of(*member, "sizeInBytes");
  vector.cardinality = integer_of(*member, "cardinality");
  return vector;
}

void write_deletion_vector(const std::optional<DeletionVector>& vector, json::Writer* out) {
  if (!vector) return;
  out->key("deletionVector").begin_object();
  out->member("storageType", std::string(1, vector->storage_type));
  out->member("pathOrInlineDv", vector->place).member("offset", vector->offset);
  out->member("sizeInBytes", vector->size_bytes).member("cardinality", vector->cardinality);
  out->end_object();
}

std::string whole_action(std::string_view name, const Element& body) {
  std::string json = "{\"" + std::string(name) + "\":";
  body.write(&json);
  return json += "}";
}

Status missing(std::string_view action, std::string_view member) {
  return Status(Code::kCorruption,
                "action '" + std::string(action) + "' without '" + std::string(member) + "'");
}

Result<Action> parse_protocol(const Element& body) {
  Protocol protocol;
  protocol.reader_version = integer_of(body, "minReaderVersion");
  protocol.writer_version = integer_of(body, "minWriterVersion");
  protocol.reader_features = texts_of(body, "readerFeatures");
  protocol.writer_features = texts_of(body, "writerFeatures");
  protocol.json = whole_action("protocol", body);
  if (protocol.reader_version <= 0) return missing("protocol", "minReaderVersion");
  return Action(std::move(protocol));
}

Result<Action> parse_metadata(const Element& body) {
  Metadata metadata;
  metadata.table_id = text_of(body, "id");
  metadata.schema_string = text_of(body, "schemaString");
  metadata.partition_columns = texts_of(body, "partitionColumns");
  if (std::optional<Element> configuration = body["configuration"]) {
    configuration->each_member([&](std::string_view name, Element value) {
      metadata.configuration[std::string(name)] = value.as_string().value_or("");
      return true;
    });
  }
  metadata.json = whole_action("metaData", body);
  if (metadata.schema_string.empty()) return missing("metaData", "schemaString");
  return Action(std::move(metadata));
}

Result<Action> parse_add(const Element& body, json::Parser& stats_parser) {
  AddFile add;
  add.file.path = decode_path(text_of(body, "path"));
  add.file.size_bytes = integer_of(body, "size");
  add.file.modified_at =
      UnixMillis(std::chrono::milliseconds(integer_of(body, "modificationTime")));
  add.file.partition_values = partition_values_of(body);
  add.file.stats = text_of(body, "stats");
  add.changes_data = flag_of(body, "dataChange");
  add.file.deletion_vector = deletion_vector_of(body);
  if (add.file.path.empty()) return missing("add", "path");
  if (!add.file.stats.empty()) {
    // Statistics are optional: unreadable ones are as good as none.
    Result<Element> stats = stats_parser.parse(add.file.stats);
    if (stats.ok()) add.file.row_count = integer_of(*stats, "numRecords", -1);
  }
  if (add.file.deletion_vector && add.file.row_count >= 0) {
    add.file.row_count -= add.file.deletion_vector->cardinality;
  }
  return Action(std::move(add));
}

Result<Action> parse_remove(const Element& body) {
  RemoveFile remove;
  remove.path = decode_path(text_of(body, "path"));
  remove.removed_at_ms = integer_of(body, "deletionTimestamp");
  remove.size_bytes = integer_of(body, "size");
  remove.changes_data = flag_of(body, "dataChange");
  remove.partition_values = partition_values_of(body);
  remove.deletion_vector = deletion_vector_of(body);
  if (remove.path.empty()) return missing("remove", "path");
  return Action(std::move(remove));
}

Result<Action> parse_sidecar(const Element& body) {
  Sidecar sidecar{decode_path(text_of(body, "path"))};
  if (sidecar.path.empty()) return missing("sidecar", "path");
  return Action(std::move(sidecar));
}

Result<Action> parse_transaction(const Element& body) {
  Transaction transaction{text_of(body, "appId"), integer_of(body, "version", -1)};
  if (transaction.app_id.empty()) return missing("txn", "appId");
  return Action(std::move(transaction));
}

Result<Action> parse_commit_info(const Element& body) {
  CommitInfo info;
  info.timestamp_ms = integer_of(body, "timestamp");
  info.operation = text_of(body, "operation");
  info.engine = text_of(body, "engineInfo");
  info.txn_id = text_of(body, "txnId");
  if (is_set(body, "pinflow")) body["pinflow"]->write(&info.note);
  return Action(std::move(info));
}

void write_partition_values(const std::map<std::string, std::optional<std::string>>& values,
                            json::Writer* out) {
  out->key("partitionValues").begin_object();
  for (const auto& [name, value] : values) {
    out->key(name);
    value ? out->value(*value) : out->null();
  }
  out->end_object();
}

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  char lower = static_cast<char>(letter | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

Result<Action> ActionParser::parse(std::string_view line) {
  Result<Element> parsed = parser_.parse(line);
  if (!parsed.ok()) return Status(Code::kCorruption, parsed.status().message());
  const Element& action = *parsed;
  // A line from a checkpoint has all the members, of which one is not null.
  if (is_set(action, "add")) return parse_add(*action["add"], stats_parser_);
  if (is_set(action, "remove")) return parse_remove(*action["remove"]);
  if (is_set(action, "txn")) return parse_transaction(*action["txn"]);
  if (is_set(action, "metaData")) return parse_metadata(*action["metaData"]);
  if (is_set(action, "protocol")) return parse_protocol(*action["protocol"]);
  if (is_set(action, "commitInfo")) return parse_commit_info(*action["commitInfo"]);
  if (is_set(action, "sidecar")) return parse_sidecar(*action["sidecar"]);
  if (action.kind() != json::Kind::kObject) {
    return Status(Code::kCorruption, "a line that is no action");
  }
  return Action(OtherAction());
}

Result<std::vector<Action>> ActionParser::parse_commit(std::string_view text) {
  std::vector<Action> actions;
  for (size_t line_number = 1; !text.empty(); ++line_number) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Result<Action> action = parse(line);
    if (!action.ok()) {
      return action.status().with_context("line " + std::to_string(line_number));
    }
    actions.push_back(std::move(*action));
  }
  return actions;
}

std::string format_action(const AddFile& add) {
  json::Writer out;
  out.begin_object().key("add").begin_object().member("path", encode_path(add.file.path));
  write_partition_values(add.file.partition_values, &out);
  out.member("size", add.file.size_bytes);
  out.member("modificationTime", to_int64(add.file.modified_at));
  out.member("dataChange", add.changes_data);
  if (!add.file.stats.empty()) out.member("stats", add.file.stats);
  write_deletion_vector(add.file.deletion_vector, &out);
  out.end_object().end_object();
  return out.take();
}

std::string format_action(const RemoveFile& remove) {
  json::Writer out;
  out.begin_object().key("remove").begin_object().member("path", encode_path(remove.path));
  out.member("deletionTimestamp", remove.removed_at_ms);
  out.member("dataChange", remove.changes_data).member("extendedFileMetadata", true);
  write_partition_values(remove.partition_values, &out);
  out.member("size", remove.size_bytes);
  write_deletion_vector(remove.deletion_vector, &out);
  out.end_object().end_object();
  return out.take();
}

std::string format_action(const Transaction& transaction) {
  json::Writer out;
  out.begin_object().key("txn").begin_object().member("appId", transaction.app_id);
  out.member("version", transaction.version).end_object().end_object();
  return out.take();
}

std::string encode_path(std::string_view path) {
  static constexpr std::string_view kKept = "-_.~/=,:@!$&'()*+;";
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (char letter : path) {
    auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80 && (std::isalnum(byte) != 0 || kKept.find(letter) != std::string_view::npos)) {
      encoded += letter;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

std::string decode_path(std::string_view encoded) {
  std::string path;
  for (size_t i = 0; i < encoded.size(); ++i) {
    bool is_escape = encoded[i] == '%' && i + 2 < encoded.size() &&
                     hex_digit(encoded[i + 1]) >= 0 && hex_digit(encoded[i + 2]) >= 0;
    if (is_escape) {
      path += static_cast<char>(hex_digit(encoded[i + 1]) * 16 + hex_digit(encoded[i + 2]));
      i += 2;
    } else {
      path += encoded[i];
    }
  }
  if (path.starts_with("file:/")) path.erase(0, 5);
  if (path.starts_with("/")) path.erase(0, path.find_first_not_of('/') - 1);
  return path;
}

}  // namespace pinflow::lake
