#include "gateway/kinesis/arn.h"

#include <algorithm>

namespace pinflow::gateway::kinesis {
namespace {

constexpr std::string_view kStream = ":stream/";
constexpr std::string_view kConsumer = "/consumer/";
constexpr size_t kIdFirstPart = 20;
constexpr size_t kIdLastPart = 3;

}  // namespace

std::string stream_arn(const KinesisOptions& options, std::string_view stream) {
  return "arn:aws:kinesis:" + options.region + ":" + options.account + std::string(kStream) +
         std::string(stream);
}

std::string consumer_arn(const KinesisOptions& options, std::string_view stream,
                         std::string_view consumer, UnixMillis created_at) {
  return stream_arn(options, stream) + std::string(kConsumer) + std::string(consumer) + ":" +
         std::to_string(to_int64(created_at) / 1000);
}

std::optional<ArnParts> parse_arn(std::string_view arn) {
  size_t begin = arn.find(kStream);
  if (!arn.starts_with("arn:") || begin == arn.npos) return std::nullopt;
  std::string_view name = arn.substr(begin + kStream.size());
  size_t end = name.find(kConsumer);
  ArnParts parts{std::string(name.substr(0, end)), "", ""};
  if (end == name.npos) return parts;
  std::string_view consumer = name.substr(end + kConsumer.size());
  size_t colon = consumer.find(':');
  if (colon == consumer.npos) return std::nullopt;
  parts.consumer = consumer.substr(0, colon);
  parts.created_at = consumer.substr(colon + 1);
  return parts;
}

std::string stream_id(std::string_view topic_id) {
  std::string digits(topic_id);
  std::erase(digits, '-');
  digits.resize(std::max(digits.size(), kIdFirstPart + kIdLastPart), '0');
  return digits.substr(0, kIdFirstPart) + "-" + digits.substr(kIdFirstPart, kIdLastPart);
}

}  // namespace pinflow::gateway::kinesis
