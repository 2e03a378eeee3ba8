// once_there_is_a_coordinator(): asks about a group until a server is there that keeps it.
#pragma once

#include <chrono>
#include <thread>

#include "eventlog/kafka/client.h"
#include "eventlog/kafka/kafka_error.h"

namespace pinflow::eventlog {

// A cluster's first group waits for the topic of all groups to be made; one whose server went, for
// another to take it over. `ask` gives a Status or a Result; within the client's answer timeout it
// is called again.
template <class Ask>
auto once_there_is_a_coordinator(const Client& client, const Ask& ask) {
  constexpr std::chrono::milliseconds kAskAgainAfter{50};
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(client.answer_ms());
  for (;;) {
    auto answer = ask();
    bool may_pass = false;
    if constexpr (requires { answer.status(); }) {
      may_pass = answer.status().name() == kCoordinatorMoves;
    } else {
      may_pass = answer.name() == kCoordinatorMoves;
    }
    if (!may_pass || std::chrono::steady_clock::now() > deadline) return answer;
    std::this_thread::sleep_for(kAskAgainAfter);
  }
}

}  // namespace pinflow::eventlog
