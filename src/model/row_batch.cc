// Columns that grow together, and the bytes that their texts point into.
#include "model/row_batch.h"

#include <algorithm>

namespace pinflow::model {
namespace {

constexpr size_t kBufferBytes = 64 << 10;

// Shrinks, never grows: columns of the caller may have fewer rows than the others.
template <class Value>
void shrink(std::vector<Value>* values, size_t size) {
  if (values->size() > size) values->resize(size);
}

}  // namespace

void ColumnValues::push_null() {
  valid.push_back(0);
  switch (type) {
    case Type::kString:
    case Type::kBinary:
      texts.emplace_back();
      break;
    case Type::kDouble:
      doubles.push_back(0);
      break;
    case Type::kDoubleArray:
      break;
    default:
      integers.push_back(0);
  }
}

void ColumnValues::push_integer(int64_t value) {
  valid.push_back(1);
  integers.push_back(value);
}

void ColumnValues::push_double(double value) {
  valid.push_back(1);
  doubles.push_back(value);
}

void ColumnValues::push_text(std::string_view value) {
  valid.push_back(1);
  texts.push_back(value);
}

RowBatch::RowBatch(const Schema& schema) {
  columns.reserve(schema.columns.size());
  for (const Column& column : schema.columns) columns.emplace_back().type = column.type;
}

// The last buffer is the one being filled. It never grows beyond what it has reserved, for that
// would move the texts in it.
std::string_view RowBatch::keep(std::string_view text) {
  if (buffers_.empty() || buffers_.back().capacity() - buffers_.back().size() < text.size()) {
    buffers_.emplace_back().reserve(std::max(kBufferBytes, text.size()));
  }
  std::string& buffer = buffers_.back();
  size_t begin = buffer.size();
  buffer.append(text);
  return std::string_view(buffer).substr(begin);
}

std::string_view RowBatch::keep(std::string&& buffer) {
  return buffers_.emplace_front(std::move(buffer));
}

void RowBatch::reserve(size_t row_count) {
  for (ColumnValues& column : columns) {
    column.valid.reserve(row_count);
    if (column.type == Type::kString || column.type == Type::kBinary) {
      column.texts.reserve(row_count);
    } else if (column.type == Type::kDouble) {
      column.doubles.reserve(row_count);
    } else {
      column.integers.reserve(row_count);
    }
  }
}

void RowBatch::truncate(size_t row_count) {
  for (ColumnValues& column : columns) {
    shrink(&column.valid, row_count);
    shrink(&column.integers, row_count);
    shrink(&column.doubles, row_count);
    shrink(&column.texts, row_count);
  }
}

RowBatch slice(const RowBatch& batch, const Schema& schema, size_t begin, size_t end) {
  RowBatch part(schema);
  for (size_t column = 0; column < batch.columns.size(); ++column) {
    const ColumnValues& from = batch.columns[column];
    ColumnValues& to = part.columns[column];
    to.valid.assign(from.valid.begin() + begin, from.valid.begin() + end);
    if (!from.integers.empty()) {
      to.integers.assign(from.integers.begin() + begin, from.integers.begin() + end);
    }
    if (!from.doubles.empty()) {
      to.doubles.assign(from.doubles.begin() + begin, from.doubles.begin() + end);
    }
    if (from.texts.empty()) continue;
    for (size_t row = begin; row < end; ++row) to.texts.push_back(part.keep(from.texts[row]));
  }
  return part;
}

}  // namespace pinflow::model
