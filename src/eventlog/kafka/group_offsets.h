// GroupOffsets: how far groups have read, kept where Kafka keeps it for its own consumers.
//
//   Beside each position stands the topic's id, since Kafka forgets the positions of a topic that
//   is deleted only a while later. Positions that Kafka's own consumers set have none, and count.
//   Threads:   any, at once.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kafka/client.h"

namespace pinflow::eventlog {

class GroupOffsets {
 public:
  explicit GroupOffsets(const Client& client) : client_(client) {}

  // Errors: kInvalidArgument: consumers of Kafka's own protocol are in the group; kNotFound;
  // kDenied; kUnavailable.
  using TopicIds = std::map<std::string, std::string>;  // By name.
  Status commit(std::string_view group, const Positions& positions, const TopicIds& ids) const;
  // Of the topics that `id_of` gives an id; empty for an unknown group.
  using IdOf = std::function<std::string(const TopicPartition&)>;
  Result<Positions> positions(std::string_view group, const IdOf& id_of) const;
  Result<std::vector<std::string>> groups() const;  // By name.
  // Errors: also kInvalidArgument and kNotFound, as above.
  Status remove(std::string_view group) const;

 private:
  Status commit_once(std::string_view group, const Positions& positions, const TopicIds& ids) const;
  Result<Positions> positions_once(std::string_view group, const IdOf& id_of) const;
  Status remove_once(std::string_view group) const;

  const Client& client_;
};

}  // namespace pinflow::eventlog
