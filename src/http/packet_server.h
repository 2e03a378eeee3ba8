// start_packet_server(): serves clients whose requests and answers are packets: four bytes of
// length, big-endian, and as many bytes. What they say is the service's business.
//
//   Threads:     as Server; a session is used on its connection's thread only.
//   Order:       a session's packets are begun in the order in which they came, and answered in
//                it, whichever is done first; up to `packets_in_work_max` are in work at a time.
//   Limits:      every one in PacketServerOptions; a length is looked at before memory is taken
//                for it. A client that breaks one is left, with a line in the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/server.h"
#include "http/task.h"

namespace pinflow::http {

struct PacketServerOptions {
  std::string name;  // Of the protocol: what the log and the metrics call it.
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any free one.
  int thread_count = 1;
  int connection_count_max = 10'000;
  uint32_t packet_bytes_max = 16 << 20;
  uint64_t bytes_held_max = 256 << 20;  // Of packets and answers of all clients; more have to wait.
  size_t packets_in_work_max = 16;      // Of one client; it is read on when one is answered.
  std::chrono::milliseconds idle_timeout{600'000};   // With nothing in work.
  std::chrono::milliseconds packet_timeout{30'000};  // From its first byte to its last,
                                                     // and for an answer to be taken.
  std::string tls_certificate_file;                  // Both or none; PEM.
  std::string tls_key_file;
};

// Who is at the other end.
struct PacketPeer {
  std::string address;
  std::string local_address;  // Where it reached us.
  uint16_t local_port = 0;
};

struct PacketAnswer {
  std::optional<std::string> bytes;  // Without a length. None: this packet gets no answer.
  bool ends_session = false;         // Once this is sent.
};

// One client's.
class PacketSession {
 public:
  virtual ~PacketSession() = default;
  // Up to where it first waits, it runs before the next packet is begun.
  virtual Task<PacketAnswer> answer(std::string packet) = 0;
};

class PacketService {
 public:
  virtual ~PacketService() = default;
  virtual std::unique_ptr<PacketSession> open_session(const PacketPeer& peer) = 0;
};

// Listens and serves until stopped. `service` outlives the server. Errors: as start_server().
Result<std::unique_ptr<Server>> start_packet_server(const PacketServerOptions& options,
                                                    PacketService& service);

}  // namespace pinflow::http
