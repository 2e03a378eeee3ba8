#include "gateway/kinesis/encoder.h"

#include "base/base64.h"
#include "gateway/kinesis/cbor.h"
#include "json/writer.h"

namespace pinflow::gateway::kinesis {
namespace {

class JsonEncoder final : public Encoder {
 public:
  void begin_object() override { writer_.begin_object(); }
  void end_object() override { writer_.end_object(); }
  void begin_array() override { writer_.begin_array(); }
  void end_array() override { writer_.end_array(); }
  void key(std::string_view name) override { writer_.key(name); }
  void text(std::string_view text) override { writer_.value(text); }
  void number(int64_t number) override { writer_.value(number); }
  void flag(bool flag) override { writer_.value(flag); }
  void blob(std::string_view bytes) override {
    quoted_.assign(1, '"');
    append_base64(bytes, &quoted_);
    quoted_ += '"';
    writer_.raw(quoted_);
  }
  void time(UnixMillis time) override { writer_.value(static_cast<double>(to_int64(time)) / 1000); }
  void reserve(size_t more_bytes) override { writer_.reserve(more_bytes); }
  std::string take() override { return writer_.take(); }

 private:
  json::Writer writer_;
  std::string quoted_;  // Of the last blob: its memory is used again.
};

// Containers of indefinite length, as the service sends them: nobody has to count.
class CborEncoder final : public Encoder {
 public:
  void begin_object() override { out_ += cbor::kBeginMap; }
  void end_object() override { out_ += cbor::kBreak; }
  void begin_array() override { out_ += cbor::kBeginArray; }
  void end_array() override { out_ += cbor::kBreak; }
  void key(std::string_view name) override { text(name); }
  void text(std::string_view text) override { cbor::append_text(text, &out_); }
  void number(int64_t number) override { cbor::append_integer(number, &out_); }
  void flag(bool flag) override { out_ += flag ? cbor::kTrue : cbor::kFalse; }
  void blob(std::string_view bytes) override { cbor::append_bytes(bytes, &out_); }
  void time(UnixMillis time) override {
    cbor::append_head(cbor::Major::kTag, cbor::kTimeTag, &out_);
    cbor::append_integer(to_int64(time), &out_);
  }
  void reserve(size_t more_bytes) override { out_.reserve(out_.size() + more_bytes); }
  std::string take() override { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace

std::unique_ptr<Encoder> make_encoder(Encoding encoding) {
  if (encoding == Encoding::kCbor) return std::make_unique<CborEncoder>();
  return std::make_unique<JsonEncoder>();
}

}  // namespace pinflow::gateway::kinesis
