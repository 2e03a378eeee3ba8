#include "http/packet_connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "base/idle_work.h"
#include "base/wake_group.h"
#include "http/held_bytes.h"
#include "http/transport.h"

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr size_t kLengthBytes = 4;
constexpr size_t kIdleReadBytes = 4 << 10;     // What an idle connection holds,
constexpr size_t kPacketReadBytes = 64 << 10;  // and what is read of a long packet at a time.
constexpr size_t kTogetherBytes = 16 << 10;    // Answers up to this go out together.
// How long one waits that found no room for its packet before it looks again.
constexpr std::chrono::milliseconds kRoomPause{10};

std::array<char, kLengthBytes> encode_length(size_t length) {
  auto number = static_cast<uint32_t>(length);
  return {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
          static_cast<char>(number >> 8), static_cast<char>(number)};
}

uint32_t decode_length(const char* bytes) {
  uint32_t number = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

// One coroutine reads packets and begins their answers; another sends what is answered.
class PacketConnection final : public Connection {
 public:
  PacketConnection(asio::ip::tcp::socket socket, Admission admission, const PacketContext& context)
      : admission_(admission), context_(context), pause_(socket.get_executor()) {
    boost::system::error_code ignored;
    auto local = socket.local_endpoint(ignored);
    peer_.local_address = local.address().to_string();
    peer_.local_port = local.port();
    transport_ = make_transport(std::move(socket), context.tls);
    peer_.address = transport_->peer();
  }

  void start(std::function<void()> ended) override {
    ended_ = std::move(ended);
    serving_.emplace(serve());
    serving_->start();
  }

  void enforce_deadline(SteadyTime now) override {
    // A client that waits for an answer need not send anything.
    bool has_to_send = !is_between_packets_ || works_.empty();
    bool is_late = (has_to_send && now >= read_deadline_) || now >= write_deadline_;
    if (!is_late) return;
    has_expired_ = true;
    transport_->cancel();
  }

  void finish() override {
    is_finishing_ = true;
    if (works_.empty()) transport_->cancel();
  }

  void close() override { transport_->close(); }

 private:
  struct Ended {};

  // A packet from its first byte to the last one of its answer.
  struct Work {
    HeldBytes held;
    std::optional<PacketAnswer> answer;
    std::optional<Task<Ended>> running;
  };

  // Answers that are sent in one go: the first one's length, its bytes, and the others behind it.
  struct Outgoing {
    std::array<char, kLengthBytes> length{};
    std::string bytes;
    bool has_bytes = false;
    bool ends_session = false;
    size_t answer_count = 0;
  };

  // For a coroutine that waits until another one wakes it.
  struct Sleep {
    std::coroutine_handle<>& sleeper;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> self) { sleeper = self; }
    void await_resume() const noexcept {}
  };
  static void wake(std::coroutine_handle<>& sleeper) {
    if (sleeper) std::exchange(sleeper, nullptr).resume();
  }

  Task<Ended> serve();
  Task<Ended> read_packets();
  Task<std::optional<std::string>> read_packet(HeldBytes* held);
  Task<bool> read_length();
  Task<bool> take_room(uint32_t length, HeldBytes* held);
  void begin(std::string packet, HeldBytes held);
  Task<Ended> run(Work* work, std::string packet);
  Task<Ended> send_answers();
  Outgoing take_answers();
  Task<bool> send(const Outgoing& outgoing);

  void refuse(int status, std::string_view cause) {
    context_.refusals.note(status, "packet", peer_.address, cause);
  }
  void expire_reading_after(std::chrono::milliseconds time) {
    read_deadline_ = steady_clock::now() + time;
  }

  const Admission admission_;
  const PacketContext context_;
  asio::steady_timer pause_;
  std::unique_ptr<Transport> transport_;
  PacketPeer peer_;
  std::function<void()> ended_;

  std::string received_;  // Bytes that have come and are not used yet.
  SteadyTime read_deadline_ = SteadyTime::max();
  SteadyTime write_deadline_ = SteadyTime::max();
  bool is_between_packets_ = false;
  bool has_expired_ = false;
  bool is_finishing_ = false;
  bool is_over_ = false;  // Nothing is to be sent any more.
  bool has_sending_ended_ = true;
  std::coroutine_handle<> reader_;  // While it waits for works to end,
  std::coroutine_handle<> sender_;  // and while it waits for an answer.

  // Last: destroyed first, since they use the others.
  std::unique_ptr<PacketSession> session_;
  std::deque<std::unique_ptr<Work>> works_;   // In the order of their packets.
  std::vector<std::unique_ptr<Work>> spent_;  // Answered; their coroutines may be about to end.
  std::optional<Task<Ended>> sending_;
  std::optional<Task<Ended>> serving_;
};

Task<PacketConnection::Ended> PacketConnection::serve() {
  expire_reading_after(context_.options.packet_timeout);
  bool is_open = co_await transport_->open();
  if (is_open && admission_ == Admission::kRefuse) {
    refuse(503, "too many connections");
  } else if (is_open) {
    session_ = context_.service.open_session(peer_);
    has_sending_ended_ = false;
    sending_.emplace(send_answers());
    sending_->start();
    co_await read_packets();
  }
  is_over_ = true;
  transport_->close();
  wake(sender_);
  while (!has_sending_ended_) co_await Sleep{reader_};
  ended_();
  co_return Ended{};
}

Task<PacketConnection::Ended> PacketConnection::read_packets() {
  const size_t works_max = context_.options.packets_in_work_max;
  while (true) {
    while (works_.size() >= works_max && !is_over_) co_await Sleep{reader_};
    if (is_over_ || (is_finishing_ && works_.empty())) break;
    HeldBytes held(context_.bytes_held, context_.options.bytes_held_max);
    Task<std::optional<std::string>> reading = read_packet(&held);
    std::optional<std::string> packet = co_await reading;
    if (!packet) break;
    if (is_finishing_) {
      while (!works_.empty() && !is_over_) co_await Sleep{reader_};
      break;
    }
    begin(std::move(*packet), std::move(held));
  }
  co_return Ended{};
}

// The bytes of the next packet; nothing when there will be none.
Task<std::optional<std::string>> PacketConnection::read_packet(HeldBytes* held) {
  Task<bool> coming = read_length();
  bool has_come = co_await coming;
  if (!has_come) {
    if (!is_between_packets_ && has_expired_) refuse(408, "timed out");
    co_return std::nullopt;
  }
  const uint32_t length = decode_length(received_.data());
  if (length > context_.options.packet_bytes_max) {
    refuse(413, "a packet of " + std::to_string(length) + " bytes");
    co_return std::nullopt;
  }
  Task<bool> waiting = take_room(length, held);
  bool has_room = co_await waiting;
  if (!has_room) co_return std::nullopt;
  std::string packet;
  packet.reserve(length);  // Takes addresses; memory comes with the bytes.
  packet.append(received_, kLengthBytes, length);
  received_.erase(0, kLengthBytes + packet.size());
  bool has_read_now = false;
  while (packet.size() < length) {
    const size_t filled = packet.size();
    packet.resize(filled + std::min(length - filled, kPacketReadBytes));
    auto space = asio::buffer(packet.data() + filled, packet.size() - filled);
    OperationResult result;
    // Once: a client that sends on and on must not keep the others from their turns.
    if (!std::exchange(has_read_now, true)) result.size_bytes = transport_->read_now(space);
    if (result.size_bytes == 0) {
      auto reading = operation([&](auto handler) { transport_->read_some(space, handler); });
      result = co_await reading;
    }
    packet.resize(filled + result.size_bytes);
    if (!result.error) continue;
    if (has_expired_) refuse(408, "timed out");
    co_return std::nullopt;
  }
  co_return packet;
}

// Reads until `received_` begins with a whole length.
Task<bool> PacketConnection::read_length() {
  is_between_packets_ = received_.empty();
  expire_reading_after(is_between_packets_ ? context_.options.idle_timeout
                                           : context_.options.packet_timeout);
  while (received_.size() < kLengthBytes) {
    const size_t filled = received_.size();
    received_.resize(filled + kIdleReadBytes);
    auto space = asio::buffer(received_.data() + filled, kIdleReadBytes);
    auto reading = operation([&](auto handler) { transport_->read_some(space, handler); });
    OperationResult result = co_await reading;
    received_.resize(filled + result.size_bytes);
    if (result.error) co_return false;
    if (!std::exchange(is_between_packets_, false)) continue;
    expire_reading_after(context_.options.packet_timeout);
  }
  co_return true;
}

// Waits until all clients together hold little enough; not for ever.
Task<bool> PacketConnection::take_room(uint32_t length, HeldBytes* held) {
  while (!held->grow_to(length)) {
    held->release();
    if (has_expired_ || is_over_) {
      refuse(503, "too many bytes at once");
      co_return false;
    }
    pause_.expires_after(kRoomPause);
    auto pausing = operation([&](auto handler) { pause_.async_wait(std::move(handler)); });
    co_await pausing;
  }
  co_return true;
}

void PacketConnection::begin(std::string packet, HeldBytes held) {
  is_between_packets_ = true;
  IdleWork::note_request(this);
  std::erase_if(spent_, [](const auto& work) { return work->running->ended(); });
  Work* work = works_.emplace_back(std::make_unique<Work>(Work{std::move(held), {}, {}})).get();
  work->running.emplace(run(work, std::move(packet)));
  work->running->start();
}

Task<PacketConnection::Ended> PacketConnection::run(Work* work, std::string packet) {
  const uint64_t packet_bytes = packet.size();
  Task<PacketAnswer> answering = session_->answer(std::move(packet));
  work->answer = co_await answering;
  // What is answered is there already: it cannot be refused, but it keeps others waiting.
  const uint64_t answer_bytes = work->answer->bytes ? work->answer->bytes->size() : 0;
  (void)work->held.grow_to(packet_bytes + answer_bytes);
  // Several may be answered in a group.
  if (works_.front().get() == work) WakeGroup::wake([this] { wake(sender_); });
  co_return Ended{};
}

Task<PacketConnection::Ended> PacketConnection::send_answers() {
  while (!is_over_) {
    if (works_.empty() || !works_.front()->answer) {
      co_await Sleep{sender_};
      continue;
    }
    const Outgoing outgoing = take_answers();
    if (outgoing.has_bytes) {
      Task<bool> sending = send(outgoing);
      bool is_sent = co_await sending;
      if (!is_sent) break;
    }
    for (size_t i = 0; i < outgoing.answer_count; ++i) {
      works_.front()->held.release();
      spent_.push_back(std::move(works_.front()));
      works_.pop_front();
    }
    if (works_.empty()) expire_reading_after(context_.options.idle_timeout);
    if (outgoing.ends_session) break;
    if (is_finishing_ && works_.empty()) transport_->cancel();
    wake(reader_);
  }
  is_over_ = true;
  has_sending_ended_ = true;
  transport_->cancel();
  wake(reader_);
  co_return Ended{};
}

// The first answer, and the short ones that are ready behind it.
PacketConnection::Outgoing PacketConnection::take_answers() {
  Outgoing outgoing;
  for (const auto& work : works_) {
    if (!work->answer || outgoing.ends_session) break;
    std::optional<std::string>& bytes = work->answer->bytes;
    const bool is_first = outgoing.answer_count == 0;
    if (!is_first && bytes && outgoing.bytes.size() + bytes->size() > kTogetherBytes) break;
    if (bytes && !outgoing.has_bytes) {
      outgoing.has_bytes = true;
      outgoing.length = encode_length(bytes->size());
      outgoing.bytes = std::move(*bytes);
    } else if (bytes) {
      const auto length = encode_length(bytes->size());
      outgoing.bytes.append(length.data(), length.size()).append(*bytes);
    }
    outgoing.ends_session = work->answer->ends_session;
    ++outgoing.answer_count;
  }
  return outgoing;
}

Task<bool> PacketConnection::send(const Outgoing& outgoing) {
  Transport::Parts parts = {asio::buffer(outgoing.length), asio::buffer(outgoing.bytes)};
  const size_t sent_bytes = transport_->write_now(parts);
  if (sent_bytes == kLengthBytes + outgoing.bytes.size()) co_return true;
  parts[0] += sent_bytes;
  parts[1] += sent_bytes - std::min(sent_bytes, kLengthBytes);
  write_deadline_ = steady_clock::now() + context_.options.packet_timeout;
  auto writing = operation([&](auto handler) { transport_->write(parts, handler); });
  OperationResult result = co_await writing;
  write_deadline_ = SteadyTime::max();
  co_return !result.error;
}

}  // namespace

std::unique_ptr<Connection> make_packet_connection(asio::ip::tcp::socket socket,
                                                   Admission admission,
                                                   const PacketContext& context) {
  return std::make_unique<PacketConnection>(std::move(socket), admission, context);
}

}  // namespace pinflow::http
