#include "sink/field_transforms.h"

#include <algorithm>
#include <map>

#include "json/reader.h"
#include "json/writer.h"

namespace pinflow::sink {
namespace {

// A field of an object, both as JSON text.
struct Field {
  std::string name;
  std::string value;
};

Result<std::vector<Field>> read_fields(std::string_view text) {
  json::Reader reader(text);
  if (reader.peek() != '{') return Status(Code::kInvalidArgument, "a transform needs an object");
  std::vector<Field> fields;
  std::string_view name;
  std::string_view value;
  if (reader.enter()) {
    while (reader.next_member(&name) && reader.read_value(&value)) {
      fields.push_back({std::string(name), std::string(value)});
    }
  }
  TRY(reader.finish());
  return fields;
}

std::string write_fields(const std::vector<Field>& fields) {
  std::string text = "{";
  for (const Field& field : fields) {
    if (text.size() > 1) text += ',';
    text += field.name + ':' + field.value;
  }
  return text + '}';
}

// What all of them do: take the object apart, change its fields, put it together.
class FieldTransform : public Transform {
 public:
  explicit FieldTransform(RecordPart of) : of_(of) {}

  Result<bool> apply(Message* message) const final {
    model::Record& record = message->stored.record;
    std::optional<std::string>& part = of_ == RecordPart::kKey ? record.key : record.value;
    if (!part) return true;  // As Connect: a tombstone stays one.
    TRY_ASSIGN(std::vector<Field> fields, read_fields(*part));
    change(*message, &fields);
    part = write_fields(fields);
    return true;
  }

 private:
  virtual void change(const Message& message, std::vector<Field>* fields) const = 0;

  const RecordPart of_;
};

void set(const std::string& name, std::string value, std::vector<Field>* fields) {
  if (name.empty()) return;
  auto found = std::ranges::find(*fields, json::in_quotes(name), &Field::name);
  if (found != fields->end()) {
    found->value = std::move(value);
  } else {
    fields->push_back({json::in_quotes(name), std::move(value)});
  }
}

class InsertField final : public FieldTransform {
 public:
  InsertField(StepOptions* options, RecordPart of)
      : FieldTransform(of),
        topic_(options->text("topic.field")),
        partition_(options->text("partition.field")),
        offset_(options->text("offset.field")),
        timestamp_(options->text("timestamp.field")),
        static_(options->text("static.field")),
        static_value_(options->text("static.value")) {
    if (topic_.empty() && partition_.empty() && offset_.empty() && timestamp_.empty() &&
        static_.empty()) {
      options->refuse("static.field", "InsertField needs a field to insert");
    }
  }

 private:
  void change(const Message& message, std::vector<Field>* fields) const override {
    const model::StoredRecord& stored = message.stored;
    set(topic_, json::in_quotes(message.of.topic), fields);
    set(partition_, std::to_string(to_int32(message.of.partition)), fields);
    set(offset_, std::to_string(to_int64(stored.offset)), fields);
    set(timestamp_, std::to_string(to_int64(stored.record.timestamp)), fields);
    set(static_, json::in_quotes(static_value_), fields);
  }

  const std::string topic_, partition_, offset_, timestamp_, static_, static_value_;
};

std::vector<std::string> quoted_list(std::vector<std::string> names) {
  for (std::string& name : names) name = json::in_quotes(name);
  return names;
}

// Of a list under its name or its old one.
std::vector<std::string> list_of(StepOptions* options, const char* name, const char* old_name) {
  std::vector<std::string> names = options->list(name);
  std::vector<std::string> old_names = options->list(old_name);
  return quoted_list(names.empty() ? old_names : names);
}

class ReplaceField final : public FieldTransform {
 public:
  ReplaceField(StepOptions* options, RecordPart of)
      : FieldTransform(of),
        include_(list_of(options, "include", "whitelist")),
        exclude_(list_of(options, "exclude", "blacklist")) {
    for (const std::string& rename : options->list("renames")) {
      size_t colon = rename.find(':');
      if (colon == std::string::npos) {
        options->refuse("renames", "'" + rename + "' is not old:new");
        continue;
      }
      renames_[json::in_quotes(rename.substr(0, colon))] =
          json::in_quotes(rename.substr(colon + 1));
    }
  }

 private:
  void change(const Message&, std::vector<Field>* fields) const override {
    auto has = [](const std::vector<std::string>& names, const std::string& name) {
      return std::ranges::find(names, name) != names.end();
    };
    std::erase_if(*fields, [&](const Field& field) {
      return has(exclude_, field.name) || (!include_.empty() && !has(include_, field.name));
    });
    for (Field& field : *fields) {
      auto found = renames_.find(field.name);
      if (found != renames_.end()) field.name = found->second;
    }
  }

  const std::vector<std::string> include_, exclude_;
  std::map<std::string, std::string> renames_;
};

class MaskField final : public FieldTransform {
 public:
  MaskField(StepOptions* options, RecordPart of)
      : FieldTransform(of),
        fields_(quoted_list(options->list("fields"))),
        replacement_(options->text("replacement")) {
    if (fields_.empty()) options->refuse("fields", "MaskField needs the fields to mask");
  }

 private:
  void change(const Message&, std::vector<Field>* fields) const override {
    for (Field& field : *fields) {
      if (std::ranges::find(fields_, field.name) != fields_.end()) {
        field.value = masked(field.value.front());
      }
    }
  }

  // By the first letter of a value's text, which tells its kind.
  std::string masked(char kind) const {
    bool is_number = kind == '-' || (kind >= '0' && kind <= '9');
    switch (kind) {
      case '"':
        return json::in_quotes(replacement_);
      case '{':
        return "{}";
      case '[':
        return "[]";
      case 't':
      case 'f':
        return "false";
      default:
        if (!is_number) return "null";
        return replacement_is_number() ? replacement_ : "0";
    }
  }

  bool replacement_is_number() const {
    json::Reader reader(replacement_);
    char first = reader.peek();
    std::string_view raw;
    bool is_number = first == '-' || (first >= '0' && first <= '9');
    return is_number && reader.read_value(&raw) && reader.finish().ok();
  }

  const std::vector<std::string> fields_;
  const std::string replacement_;
};

}  // namespace

std::shared_ptr<const Transform> read_insert_field(StepOptions* options, RecordPart of) {
  return std::make_shared<InsertField>(options, of);
}

std::shared_ptr<const Transform> read_replace_field(StepOptions* options, RecordPart of) {
  return std::make_shared<ReplaceField>(options, of);
}

std::shared_ptr<const Transform> read_mask_field(StepOptions* options, RecordPart of) {
  return std::make_shared<MaskField>(options, of);
}

}  // namespace pinflow::sink
