#include "gateway/rest_v3/groups.h"

#include <algorithm>

#include "gateway/rest_proxy/metadata.h"
#include "gateway/rest_v3/resource.h"

namespace pinflow::gateway {
namespace {

using http::Request;
using http::Response;
using model::TopicPartition;

// A group as the log and the consumers know it.
struct GroupView {
  std::string name;
  std::map<std::string, PartitionSet> members;  // By instance.
};

// How far a group is behind in one partition.
struct Lag {
  TopicPartition of;
  std::string consumer;  // "" when nobody has the partition.
  int64_t current = 0;
  int64_t end = 0;

  int64_t count() const { return std::max<int64_t>(0, end - current); }
};

std::optional<GroupView> find_group(RestProxy& proxy, std::string_view name) {
  auto known = proxy.log.groups();
  bool exists = std::find(known.begin(), known.end(), name) != known.end();
  GroupView view{std::string(name), {}};
  for (const auto& group : proxy.consumers.groups()) {
    if (group->name() != name) continue;
    exists = true;
    for (const std::string& instance : group->instances()) {
      auto assignment = group->assignment(instance);
      view.members[instance] = assignment.ok() ? *assignment : PartitionSet();
    }
  }
  return exists ? std::optional(std::move(view)) : std::nullopt;
}

std::vector<Lag> lags_of(const RestProxy& proxy, const GroupView& group, const TopicScope& shows) {
  std::vector<Lag> lags;
  auto positions = proxy.log.positions(group.name);
  if (!positions.ok()) return lags;
  for (const auto& [of, position] : *positions) {
    auto range = proxy.log.offsets(of);
    if (!range.ok() || !shows(of.topic)) continue;
    Lag& lag = lags.emplace_back(Lag{of, "", to_int64(position), to_int64(range->end)});
    for (const auto& [instance, partitions] : group.members) {
      if (partitions.contains(of)) lag.consumer = instance;
    }
  }
  return lags;
}

std::string path_of(const GroupView& group) { return "/consumer-groups/" + group.name; }
std::string name_of(const GroupView& group) { return "/consumer-group=" + group.name; }

void write_group(const GroupView& group, ResourceWriter* writer) {
  writer->begin("KafkaConsumerGroup", path_of(group), name_of(group));
  writer->json().member("consumer_group_id", group.name).member("is_simple", false);
  writer->json().member("partition_assignor", "cooperative-sticky");
  writer->json().member("state", group.members.empty() ? "EMPTY" : "STABLE");
  writer->related("coordinator", "/brokers/" + std::to_string(kBrokerId));
  writer->related("consumers", path_of(group) + "/consumers");
  writer->related("lag_summary", path_of(group) + "/lag-summary").end();
}

void write_consumer(const GroupView& group, const std::string& instance, ResourceWriter* writer) {
  const std::string path = path_of(group) + "/consumers/" + instance;
  writer->begin("KafkaConsumer", path, name_of(group) + "/consumer=" + instance);
  writer->json().member("consumer_group_id", group.name).member("consumer_id", instance);
  writer->json().key("instance_id").null().member("client_id", instance);
  writer->related("assignments", path + "/assignments").end();
}

void write_assignment(const GroupView& group, const std::string& instance, const TopicPartition& of,
                      ResourceWriter* writer) {
  const std::string number = std::to_string(to_int32(of.partition));
  writer->begin("KafkaConsumerAssignment",
                path_of(group) + "/consumers/" + instance + "/assignments/" + of.topic +
                    "/partitions/" + number,
                name_of(group) + "/consumer=" + instance + "/assignment=" + of.topic +
                    "/partition=" + number);
  writer->json().member("consumer_group_id", group.name).member("consumer_id", instance);
  writer->json().member("topic_name", of.topic).member("partition_id", to_int32(of.partition));
  writer->related("partition", "/topics/" + of.topic + "/partitions/" + number);
  writer->related("lag", path_of(group) + "/lags/" + of.topic + "/partitions/" + number).end();
}

void write_lag(const GroupView& group, const Lag& lag, ResourceWriter* writer) {
  const std::string partition = std::to_string(to_int32(lag.of.partition));
  writer->begin("KafkaConsumerLag",
                path_of(group) + "/lags/" + lag.of.topic + "/partitions/" + partition,
                name_of(group) + "/lag=" + lag.of.topic + "/partition=" + partition);
  writer->json().member("consumer_group_id", group.name).member("topic_name", lag.of.topic);
  writer->json().member("partition_id", to_int32(lag.of.partition));
  writer->json().member("consumer_id", lag.consumer).key("instance_id").null();
  writer->json().member("client_id", lag.consumer).member("current_offset", lag.current);
  writer->json().member("log_end_offset", lag.end).member("lag", lag.count());
  writer->end();
}

// For answers about a group that there is.
using GroupAnswer = void (*)(RestProxy&, const Request&, const GroupView&, ResourceWriter*);

Response of_group(RestProxy& proxy, const Request& request, GroupAnswer write) {
  auto group = find_group(proxy, request.parameter("group"));
  if (!group) return error_answer({404, 40403, "Consumer group not found."});
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write(proxy, request, *group, &writer);
  return writer.answer();
}

// One that cannot be when the path has no number.
TopicPartition asked_partition(const Request& request) {
  auto number = parse_partition(request.parameter("partition"));
  return {std::string(request.parameter("topic")), model::Partition{number.value_or(-1)}};
}

Response not_found() { return error_answer({404, 404, "HTTP 404 Not Found"}); }

}  // namespace

Response list_groups(RestProxy& proxy, const Request& request) {
  const ClusterPlace cluster = ClusterPlace::of(request);
  std::vector<std::string> names = proxy.log.groups();
  for (const auto& group : proxy.consumers.groups()) names.push_back(group->name());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaConsumerGroupList", "/consumer-groups");
  for (const std::string& name : names) {
    if (auto group = find_group(proxy, name)) write_group(*group, &writer);
  }
  return writer.end_list().answer();
}

Response get_group(RestProxy& proxy, const Request& request) {
  return of_group(proxy, request,
                  [](RestProxy&, const Request&, const GroupView& group, ResourceWriter* writer) {
                    write_group(group, writer);
                  });
}

Response list_consumers(RestProxy& proxy, const Request& request) {
  return of_group(proxy, request,
                  [](RestProxy&, const Request&, const GroupView& group, ResourceWriter* writer) {
                    writer->begin_list("KafkaConsumerList", path_of(group) + "/consumers");
                    for (const auto& [instance, partitions] : group.members) {
                      write_consumer(group, instance, writer);
                    }
                    writer->end_list();
                  });
}

Response get_consumer(RestProxy& proxy, const Request& request) {
  auto group = find_group(proxy, request.parameter("group"));
  const std::string instance(request.parameter("consumer"));
  if (!group || !group->members.contains(instance)) return not_found();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_consumer(*group, instance, &writer);
  return writer.answer();
}

Response list_assignments(RestProxy& proxy, const Request& request) {
  auto group = find_group(proxy, request.parameter("group"));
  const std::string instance(request.parameter("consumer"));
  if (!group || !group->members.contains(instance)) return not_found();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaConsumerAssignmentList",
                    path_of(*group) + "/consumers/" + instance + "/assignments");
  for (const TopicPartition& of : group->members.at(instance)) {
    write_assignment(*group, instance, of, &writer);
  }
  return writer.end_list().answer();
}

Response get_assignment(RestProxy& proxy, const Request& request) {
  auto group = find_group(proxy, request.parameter("group"));
  const std::string instance(request.parameter("consumer"));
  const auto wanted = asked_partition(request);
  if (!group || !group->members.contains(instance) ||
      !group->members.at(instance).contains(wanted)) {
    return not_found();
  }
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_assignment(*group, instance, wanted, &writer);
  return writer.answer();
}

Response get_lag_summary(RestProxy& proxy, const Request& request) {
  return of_group(
      proxy, request,
      [](RestProxy& asked, const Request& of, const GroupView& group, ResourceWriter* writer) {
        Lag largest;
        int64_t total = 0;
        for (const Lag& lag : lags_of(asked, group, asked.gatekeeper.scope(of))) {
          total += lag.count();
          if (largest.of.topic.empty() || lag.count() > largest.count()) largest = lag;
        }
        writer->begin("KafkaConsumerGroupLagSummary", path_of(group) + "/lag-summary",
                      name_of(group) + "/lag-summary");
        json::Writer& json = writer->json();
        json.member("consumer_group_id", group.name)
            .member("max_lag_consumer_id", largest.consumer);
        json.key("max_lag_instance_id").null().member("max_lag_client_id", largest.consumer);
        json.member("max_lag_topic_name", largest.of.topic);
        json.member("max_lag_partition_id", to_int32(largest.of.partition));
        json.member("max_lag", largest.count()).member("total_lag", total);
        writer->end();
      });
}

Response list_lags(RestProxy& proxy, const Request& request) {
  return of_group(
      proxy, request,
      [](RestProxy& asked, const Request& of, const GroupView& group, ResourceWriter* writer) {
        writer->begin_list("KafkaConsumerLagList", path_of(group) + "/lags");
        for (const Lag& lag : lags_of(asked, group, asked.gatekeeper.scope(of))) {
          write_lag(group, lag, writer);
        }
        writer->end_list();
      });
}

Response get_lag(RestProxy& proxy, const Request& request) {
  auto group = find_group(proxy, request.parameter("group"));
  if (!group) return error_answer({404, 40403, "Consumer group not found."});
  const TopicPartition wanted = asked_partition(request);
  const ClusterPlace cluster = ClusterPlace::of(request);
  for (const Lag& lag : lags_of(proxy, *group, proxy.gatekeeper.scope(request))) {
    if (lag.of != wanted) continue;
    ResourceWriter writer(cluster);
    write_lag(*group, lag, &writer);
    return writer.answer();
  }
  return unknown_topic_partition();
}

}  // namespace pinflow::gateway
