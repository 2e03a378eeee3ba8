#include "sink/connector_options.h"

#include <algorithm>

#include "base/nearest_name.h"

namespace pinflow::sink {
namespace {

using enum Effect;

const std::vector<Option>& options() {
  static const std::vector<Option> all = {
      // Kafka Connect's own.
      {"name", kUsed},
      {"connector.class", kChoice, {"io.confluent.connect.s3.S3SinkConnector"}},
      {"tasks.max", kUsed},
      {"tasks.max.enforce", kNone},
      {"topics", kUsed},
      {"topics.regex", kUsed},
      {"key.converter",
       kChoice,
       {"org.apache.kafka.connect.storage.StringConverter",
        "org.apache.kafka.connect.json.JsonConverter",
        "org.apache.kafka.connect.converters.ByteArrayConverter"}},
      {"key.converter.", kNone},
      {"value.converter",
       kChoice,
       {"org.apache.kafka.connect.json.JsonConverter",
        "org.apache.kafka.connect.storage.StringConverter"}},
      {"value.converter.schemas.enable", kChoice, {"false"}},
      {"value.converter.", kNone},
      {"header.converter", kNone},
      {"header.converter.", kNone},
      {"config.action.reload", kNone},
      {"transforms", kChoice, {""}},
      {"predicates", kChoice, {""}},
      {"consumer.override.", kNone},
      {"errors.tolerance", kChoice, {"none", "all"}},
      {"errors.deadletterqueue.topic.name", kChoice, {""}},
      {"errors.deadletterqueue.", kNone},
      {"errors.log.enable", kNone},
      {"errors.log.include.messages", kNone},
      {"errors.retry.delay.max.ms", kNone},
      {"errors.retry.timeout", kNone},
      // What becomes of records and objects.
      {"pinflow.keep.bad.values", kChoice, {"false", "true"}},
      {"behavior.on.null.values", kChoice, {"fail", "ignore"}},
      {"directory.delim", kUsed},
      {"file.delim", kUsed},
      {"filename.offset.zero.pad.width", kUsed},
      {"flush.size", kUsed},
      {"format.class", kChoice, {"io.confluent.connect.s3.format.json.JsonFormat"}},
      {"partitioner.class",
       kChoice,
       {"io.confluent.connect.storage.partitioner.DefaultPartitioner"}},
      {"rotate.interval.ms", kUsed},
      {"rotate.schedule.interval.ms", kUsed},
      {"s3.bucket.name", kUsed},
      {"s3.compression.type", kChoice, {"none"}},
      {"s3.object.tagging", kChoice, {"false"}},
      {"s3.schema.partition.affix.type", kChoice, {"NONE"}},
      {"schema.compatibility", kChoice, {"NONE"}},
      {"storage.class", kChoice, {"io.confluent.connect.s3.storage.S3Storage"}},
      {"store.kafka.headers", kChoice, {"false"}},
      {"store.kafka.keys", kChoice, {"false"}},
      {"timestamp.extractor", kChoice, {"Record", "Wallclock"}},
      {"timezone", kUsed},
      {"topics.dir", kUsed},
      // Of other formats, partitioners and stores than these.
      {"allow.optional.map.keys", kNone},
      {"avro.codec", kNone},
      {"aws.access.key.id", kNone},
      {"aws.secret.access.key", kNone},
      {"connect.meta.data", kNone},
      {"enable.conditional.writes", kNone},
      {"enhanced.avro.schema.support", kNone},
      {"format.bytearray.extension", kNone},
      {"format.bytearray.separator", kNone},
      {"headers.format.class", kNone},
      {"json.decimal.format", kNone},
      {"keys.format.class", kNone},
      {"locale", kNone},
      {"max.files.scan.limit", kNone},
      {"max.write.duration.ms", kNone},
      {"parquet.codec", kNone},
      {"partition.duration.ms", kNone},
      {"partition.field.name", kNone},
      {"partitioner.max.open.files", kNone},
      {"path.format", kNone},
      {"report.null.values.to.dlq", kNone},
      {"retry.backoff.ms", kNone},
      {"rotate.file.on.partition.change", kNone},
      {"s3.acl.canned", kNone},
      {"s3.compression.level", kNone},
      {"s3.credentials.provider.class", kNone},
      {"s3.elastic.buffer.enable", kNone},
      {"s3.elastic.buffer.init.capacity", kNone},
      {"s3.http.send.expect.continue", kNone},
      {"s3.object.behavior.on.tagging.error", kNone},
      {"s3.object.tagging.key.value.pairs", kNone},
      {"s3.part.retries", kNone},
      {"s3.part.size", kNone},
      {"s3.path.style.access.enabled", kNone},
      {"s3.proxy.password", kNone},
      {"s3.proxy.url", kNone},
      {"s3.proxy.user", kNone},
      {"s3.region", kNone},
      {"s3.retry.backoff.ms", kNone},
      {"s3.send.digest", kNone},
      {"s3.sse.customer.key", kNone},
      {"s3.sse.kms.key.id", kNone},
      {"s3.ssea.name", kNone},
      {"s3.wan.mode", kNone},
      {"schemas.cache.config", kNone},
      {"shutdown.timeout.ms", kNone},
      {"store.url", kNone},
      {"timestamp.field", kNone},
      {"tombstone.encoded.partition", kNone},
  };
  return all;
}

bool names(const Option& option, std::string_view name) {
  return option.name.ends_with('.') ? name.starts_with(option.name) : name == option.name;
}

// "a.b.JsonFormat" -> "JsonFormat"; other values as they are.
std::string_view without_package(std::string_view value) {
  return value.substr(value.rfind('.') + 1);
}

}  // namespace

Result<const Option*> find_option(std::string_view name) {
  auto found =
      std::ranges::find_if(options(), [&](const Option& option) { return names(option, name); });
  if (found != options().end()) return &*found;
  std::vector<std::string> known;
  for (const Option& option : options()) known.emplace_back(option.name);
  return Status(Code::kInvalidArgument,
                "unknown option '" + std::string(name) + "'" + did_you_mean(name, known));
}

Status check_choice(const Option& option, std::string_view value) {
  std::string supported;
  for (std::string_view one : option.supported) {
    if (value == one || value == without_package(one)) return Status();
    supported += (supported.empty() ? "'" : ", '") + std::string(one) + "'";
  }
  return Status(Code::kInvalidArgument, "option '" + std::string(option.name) + "': value '" +
                                            std::string(value) +
                                            "' is not supported; supported: " + supported);
}

}  // namespace pinflow::sink
