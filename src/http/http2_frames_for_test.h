// HTTP/2 frames for tests: written as a client would write them, byte by byte, so that a test
// can also write wrong ones; and what a server sends, read back.
#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace pinflow::http {

inline constexpr std::string_view kClientPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum class FrameType : uint8_t {
  kData = 0,
  kHeaders = 1,
  kPriority = 2,
  kReset = 3,
  kSettings = 4,
  kPing = 6,
  kGoAway = 7,
  kWindowUpdate = 8,
  kContinuation = 9,
};
inline constexpr uint8_t kEndStream = 1;
inline constexpr uint8_t kEndHeaders = 4;

// The low `count` bytes of a number, highest first.
inline std::string big_endian(uint64_t number, int count) {
  std::string bytes;
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<char>(number >> (8 * i)));
  return bytes;
}

inline std::string frame(FrameType type, uint8_t flags, int32_t stream, std::string_view payload) {
  return big_endian(payload.size(), 3) + big_endian(static_cast<uint8_t>(type), 1) +
         big_endian(flags, 1) + big_endian(static_cast<uint32_t>(stream), 4) + std::string(payload);
}

// Fields as literals without compression. Names and values of at most 126 bytes.
inline std::string literal_fields(const Fields& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block += big_endian(0, 1) + big_endian(name.size(), 1) + name;
    block += big_endian(value.size(), 1) + value;
  }
  return block;
}

inline Fields request_head(std::string method, std::string path) {
  return {{":method", std::move(method)},
          {":scheme", "http"},
          {":authority", "h"},
          {":path", std::move(path)}};
}

// A request that is whole in one HEADERS frame.
inline std::string get_frame(int32_t stream, std::string path) {
  return frame(FrameType::kHeaders, kEndStream | kEndHeaders, stream,
               literal_fields(request_head("GET", std::move(path))));
}

inline std::string post_frames(int32_t stream, std::string path, std::string_view body) {
  return frame(FrameType::kHeaders, kEndHeaders, stream,
               literal_fields(request_head("POST", std::move(path)))) +
         frame(FrameType::kData, kEndStream, stream, body);
}

inline std::string client_begin(std::string_view settings = "") {
  return std::string(kClientPreface) + frame(FrameType::kSettings, 0, 0, settings);
}

struct ReadFrame {
  FrameType type = FrameType::kData;
  uint8_t flags = 0;
  int32_t stream = 0;
  std::string payload;
  Fields fields;  // Of HEADERS.

  uint32_t error_code() const { return number_at(type == FrameType::kGoAway ? 4 : 0); }
  uint32_t number_at(size_t at) const {
    uint32_t number = 0;
    for (size_t i = at; i < at + 4; ++i) number = number << 8 | static_cast<uint8_t>(payload.at(i));
    return number;
  }
};

// Reads a server's frames from its bytes as they come.
class FrameReader {
 public:
  FrameReader() { nghttp2_hd_inflate_new(&inflater_); }
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;
  ~FrameReader() { nghttp2_hd_inflate_del(inflater_); }

  std::vector<ReadFrame> read(std::string_view bytes) {
    bytes_ += bytes;
    std::vector<ReadFrame> frames;
    while (bytes_.size() >= 9) {
      auto byte = [&](size_t at) { return static_cast<uint8_t>(bytes_[at]); };
      size_t size = static_cast<size_t>(byte(0) << 16 | byte(1) << 8 | byte(2));
      if (bytes_.size() < 9 + size) break;
      ReadFrame& read = frames.emplace_back();
      read.type = static_cast<FrameType>(byte(3));
      read.flags = byte(4);
      read.stream = byte(5) << 24 | byte(6) << 16 | byte(7) << 8 | byte(8);
      read.payload = bytes_.substr(9, size);
      if (read.type == FrameType::kHeaders) read.fields = inflate(read.payload);
      bytes_.erase(0, 9 + size);
    }
    return frames;
  }

 private:
  Fields inflate(const std::string& block) {
    Fields fields;
    const auto* at = reinterpret_cast<const uint8_t*>(block.data());
    size_t left = block.size();
    for (int flags = 0; (flags & NGHTTP2_HD_INFLATE_FINAL) == 0;) {
      nghttp2_nv field;
      ssize_t used = nghttp2_hd_inflate_hd2(inflater_, &field, &flags, at, left, 1);
      if (used < 0) break;
      at += used;
      left -= static_cast<size_t>(used);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0) continue;
      fields.emplace_back(std::string(reinterpret_cast<char*>(field.name), field.namelen),
                          std::string(reinterpret_cast<char*>(field.value), field.valuelen));
    }
    nghttp2_hd_inflate_end_headers(inflater_);
    return fields;
  }

  nghttp2_hd_inflater* inflater_ = nullptr;
  std::string bytes_;
};

}  // namespace pinflow::http
