// The table behind all_options(): real names, types and defaults; the meanings are ours.
//
//   [group]
//   name | type | default | "used", "-" where nothing depends on it, or the values we take |
//   meaning
//
// "required" and "null" stand for no default, "empty" for "". Classes go without their package.
#include <algorithm>

#include "sink/connector_options.h"

namespace pinflow::sink {
namespace {

constexpr std::string_view kTable = R"(
[Common]
name | STRING | required | used | the connector's name
connector.class | CLASS | required | S3SinkConnector | which connector it is
tasks.max | INT | 1 | used | how many tasks share the partitions
tasks.max.enforce | BOOLEAN | true | - | whether more tasks than tasks.max are an error
topics | LIST | empty | used | topics to take, a list
topics.regex | STRING | empty | used | topics to take: all whose whole name matches
key.converter | CLASS | null | StringConverter JsonConverter ByteArrayConverter | how keys are read
key.converter. | STRING | null | - | settings of the key's converter
value.converter | CLASS | null | JsonConverter StringConverter ByteArrayConverter | how values are read
value.converter.schemas.enable | BOOLEAN | true | false | whether values carry a schema
value.converter. | STRING | null | - | settings of the value's converter
header.converter | CLASS | null | - | how headers are read
header.converter. | STRING | null | - | settings of the headers' converter
config.action.reload | STRING | restart | - | what becomes of it when a secret changes
consumer.override. | STRING | null | - | settings of the consumer
[Transforms]
transforms | LIST | empty | used | changes to records before they are written, in their order
transforms. | STRING | null | used | settings of those
[Predicates]
predicates | LIST | empty | used | conditions of the transforms
predicates. | STRING | null | used | settings of those
[Error Handling]
errors.tolerance | STRING | none | none all | whether bad records stop a partition
errors.deadletterqueue.topic.name | STRING | empty | used | the topic for records that are left out
errors.deadletterqueue.context.headers.enable | BOOLEAN | false | false true | say in headers why it is there
errors.deadletterqueue. | STRING | null | - | settings of that topic
errors.log.enable | BOOLEAN | false | - | whether errors are logged; here they always are
errors.log.include.messages | BOOLEAN | false | - | whether the log shows records; here never
errors.retry.delay.max.ms | LONG | 60000 | - | longest wait between attempts
errors.retry.timeout | LONG | 0 | - | how long is tried again; here for ever
pinflow.keep.bad.values | BOOLEAN | false | false true | write a bad value as null or a JSON string
[Connector]
format.class | CLASS | required | JsonFormat ByteArrayFormat ParquetFormat | the format of objects
flush.size | INT | required | used | records in an object
rotate.interval.ms | LONG | -1 | used | close an object after so much record time
rotate.schedule.interval.ms | LONG | -1 | used | close objects at multiples of this since midnight
rotate.file.on.partition.change | BOOLEAN | true | true false | close an object when a record belongs to another
schema.compatibility | STRING | NONE | NONE | what a change of schema does
shutdown.timeout.ms | LONG | 3000 | - | how long an end may take
filename.offset.zero.pad.width | INT | 10 | used | digits of the offset in an object's name
retry.backoff.ms | LONG | 5000 | - | wait after an error
max.write.duration.ms | LONG | 9223372036854775807 | - | how long one batch may take
behavior.on.null.values | STRING | fail | fail ignore write | what a record without a value does
report.null.values.to.dlq | BOOLEAN | true | true false | whether such records go to the dead letter queue
json.decimal.format | STRING | BASE64 | - | how decimals are written
enhanced.avro.schema.support | BOOLEAN | true | - | of Avro
connect.meta.data | BOOLEAN | true | - | of Avro
allow.optional.map.keys | BOOLEAN | false | - | of Avro
schemas.cache.config | INT | 1000 | - | of Avro
avro.codec | STRING | null | - | of Avro
[S3]
s3.bucket.name | STRING | required | used | the bucket
s3.region | STRING | us-west-2 | used | the bucket's region, where [objects.s3] says none
s3.part.size | INT | 26214400 | used | larger objects go up in parts of this size
aws.access.key.id | STRING | empty | used | who writes; else the environment or a profile says it
aws.secret.access.key | PASSWORD | null | used | the key's secret
s3.credentials.provider.class | CLASS | com.amazonaws.auth.DefaultAWSCredentialsProviderChain | - | where keys come from
s3.credentials.provider. | STRING | null | - | settings of that class
s3.ssea.name | STRING | empty | empty AES256 aws:kms | encryption at the server
s3.sse.customer.key | PASSWORD | null | used | its key; pinflow takes it from a file or the environment
s3.sse.kms.key.id | STRING | empty | used | its KMS key
s3.acl.canned | STRING | null | used | an ACL for each object
s3.wan.mode | BOOLEAN | false | - | use the accelerated endpoint
s3.compression.type | STRING | none | none gzip zstd | compression of objects
s3.compression.level | INT | -1 | used | its level; -1: the usual one
s3.part.retries | INT | 3 | used | how often a request is tried again
s3.retry.backoff.ms | LONG | 200 | used | wait before the first retry
s3.http.send.expect.continue | BOOLEAN | true | - | of the HTTP client
s3.send.digest | BOOLEAN | false | - | of the HTTP client
s3.path.style.access.enabled | BOOLEAN | true | true false | http://host/bucket/key; false: http://bucket.host/key
s3.proxy.url | STRING | empty | - | a proxy's address
s3.proxy.user | STRING | null | - | its user
s3.proxy.password | PASSWORD | null | - | its password
s3.elastic.buffer.enable | BOOLEAN | false | - | grow a buffer as needed; here always
s3.elastic.buffer.init.capacity | INT | 131072 | - | its first size
s3.object.tagging | BOOLEAN | false | false | tag objects with their offsets
s3.object.tagging.key.value.pairs | LIST | empty | - | further tags
s3.object.behavior.on.tagging.error | STRING | ignore | - | what a failed tag does
s3.schema.partition.affix.type | STRING | NONE | NONE | the schema's name in the path
enable.conditional.writes | BOOLEAN | true | - | never replace an object; here always
max.files.scan.limit | INT | 100 | - | of conditional writes
partitioner.max.open.files | INT | -1 | used | open objects at once; -1: any
format.bytearray.extension | STRING | .bin | used | name's end of ByteArrayFormat
format.bytearray.separator | STRING | null | used | what is between values of ByteArrayFormat; a line's end
parquet.codec | STRING | snappy | snappy none gzip zstd brotli | compression of ParquetFormat
tombstone.encoded.partition | STRING | tombstone | used | the folder of records without a value
[Keys and Headers]
store.kafka.keys | BOOLEAN | false | false true | write keys beside values
store.kafka.headers | BOOLEAN | false | false true | write headers beside values
keys.format.class | CLASS | io.confluent.connect.s3.format.avro.AvroFormat | JsonFormat ByteArrayFormat | the format of keys
headers.format.class | CLASS | io.confluent.connect.s3.format.avro.AvroFormat | JsonFormat ByteArrayFormat | the format of headers
[Storage]
storage.class | CLASS | required | S3Storage | the kind of store
store.url | STRING | null | used | an S3 server other than that of [objects.s3]
topics.dir | STRING | topics | used | the folder above the topics'; may be empty
directory.delim | STRING | / | used | between folders
file.delim | STRING | + | used | between the words of an object's name
[Partitioner]
partitioner.class | CLASS | io.confluent.connect.storage.partitioner.DefaultPartitioner | DefaultPartitioner FieldPartitioner TimeBasedPartitioner DailyPartitioner HourlyPartitioner | which folder a record goes to
partition.field.name | LIST | empty | used | fields of FieldPartitioner
partition.duration.ms | LONG | -1 | used | length of a folder's time
path.format | STRING | empty | used | a folder's name by time
locale | STRING | empty | used | language of names by time
timezone | STRING | empty | used | zone of names by time
timestamp.extractor | STRING | Wallclock | Wallclock Record RecordField | which time counts; Wallclock is the log's own, so that a second run does the same
timestamp.field | STRING | timestamp | used | the field of RecordField
)";

std::string_view trim(std::string_view text) {
  size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

// What stands before `mark`, which goes from `text` with it.
std::string_view take_until(char mark, std::string_view* text) {
  size_t end = std::min(text->find(mark), text->size());
  std::string_view taken = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return trim(taken);
}

std::string_view meant(std::string_view word) { return word == "empty" ? "" : word; }

OptionType parse_type(std::string_view name) {
  using enum OptionType;
  for (OptionType type : {kString, kInt, kLong, kBoolean, kList, kClass, kPassword}) {
    if (type_name(type) == name) return type;
  }
  check(false);
  return kString;
}

Option parse_option(std::string_view line, std::string_view group) {
  Option option;
  option.group = group;
  option.name = take_until('|', &line);
  option.type = parse_type(take_until('|', &line));
  std::string_view otherwise = take_until('|', &line);
  option.is_required = otherwise == "required";
  if (otherwise != "required" && otherwise != "null") option.default_value = meant(otherwise);
  std::string_view effect = take_until('|', &line);
  option.effect = effect == "used" ? Effect::kUsed : Effect::kNone;
  if (effect != "used" && effect != "-") {
    option.effect = Effect::kChoice;
    while (!effect.empty()) option.supported.push_back(meant(take_until(' ', &effect)));
  }
  option.meaning = trim(line);
  return option;
}

}  // namespace

const std::vector<Option>& all_options() {
  static const std::vector<Option> all = [] {
    std::vector<Option> options;
    std::string_view group;
    for (std::string_view rest = kTable; !rest.empty();) {
      std::string_view line = take_until('\n', &rest);
      if (line.starts_with('[')) {
        group = line.substr(1, line.size() - 2);
      } else if (!line.empty()) {
        options.push_back(parse_option(line, group));
      }
    }
    return options;
  }();
  return all;
}

}  // namespace pinflow::sink
