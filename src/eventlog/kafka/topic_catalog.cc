#include "eventlog/kafka/topic_catalog.h"

#include "telemetry/log.h"

namespace pinflow::eventlog {
namespace {

// Others may change the config of a topic; whoever changes it here looks at once.
constexpr std::chrono::seconds kConfigPeriod{60};

bool same_config(const TopicConfig& a, const TopicConfig& b) {
  return a.partition_count == b.partition_count && a.retention_time == b.retention_time &&
         a.retention_bytes == b.retention_bytes && a.record_bytes_max == b.record_bytes_max;
}

}  // namespace

TopicCatalog::TopicCatalog(const Admin& admin, std::chrono::milliseconds period, Changed changed)
    : admin_(admin), period_(period), changed_(std::move(changed)) {}

TopicCatalog::~TopicCatalog() = default;

void TopicCatalog::keep_looking() {
  looking_ = std::jthread([this](const std::stop_token& stop) { look(stop); });
}

void TopicCatalog::look(const std::stop_token& stop) {
  bool was_reached = true;
  std::mutex sleeping;
  std::unique_lock lock(sleeping);
  while (!stop.stop_requested()) {
    stopped_.wait_for(lock, stop, period_, [] { return false; });
    if (stop.stop_requested()) return;
    Status status = refresh();
    if (!status.ok() && was_reached) {
      telemetry::log(telemetry::Level::kWarning, "eventlog", "topics are not up to date",
                     {{"cause", status.message()}});
    }
    was_reached = status.ok();
  }
}

Status TopicCatalog::refresh(bool with_configs) {
  std::vector<std::string> changed;
  {
    std::lock_guard refreshing(refreshing_);
    TRY_ASSIGN(std::vector<Topic> now, admin_.topics());
    auto time = std::chrono::steady_clock::now();
    bool all_configs = with_configs || time - configs_read_at_ > kConfigPeriod;
    TRY(read_new_configs(all_configs, &now));
    if (all_configs) configs_read_at_ = time;
    changed = replace(std::move(now));
  }
  if (!changed.empty()) changed_(changed);
  return Status();
}

// Gives each topic the config that is known of it, and asks for those of the others.
Status TopicCatalog::read_new_configs(bool all_of_them, std::vector<Topic>* topics) const {
  std::vector<Topic> asked;
  {
    std::lock_guard lock(mutex_);
    for (Topic& topic : *topics) {
      auto known = topics_.find(topic.name);
      if (!all_of_them && known != topics_.end() && known->second.id == topic.id) {
        int32_t partition_count = topic.config.partition_count;
        topic.config = known->second.config;
        topic.config.partition_count = partition_count;
      } else {
        asked.push_back(topic);
      }
    }
  }
  TRY(admin_.read_configs(&asked));
  auto answered = asked.begin();
  for (Topic& topic : *topics) {
    if (answered != asked.end() && answered->name == topic.name) topic = std::move(*answered++);
  }
  return Status();
}

// The names of topics that came, went or changed.
std::vector<std::string> TopicCatalog::replace(std::vector<Topic> now) {
  std::vector<std::string> changed;
  Topics topics;
  std::lock_guard lock(mutex_);
  for (Topic& topic : now) {
    auto known = topics_.find(topic.name);
    if (known == topics_.end() || known->second.id != topic.id) {
      changed.push_back(topic.name);
    } else {
      bool is_same = same_config(known->second.config, topic.config);
      topic.revision = known->second.revision + (is_same ? 0 : 1);
      if (!is_same) changed.push_back(topic.name);
    }
    topics.emplace(topic.name, std::move(topic));
  }
  for (const auto& [name, topic] : topics_) {
    if (!topics.contains(name)) changed.push_back(name);
  }
  topics_ = std::move(topics);
  return changed;
}

Result<Topic> TopicCatalog::find(std::string_view name) {
  auto known = [&]() -> std::optional<Topic> {
    std::lock_guard lock(mutex_);
    auto found = topics_.find(name);
    return found == topics_.end() ? std::nullopt : std::optional(found->second);
  };
  if (auto topic = known()) return *topic;
  if (!model::check_topic_name(name).ok()) {
    return Status(Code::kNotFound, "topic " + std::string(name) + ": unknown");
  }
  TRY(refresh());
  if (auto topic = known()) return *topic;
  return Status(Code::kNotFound, "topic " + std::string(name) + ": unknown");
}

std::vector<Topic> TopicCatalog::all() const {
  std::lock_guard lock(mutex_);
  std::vector<Topic> topics;
  for (const auto& [name, topic] : topics_) topics.push_back(topic);
  return topics;
}

}  // namespace pinflow::eventlog
