#include "gateway/kinesis/token.h"

#include <array>
#include <charconv>
#include <ctime>

#include "base/base64.h"
#include "base/crc32c.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr std::string_view kBeginning("\0\0\0\0\0\0\0\1", 8);
constexpr size_t kSizeLeast = 152;  // With the beginning; grows in blocks.
constexpr size_t kBlock = 16;
constexpr size_t kChecksumSize = 8;
constexpr char kSeparator = '\n';

std::string checksum_of(std::string_view bytes) {
  uint32_t checksum = crc32c(bytes);
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[checksum >> shift & 15];
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    size_t end = text.find(kSeparator);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string to_text(const Token& token) {
  std::string bytes(kBeginning);
  bytes += token.kind + kSeparator + std::to_string(to_int64(token.made_at));
  for (const std::string& field : token.fields) bytes += kSeparator + field;
  bytes += kSeparator;
  size_t size = kSizeLeast;
  while (size < bytes.size() + kChecksumSize) size += kBlock;
  bytes.resize(size - kChecksumSize, '\0');
  return base64_encode(bytes + checksum_of(bytes));
}

std::optional<Token> parse_token(std::string_view text, std::string_view kind) {
  auto bytes = base64_decode(text);
  if (!bytes || bytes->size() < kSizeLeast || !bytes->starts_with(kBeginning)) return std::nullopt;
  std::string_view content = std::string_view(*bytes).substr(0, bytes->size() - kChecksumSize);
  if (bytes->substr(content.size()) != checksum_of(content)) return std::nullopt;
  content.remove_prefix(kBeginning.size());
  std::vector<std::string> parts = split(content);
  if (parts.size() < 3 || parts.front() != kind) return std::nullopt;
  parts.pop_back();  // What fills the last block.
  int64_t millis = 0;
  const std::string& time = parts[1];
  auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), millis);
  if (error != std::errc() || end != time.data() + time.size()) return std::nullopt;
  return Token{
      parts[0], UnixMillis(std::chrono::milliseconds(millis)), {parts.begin() + 2, parts.end()}};
}

std::string text_of_time(UnixMillis time) {
  std::time_t seconds = to_int64(time) / 1000;
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text;
  size_t size = std::strftime(text.data(), text.size(), "%a %b %d %H:%M:%S UTC %Y", &parts);
  return {text.data(), size};
}

}  // namespace pinflow::gateway::kinesis
