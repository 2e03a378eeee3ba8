// Encoder: writes an answer in the encoding that the client speaks. Both write the same members;
// they differ in what the encodings have no common form for: bytes and times.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace pinflow::gateway::kinesis {

enum class Encoding { kJson, kCbor };

class Encoder {
 public:
  virtual ~Encoder() = default;

  virtual void begin_object() = 0;
  virtual void end_object() = 0;
  virtual void begin_array() = 0;
  virtual void end_array() = 0;
  virtual void key(std::string_view name) = 0;

  virtual void text(std::string_view text) = 0;
  virtual void number(int64_t number) = 0;
  virtual void flag(bool flag) = 0;
  virtual void blob(std::string_view bytes) = 0;  // JSON: Base64.
  virtual void time(UnixMillis time) = 0;         // JSON: seconds. CBOR: tag 1, milliseconds.

  // Makes room for so much more, where it is known to be long.
  virtual void reserve(size_t more_bytes) = 0;
  virtual std::string take() = 0;

  // Members: key and value at once.
  void text(std::string_view name, std::string_view value) { key(name), text(value); }
  void number(std::string_view name, int64_t value) { key(name), number(value); }
  void flag(std::string_view name, bool value) { key(name), flag(value); }
  void blob(std::string_view name, std::string_view bytes) { key(name), blob(bytes); }
  void time(std::string_view name, UnixMillis value) { key(name), time(value); }
  void begin_object(std::string_view name) { key(name), begin_object(); }
  void begin_array(std::string_view name) { key(name), begin_array(); }
};

std::unique_ptr<Encoder> make_encoder(Encoding encoding);

}  // namespace pinflow::gateway::kinesis
