// Call: one request with all that its answer needs; and the functions that answer each kind.
//
//   Threads:   a call lives on its connection's thread. What goes to the service's background
//              must own all it works with but the service: the call may be gone before it runs.
#pragma once

#include <string>

#include "gateway/gatekeeper.h"
#include "gateway/kafka/api_table.h"
#include "gateway/kafka/codec.h"
#include "gateway/kafka/error_code.h"
#include "gateway/kafka/service.h"
#include "http/packet_server.h"

namespace pinflow::gateway::kafka {

// Who a session talks to, and how far it has shown who it is.
struct Client {
  enum class Sasl { kNone, kHandshaken, kRawToken };

  http::PacketPeer peer;
  const Gatekeeper::Holder* holder = nullptr;
  Sasl sasl = Sasl::kNone;
};

struct Call {
  Service& service;
  Client& client;
  RequestHeader header;
  Message request;
  Message answer;

  // Without this right: the error that says so.
  ErrorCode check(Action action, std::string_view topic) const {
    return error_of(service.gatekeeper.check_right(client.holder, action, topic));
  }
  // The same of groups, of which there are no rights one by one.
  ErrorCode check_group() const {
    bool may = check(Action::kConsume, "") == ErrorCode::kNone;
    return may ? ErrorCode::kNone : ErrorCode::kGroupAuthorizationFailed;
  }
  TopicScope scope() const { return service.gatekeeper.scope(client.holder); }
};

// Fills the answer. False: the request is to get none.
using Handler = http::Task<bool> (*)(Call& call);
Handler handler_of(RequestKind kind);

// Records.
http::Task<bool> produce(Call& call);
http::Task<bool> init_producer_id(Call& call);
http::Task<bool> fetch(Call& call);
http::Task<bool> list_offsets(Call& call);

// The cluster and its topics.
http::Task<bool> metadata(Call& call);
http::Task<bool> create_topics(Call& call);
http::Task<bool> delete_topics(Call& call);
http::Task<bool> create_partitions(Call& call);
http::Task<bool> describe_configs(Call& call);
http::Task<bool> alter_configs(Call& call);
http::Task<bool> incremental_alter_configs(Call& call);

// Groups.
http::Task<bool> find_coordinator(Call& call);
http::Task<bool> join_group(Call& call);
http::Task<bool> sync_group(Call& call);
http::Task<bool> heartbeat(Call& call);
http::Task<bool> leave_group(Call& call);
http::Task<bool> describe_groups(Call& call);
http::Task<bool> list_groups(Call& call);
http::Task<bool> delete_groups(Call& call);
http::Task<bool> offset_commit(Call& call);
http::Task<bool> offset_fetch(Call& call);

// The session itself.
http::Task<bool> api_versions(Call& call);
http::Task<bool> sasl_handshake(Call& call);
http::Task<bool> sasl_authenticate(Call& call);

// What a client's token of SASL/PLAIN comes to: the session's holder is set, or false.
bool take_plain_token(Service& service, std::string_view token, Client* client);

// Which member of which generation a request says to come from.
Claim claim_of(const Message& request);

// Where clients find us.
struct BrokerAddress {
  std::string host;
  int32_t port = 0;
};
BrokerAddress broker_address(const Call& call);

}  // namespace pinflow::gateway::kafka
