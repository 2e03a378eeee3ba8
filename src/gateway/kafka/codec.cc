#include "gateway/kafka/codec.h"

#include <algorithm>
#include <limits>

namespace pinflow::gateway::kafka {
namespace {

Status broken(std::string_view what) {
  return Status(Code::kInvalidArgument, "request: " + std::string(what));
}

size_t number_bytes(FieldType type) {
  switch (type) {
    case FieldType::kBool:
    case FieldType::kInt8:
      return 1;
    case FieldType::kInt16:
      return 2;
    case FieldType::kInt32:
      return 4;
    default:
      return 8;
  }
}

class Reader {
 public:
  Reader(std::string_view bytes, int16_t version) : bytes_(bytes), version_(version) {}

  Status read(const Schema& schema, Message* message) {
    for (size_t index = 0; index < schema.size(); ++index) {
      if (!schema[index].is_in(version_)) continue;
      TRY(read_field(schema[index], &message->value(index)));
    }
    return Status();
  }

  Result<int64_t> take_number(size_t size) {
    if (bytes_.size() < size) return broken("it is cut short");
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[i]);
    bytes_.remove_prefix(size);
    const auto shift = static_cast<unsigned>(64 - 8 * size);  // Carries the sign up.
    return static_cast<int64_t>(value << shift) >> shift;
  }

  // A text behind its length, which has that many bytes. Null is a view of nowhere.
  Result<std::string_view> take_text(size_t length_bytes, bool is_nullable) {
    TRY_ASSIGN(const int64_t length, take_number(length_bytes));
    if (length == -1 && is_nullable) return std::string_view();
    if (length < 0) return broken("a length below 0");
    if (static_cast<size_t>(length) > bytes_.size()) return broken("it is cut short");
    const std::string_view text = bytes_.substr(0, static_cast<size_t>(length));
    bytes_.remove_prefix(text.size());
    return text;
  }

  std::string_view rest() const { return bytes_; }

 private:
  Status read_field(const Field& field, Message::Value* value) {
    if (field.type == FieldType::kList) return read_list(field, value);
    if (field.type != FieldType::kString && field.type != FieldType::kBytes) {
      TRY_ASSIGN(*value, take_number(number_bytes(field.type)));
      return Status();
    }
    const size_t length_bytes = field.type == FieldType::kString ? 2 : 4;
    TRY_ASSIGN(const std::string_view text, take_text(length_bytes, field.is_nullable));
    if (text.data() != nullptr) *value = text;
    return Status();
  }

  Status read_list(const Field& field, Message::Value* value) {
    TRY_ASSIGN(const int64_t count, take_number(4));
    if (count == -1 && field.is_nullable) return Status();
    if (count < 0) return broken("a count below 0");
    // Each element has at least one byte: what is claimed beyond is not believed.
    if (static_cast<size_t>(count) > bytes_.size()) return broken("it is cut short");
    element_count_ += static_cast<size_t>(count);
    if (element_count_ > kElementsMax) return broken("too many elements");
    // Nor is memory taken for it: the list grows as its elements come.
    std::vector<Message> list;
    for (int64_t index = 0; index < count; ++index) {
      TRY(read(field.fields, &list.emplace_back(field.fields)));
    }
    *value = std::move(list);
    return Status();
  }

  std::string_view bytes_;
  const int16_t version_;
  size_t element_count_ = 0;
};

void put_number(int64_t number, size_t size, std::string* out) {
  for (size_t i = size; i > 0; --i) {
    out->push_back(static_cast<char>(static_cast<uint64_t>(number) >> (8 * (i - 1))));
  }
}

void put_text(std::string_view text, size_t length_bytes, std::string* out) {
  if (length_bytes == 2) text = text.substr(0, std::numeric_limits<int16_t>::max());
  put_number(static_cast<int64_t>(text.size()), length_bytes, out);
  out->append(text);
}

void put_field(const Field& field, const Message::Value& value, int16_t version, std::string* out) {
  const bool is_null = field.is_nullable && std::holds_alternative<std::monostate>(value);
  const size_t length_bytes = field.type == FieldType::kString ? 2 : 4;
  if (is_null) {
    put_number(-1, length_bytes, out);
  } else if (field.type == FieldType::kList) {
    const auto* list = std::get_if<std::vector<Message>>(&value);
    put_number(list ? static_cast<int64_t>(list->size()) : 0, length_bytes, out);
    if (!list) return;
    for (const Message& element : *list) write_message(element, version, out);
  } else if (field.type == FieldType::kString || field.type == FieldType::kBytes) {
    const auto* view = std::get_if<std::string_view>(&value);
    const auto* text = std::get_if<std::string>(&value);
    put_text(view ? *view : text ? *text : std::string_view(), length_bytes, out);
  } else {
    const auto* number = std::get_if<int64_t>(&value);
    put_number(number ? *number : field.standard, number_bytes(field.type), out);
  }
}

}  // namespace

Result<Message> read_message(const Schema& schema, int16_t version, std::string_view bytes) {
  Message message(schema);
  Reader reader(bytes, version);
  TRY(reader.read(schema, &message));
  if (!reader.rest().empty()) return broken("bytes are left over");
  return message;
}

void write_message(const Message& message, int16_t version, std::string* out) {
  const Schema& schema = message.schema();
  for (size_t index = 0; index < schema.size(); ++index) {
    if (schema[index].is_in(version)) put_field(schema[index], message.value(index), version, out);
  }
}

size_t text_bytes(const Message& message) {
  size_t total = 0;
  for (size_t index = 0; index < message.schema().size(); ++index) {
    const Message::Value& value = message.value(index);
    if (const auto* text = std::get_if<std::string>(&value)) total += text->size();
    const auto* list = std::get_if<std::vector<Message>>(&value);
    if (!list) continue;
    for (const Message& element : *list) total += text_bytes(element);
  }
  return total;
}

Result<RequestHeader> take_request_header(std::string_view* bytes) {
  Reader reader(*bytes, 0);
  RequestHeader header;
  TRY_ASSIGN(const int64_t kind, reader.take_number(2));
  TRY_ASSIGN(const int64_t version, reader.take_number(2));
  TRY_ASSIGN(const int64_t correlation_id, reader.take_number(4));
  header.kind = static_cast<int16_t>(kind);
  header.version = static_cast<int16_t>(version);
  header.correlation_id = static_cast<int32_t>(correlation_id);
  TRY_ASSIGN(header.client_id, reader.take_text(2, true));
  *bytes = reader.rest();
  return header;
}

void write_answer_header(int32_t correlation_id, std::string* out) {
  put_number(correlation_id, 4, out);
}

}  // namespace pinflow::gateway::kafka
