// What a topic's config is in Kafka's words: "retention.ms" and such, all values as texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::gateway {

struct TopicSetting {
  std::string name;
  std::string value;
};

// All that there are, by name. -1 is no limit.
std::vector<TopicSetting> topic_settings(const eventlog::TopicConfig& config);

// Errors: kNotFound: no such setting; kInvalidArgument: its value.
Status set_topic_setting(std::string_view name, std::string_view value,
                         eventlog::TopicConfig* config);

}  // namespace pinflow::gateway
