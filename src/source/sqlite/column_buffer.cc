#include "source/sqlite/column_buffer.h"

namespace pinflow::source {

ColumnBuffer::ColumnBuffer(model::Type type, size_t row_count) : indicators_(row_count) {
  switch (type) {
    case model::Type::kBoolean:
    case model::Type::kInteger:
    case model::Type::kLong:
      kind_ = Kind::kInteger;
      integers_.resize(row_count);
      return;
    case model::Type::kDouble:
      kind_ = Kind::kDouble;
      doubles_.resize(row_count);
      return;
    default:
      kind_ = Kind::kText;
      texts_.resize(row_count);
  }
}

void ColumnBuffer::read_by(soci::statement* statement) {
  switch (kind_) {
    case Kind::kInteger:
      return statement->exchange(soci::into(integers_, indicators_));
    case Kind::kDouble:
      return statement->exchange(soci::into(doubles_, indicators_));
    case Kind::kText:
      return statement->exchange(soci::into(texts_, indicators_));
  }
}

void ColumnBuffer::written_by(soci::statement* statement) {
  switch (kind_) {
    case Kind::kInteger:
      return statement->exchange(soci::use(integers_, indicators_));
    case Kind::kDouble:
      return statement->exchange(soci::use(doubles_, indicators_));
    case Kind::kText:
      return statement->exchange(soci::use(texts_, indicators_));
  }
}

Value ColumnBuffer::take(size_t row) {
  if (indicators_[row] == soci::i_null) return std::monostate();
  switch (kind_) {
    case Kind::kInteger:
      return static_cast<int64_t>(integers_[row]);
    case Kind::kDouble:
      return doubles_[row];
    case Kind::kText:
      break;
  }
  return std::move(texts_[row]);
}

void ColumnBuffer::put(size_t row, const Value& value) {
  const bool is_null = std::holds_alternative<std::monostate>(value);
  indicators_[row] = is_null ? soci::i_null : soci::i_ok;
  if (is_null) return;
  switch (kind_) {
    case Kind::kInteger:
      integers_[row] = std::get<int64_t>(value);
      return;
    case Kind::kDouble:
      doubles_[row] = std::get<double>(value);
      return;
    case Kind::kText:
      texts_[row] = std::get<std::string>(value);
      return;
  }
}

}  // namespace pinflow::source
