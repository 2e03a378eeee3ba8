#include "eventlog/kafka/group_offsets.h"

#include <algorithm>
#include <cstdlib>

#include "eventlog/kafka/coordinator.h"
#include "eventlog/kafka/kafka_error.h"

namespace pinflow::eventlog {
namespace {

std::string on_group(std::string_view doing, std::string_view group) {
  return std::string(doing) + " of group " + std::string(group);
}

}  // namespace

Status GroupOffsets::commit(std::string_view group, const Positions& positions,
                            const TopicIds& ids) const {
  if (positions.empty()) return Status();
  return once_there_is_a_coordinator(client_, [&] { return commit_once(group, positions, ids); });
}

Result<Positions> GroupOffsets::positions(std::string_view group, const IdOf& id_of) const {
  return once_there_is_a_coordinator(client_, [&] { return positions_once(group, id_of); });
}

Status GroupOffsets::remove(std::string_view group) const {
  return once_there_is_a_coordinator(client_, [&] { return remove_once(group); });
}

Status GroupOffsets::commit_once(std::string_view group, const Positions& positions,
                                 const TopicIds& ids) const {
  const std::string what = on_group("set positions", group);
  Owned<rd_kafka_topic_partition_list_t> list(
      rd_kafka_topic_partition_list_new(static_cast<int>(positions.size())));
  for (const auto& [of, offset] : positions) {
    auto* one =
        rd_kafka_topic_partition_list_add(list.get(), of.topic.c_str(), to_int32(of.partition));
    one->offset = to_int64(offset);
    const std::string& id = ids.at(of.topic);
    one->metadata = std::malloc(id.size());  // The list frees it.
    check(one->metadata != nullptr);
    one->metadata_size = id.copy(static_cast<char*>(one->metadata), id.size());
  }
  Owned<rd_kafka_AlterConsumerGroupOffsets_t> change(
      rd_kafka_AlterConsumerGroupOffsets_new(std::string(group).c_str(), list.get()));
  TRY_ASSIGN(auto answer, client_.ask(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, what,
                                      [&](const auto* options, auto* queue) {
                                        auto* one = change.get();
                                        rd_kafka_AlterConsumerGroupOffsets(client_.handle(), &one,
                                                                           1, options, queue);
                                      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_AlterConsumerGroupOffsets_result(answer.get());
  const auto** fates = rd_kafka_AlterConsumerGroupOffsets_result_groups(result, &count);
  for (size_t i = 0; i < count; ++i) {
    if (const auto* error = rd_kafka_group_result_error(fates[i])) {
      return client_.status(rd_kafka_error_code(error), what, rd_kafka_error_string(error));
    }
    const auto* partitions = rd_kafka_group_result_partitions(fates[i]);
    for (int place = 0; place < partitions->cnt; ++place) {
      TRY(client_.status(partitions->elems[place].err, what));
    }
  }
  return Status();
}

Result<Positions> GroupOffsets::positions_once(std::string_view group, const IdOf& id_of) const {
  const std::string what = on_group("read positions", group);
  Owned<rd_kafka_ListConsumerGroupOffsets_t> query(
      rd_kafka_ListConsumerGroupOffsets_new(std::string(group).c_str(), nullptr));
  TRY_ASSIGN(auto answer, client_.ask(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, what,
                                      [&](const auto* options, auto* queue) {
                                        auto* one = query.get();
                                        rd_kafka_ListConsumerGroupOffsets(client_.handle(), &one, 1,
                                                                          options, queue);
                                      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_ListConsumerGroupOffsets_result(answer.get());
  const auto** found = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
  Positions positions;
  for (size_t i = 0; i < count; ++i) {
    if (const auto* error = rd_kafka_group_result_error(found[i])) {
      if (rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND) continue;
      return client_.status(rd_kafka_error_code(error), what, rd_kafka_error_string(error));
    }
    const auto* partitions = rd_kafka_group_result_partitions(found[i]);
    for (int place = 0; place < partitions->cnt; ++place) {
      const auto& one = partitions->elems[place];
      if (one.offset < 0) continue;  // Never set.
      TopicPartition of{one.topic, Partition{one.partition}};
      const std::string id = id_of(of);
      std::string_view noted(static_cast<const char*>(one.metadata), one.metadata_size);
      if (id.empty() || (!noted.empty() && noted != id)) continue;  // Of a topic that is gone.
      positions[std::move(of)] = Offset{one.offset};
    }
  }
  return positions;
}

Status GroupOffsets::remove_once(std::string_view group) const {
  const std::string what = "delete group " + std::string(group);
  const Owned<rd_kafka_DeleteGroup_t> wanted(rd_kafka_DeleteGroup_new(std::string(group).c_str()));
  TRY_ASSIGN(
      auto answer,
      client_.ask(RD_KAFKA_ADMIN_OP_DELETEGROUPS, what, [&](const auto* options, auto* queue) {
        auto* one = wanted.get();
        rd_kafka_DeleteGroups(client_.handle(), &one, 1, options, queue);
      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_DeleteGroups_result(answer.get());
  const auto** fates = rd_kafka_DeleteGroups_result_groups(result, &count);
  for (size_t i = 0; i < count; ++i) {
    if (const auto* error = rd_kafka_group_result_error(fates[i])) {
      return client_.status(rd_kafka_error_code(error), what, rd_kafka_error_string(error));
    }
  }
  return Status();
}

Result<std::vector<std::string>> GroupOffsets::groups() const {
  TRY_ASSIGN(auto answer, client_.ask(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, "list groups",
                                      [&](const auto* options, auto* queue) {
                                        rd_kafka_ListConsumerGroups(client_.handle(), options,
                                                                    queue);
                                      }));
  size_t count = 0;
  const auto* result = rd_kafka_event_ListConsumerGroups_result(answer.get());
  const auto** found = rd_kafka_ListConsumerGroups_result_valid(result, &count);
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) {
    names.emplace_back(rd_kafka_ConsumerGroupListing_group_id(found[i]));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace pinflow::eventlog
