#include "eventlog/kafka/admin.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <thread>

namespace pinflow::eventlog {
namespace {

constexpr const char* kRetentionTime = "retention.ms";
constexpr const char* kRetentionBytes = "retention.bytes";
constexpr const char* kBatchBytesMax = "max.message.bytes";

using ConfigTexts = std::vector<std::pair<const char*, std::string>>;

// -1 is without end.
ConfigTexts config_texts(const TopicConfig& config) {
  return {
      {kRetentionTime, std::to_string(config.retention_time ? config.retention_time->count() : -1)},
      {kRetentionBytes, config.retention_bytes ? std::to_string(*config.retention_bytes) : "-1"},
      {kBatchBytesMax, std::to_string(config.record_bytes_max + kBatchBytesBeside)}};
}

void read_config(std::string_view name, std::string_view text, TopicConfig* config) {
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return;
  if (name == kRetentionTime) {
    config->retention_time.reset();
    if (number >= 0) config->retention_time = std::chrono::milliseconds(number);
  } else if (name == kRetentionBytes) {
    config->retention_bytes.reset();
    if (number >= 0) config->retention_bytes = static_cast<uint64_t>(number);
  } else if (name == kBatchBytesMax) {
    uint64_t bytes = number < 0 ? 0 : static_cast<uint64_t>(number);
    config->record_bytes_max = bytes - std::min(bytes, kBatchBytesBeside);
  }
}

std::string on_topic(std::string_view doing, std::string_view name) {
  return std::string(doing) + " topic " + std::string(name);
}

// The one topic's fate.
Status first_status(const Client& client, const rd_kafka_topic_result_t** results, size_t count,
                    const std::string& what) {
  if (count == 0) return Status();
  const char* text = rd_kafka_topic_result_error_string(results[0]);
  return client.status(rd_kafka_topic_result_error(results[0]), what, text ? text : "");
}

bool is_kafkas_own(const rd_kafka_TopicDescription_t* topic) {
  return rd_kafka_TopicDescription_is_internal(topic) != 0 ||
         std::string_view(rd_kafka_TopicDescription_name(topic)).starts_with("__");
}

constexpr std::chrono::milliseconds kAskLeaderAgainAfter{20};

bool is_about_leader(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH ||
         error == RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH ||
         error == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
         error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
}

// librdkafka gives up on a question whose partition got another leader on its way, and learns who
// that is meanwhile.
template <class Ask>
rd_kafka_resp_err_t ask_leader(const Client& client, const Ask& ask) {
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(client.answer_ms());
  for (;;) {
    const rd_kafka_resp_err_t error = ask();
    if (!is_about_leader(error) || std::chrono::steady_clock::now() > deadline) return error;
    std::this_thread::sleep_for(kAskLeaderAgainAfter);
  }
}

}  // namespace

Result<std::vector<Topic>> Admin::topics() const {
  constexpr const char* kWhat = "list topics";
  const rd_kafka_metadata_t* listed = nullptr;
  rd_kafka_resp_err_t error =
      rd_kafka_metadata(client_.handle(), 1, nullptr, &listed, client_.answer_ms());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return client_.status(error, kWhat);
  Owned<const rd_kafka_metadata_t> owned(listed);
  std::vector<const char*> names;
  for (int i = 0; i < listed->topic_cnt; ++i) names.push_back(listed->topics[i].topic);
  std::vector<Topic> topics;
  if (names.empty()) return topics;

  Owned<rd_kafka_TopicCollection_t> wanted(
      rd_kafka_TopicCollection_of_topic_names(names.data(), names.size()));
  TRY_ASSIGN(
      auto answer,
      client_.ask(RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, kWhat, [&](const auto* options, auto* queue) {
        rd_kafka_DescribeTopics(client_.handle(), wanted.get(), options, queue);
      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_DescribeTopics_result(answer.get());
  const auto* described = rd_kafka_DescribeTopics_result_topics(result, &count);
  for (size_t i = 0; i < count; ++i) {
    const auto* one = described[i];
    const auto* failed = rd_kafka_TopicDescription_error(one);
    // One may go between the two questions.
    bool is_there = failed == nullptr || rd_kafka_error_code(failed) == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!is_there || is_kafkas_own(one)) continue;
    Topic topic;
    topic.name = rd_kafka_TopicDescription_name(one);
    topic.id = rd_kafka_Uuid_base64str(rd_kafka_TopicDescription_topic_id(one));
    size_t partition_count = 0;
    rd_kafka_TopicDescription_partitions(one, &partition_count);
    topic.config.partition_count = static_cast<int32_t>(partition_count);
    topics.push_back(std::move(topic));
  }
  std::sort(topics.begin(), topics.end(),
            [](const Topic& a, const Topic& b) { return a.name < b.name; });
  return topics;
}

Status Admin::read_configs(std::vector<Topic>* topics) const {
  if (topics->empty()) return Status();
  std::vector<Owned<rd_kafka_ConfigResource_t>> resources;
  std::vector<rd_kafka_ConfigResource_t*> asked;
  std::map<std::string_view, Topic*> by_name;
  for (Topic& topic : *topics) {
    resources.emplace_back(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.name.c_str()));
    asked.push_back(resources.back().get());
    by_name[topic.name] = &topic;
  }
  TRY_ASSIGN(auto answer, client_.ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "read configs of topics",
                                      [&](const auto* options, auto* queue) {
                                        rd_kafka_DescribeConfigs(client_.handle(), asked.data(),
                                                                 asked.size(), options, queue);
                                      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_DescribeConfigs_result(answer.get());
  const auto* described = rd_kafka_DescribeConfigs_result_resources(result, &count);
  for (size_t i = 0; i < count; ++i) {
    // Who may not see a config works with the defaults.
    auto topic = by_name.find(rd_kafka_ConfigResource_name(described[i]));
    if (topic == by_name.end() || rd_kafka_ConfigResource_error(described[i]) != 0) continue;
    size_t entry_count = 0;
    const auto* entries = rd_kafka_ConfigResource_configs(described[i], &entry_count);
    for (size_t entry = 0; entry < entry_count; ++entry) {
      const char* text = rd_kafka_ConfigEntry_value(entries[entry]);
      if (text == nullptr) continue;
      read_config(rd_kafka_ConfigEntry_name(entries[entry]), text, &topic->second->config);
    }
  }
  return Status();
}

Status Admin::create_topic(std::string_view name, const TopicConfig& config,
                           int replication_factor) const {
  const std::string what = on_topic("create", name);
  char why[512] = "";
  Owned<rd_kafka_NewTopic_t> wanted(rd_kafka_NewTopic_new(
      std::string(name).c_str(), config.partition_count, replication_factor, why, sizeof(why)));
  if (!wanted) return Status(Code::kInvalidArgument, "kafka: " + what + ": " + why);
  for (const auto& [key, text] : config_texts(config)) {
    rd_kafka_NewTopic_set_config(wanted.get(), key, text.c_str());
  }
  TRY_ASSIGN(
      auto answer,
      client_.ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, what, [&](const auto* options, auto* queue) {
        auto* one = wanted.get();
        rd_kafka_CreateTopics(client_.handle(), &one, 1, options, queue);
      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_CreateTopics_result(answer.get());
  const auto** fates = rd_kafka_CreateTopics_result_topics(result, &count);
  return first_status(client_, fates, count, what);
}

Status Admin::add_partitions(std::string_view name, int32_t to_count) const {
  const std::string what = on_topic("add partitions to", name);
  char why[512] = "";
  Owned<rd_kafka_NewPartitions_t> wanted(rd_kafka_NewPartitions_new(
      std::string(name).c_str(), static_cast<size_t>(to_count), why, sizeof(why)));
  if (!wanted) return Status(Code::kInvalidArgument, "kafka: " + what + ": " + why);
  TRY_ASSIGN(
      auto answer,
      client_.ask(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, what, [&](const auto* options, auto* queue) {
        auto* one = wanted.get();
        rd_kafka_CreatePartitions(client_.handle(), &one, 1, options, queue);
      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_CreatePartitions_result(answer.get());
  const auto** fates = rd_kafka_CreatePartitions_result_topics(result, &count);
  return first_status(client_, fates, count, what);
}

Status Admin::set_configs(std::string_view name, const TopicConfig& config) const {
  const std::string what = on_topic("change configs of", name);
  Owned<rd_kafka_ConfigResource_t> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, std::string(name).c_str()));
  for (const auto& [key, text] : config_texts(config)) {
    Owned<rd_kafka_error_t> error(rd_kafka_ConfigResource_add_incremental_config(
        resource.get(), key, RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET, text.c_str()));
    if (error) return Status(Code::kInvalidArgument, rd_kafka_error_string(error.get()));
  }
  TRY_ASSIGN(auto answer, client_.ask(RD_KAFKA_ADMIN_OP_INCREMENTALALTERCONFIGS, what,
                                      [&](const auto* options, auto* queue) {
                                        auto* one = resource.get();
                                        rd_kafka_IncrementalAlterConfigs(client_.handle(), &one, 1,
                                                                         options, queue);
                                      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_IncrementalAlterConfigs_result(answer.get());
  const auto** fates = rd_kafka_IncrementalAlterConfigs_result_resources(result, &count);
  if (count == 0) return Status();
  const char* text = rd_kafka_ConfigResource_error_string(fates[0]);
  return client_.status(rd_kafka_ConfigResource_error(fates[0]), what, text ? text : "");
}

Status Admin::delete_topic(std::string_view name) const {
  const std::string what = on_topic("delete", name);
  Owned<rd_kafka_DeleteTopic_t> wanted(rd_kafka_DeleteTopic_new(std::string(name).c_str()));
  TRY_ASSIGN(
      auto answer,
      client_.ask(RD_KAFKA_ADMIN_OP_DELETETOPICS, what, [&](const auto* options, auto* queue) {
        auto* one = wanted.get();
        rd_kafka_DeleteTopics(client_.handle(), &one, 1, options, queue);
      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_DeleteTopics_result(answer.get());
  const auto** fates = rd_kafka_DeleteTopics_result_topics(result, &count);
  return first_status(client_, fates, count, what);
}

Result<OffsetRange> Admin::offsets(const TopicPartition& of) const {
  int64_t begin = 0;
  int64_t end = 0;
  rd_kafka_resp_err_t error = ask_leader(client_, [&] {
    return rd_kafka_query_watermark_offsets(client_.handle(), of.topic.c_str(),
                                            to_int32(of.partition), &begin, &end,
                                            client_.answer_ms());
  });
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return client_.status(error, on_topic("read offsets of", of.topic));
  }
  return OffsetRange{Offset{begin}, Offset{end}};
}

Result<Offset> Admin::offset_at(const TopicPartition& of, UnixMillis time, Offset end) const {
  int64_t found = 0;
  rd_kafka_resp_err_t error = ask_leader(client_, [&] {
    Owned<rd_kafka_topic_partition_list_t> asked(rd_kafka_topic_partition_list_new(1));
    auto* one =
        rd_kafka_topic_partition_list_add(asked.get(), of.topic.c_str(), to_int32(of.partition));
    one->offset = to_int64(time);
    rd_kafka_resp_err_t answered =
        rd_kafka_offsets_for_times(client_.handle(), asked.get(), client_.answer_ms());
    found = one->offset;
    return answered == RD_KAFKA_RESP_ERR_NO_ERROR ? one->err : answered;
  });
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return client_.status(error, on_topic("find a time in", of.topic));
  }
  return found < 0 ? end : Offset{found};
}

}  // namespace pinflow::eventlog
