// Metadata: who we are, and which topics and partitions there are.
#include <vector>

#include "gateway/kafka/call.h"
#include "gateway/rest_proxy/metadata.h"
#include "gateway/rest_v3/resource.h"

namespace pinflow::gateway::kafka {
namespace {

// What an IPv4 client's address looks like to a socket that speaks IPv6, too.
constexpr std::string_view kMappedV4 = "::ffff:";

struct Named {
  std::string name;
  Result<eventlog::TopicPointer> topic;
};

void write_partition(int32_t index, Message* partition) {
  partition->set("index", index).set("leader_id", kBrokerId).set("leader_epoch", 0);
  partition->add("replica_nodes").set("id", kBrokerId);
  partition->add("isr_nodes").set("id", kBrokerId);
}

void write_topic(const eventlog::Topic& topic, Message* answered) {
  answered->set("name", topic.name);
  for (int32_t index = 0; index < topic.config.partition_count; ++index) {
    write_partition(index, &answered->add("partitions"));
  }
}

// The topics that are named; one that is not there is made, if it may be.
std::vector<Named> find_or_make(Service& service, const std::vector<std::string>& names,
                                const std::vector<bool>& may_make) {
  std::vector<Named> found;
  for (size_t i = 0; i < names.size(); ++i) {
    Result<eventlog::TopicPointer> topic = service.log.shared_topic(names[i]);
    const bool is_missing = !topic.ok() && topic.status().code() == Code::kNotFound;
    if (is_missing && may_make[i]) {
      Status made = service.log.create_topic(names[i], service.creation.config).status();
      // Where another request was first, it is there now.
      const bool is_there = made.ok() || made.code() == Code::kAlreadyExists;
      topic = is_there ? service.log.shared_topic(names[i]) : Result<eventlog::TopicPointer>(made);
    }
    found.push_back({names[i], std::move(topic)});
  }
  return found;
}

void write_named(const Call& call, const Named& named, Message* answered) {
  answered->set("name", named.name);
  ErrorCode error = error_of(named.topic.status());
  if (!model::check_topic_name(named.name).ok()) error = ErrorCode::kInvalidTopic;
  if (!call.scope()(named.name)) error = ErrorCode::kTopicAuthorizationFailed;
  answered->set("error_code", to_int64(error));
  if (error == ErrorCode::kNone) write_topic(**named.topic, answered);
}

http::Task<bool> write_named_topics(Call& call) {
  std::vector<std::string> names;
  std::vector<bool> may_make;
  const bool is_wanted =
      call.service.creation.on_produce && call.request.flag("allow_auto_topic_creation");
  for (const Message* topic : distinct(call.request.list("topics"), "name")) {
    names.emplace_back(topic->text("name"));
    may_make.push_back(is_wanted && model::check_topic_name(names.back()).ok() &&
                       call.check(Action::kProduce, names.back()) == ErrorCode::kNone);
  }
  std::function<Result<std::vector<Named>>()> find = [&service = call.service, names, may_make] {
    return find_or_make(service, names, may_make);
  };
  auto finding = http::run_in<std::vector<Named>>(call.service.background, find);
  Result<std::vector<Named>> found = co_await finding;
  for (size_t i = 0; i < names.size(); ++i) {
    Message& answered = call.answer.add("topics");
    if (found.ok()) {
      write_named(call, (*found)[i], &answered);
    } else {
      answered.set("name", names[i]).set("error_code", to_int64(error_of(found.status())));
    }
  }
  co_return true;
}

}  // namespace

BrokerAddress broker_address(const Call& call) {
  const KafkaOptions& options = call.service.options;
  const http::PacketPeer& peer = call.client.peer;
  std::string host = options.advertised_host.empty() ? peer.local_address : options.advertised_host;
  if (host.starts_with(kMappedV4)) host.erase(0, kMappedV4.size());
  return {std::move(host),
          options.advertised_port != 0 ? options.advertised_port : peer.local_port};
}

http::Task<bool> metadata(Call& call) {
  const BrokerAddress address = broker_address(call);
  Message& broker = call.answer.add("brokers").set("node_id", kBrokerId);
  broker.set("host", address.host).set("port", address.port);
  call.answer.set("cluster_id", kClusterId).set("controller_id", kBrokerId).set_empty("topics");
  // No list stands for all; the first version had an empty one for that.
  const bool is_list_empty = call.request.list("topics").empty();
  const bool wants_all =
      call.request.is_null("topics") || (call.header.version == 0 && is_list_empty);
  if (!wants_all) {
    if (is_list_empty) co_return true;
    auto writing = write_named_topics(call);
    co_return co_await writing;
  }
  const TopicScope is_shown = call.scope();
  for (const eventlog::Topic& topic : call.service.log.topics()) {
    if (is_shown(topic.name)) write_topic(topic, &call.answer.add("topics"));
  }
  co_return true;
}

}  // namespace pinflow::gateway::kafka
