#include "app/doctor_kafka.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <memory>

#include "app/kafka_options.h"
#include "eventlog/kafka/kafka_event_log.h"

namespace pinflow::app {
namespace {

using State = Finding::State;
using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

constexpr std::chrono::milliseconds kConnectWithin{3000};

struct Server {
  std::string text;  // "b-1.example:9098"
  std::string host;
  uint16_t port = 9092;
};

// "PLAIN://b-1:9092,b-2" as librdkafka takes it.
std::vector<Server> split_servers(std::string_view all) {
  std::vector<Server> servers;
  while (!all.empty()) {
    std::string_view one = all.substr(0, all.find(','));
    all.remove_prefix(std::min(one.size() + 1, all.size()));
    if (size_t scheme = one.find("://"); scheme != one.npos) one.remove_prefix(scheme + 3);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.empty()) continue;
    Server server{std::string(one), std::string(one.substr(0, one.rfind(':'))), 9092};
    if (size_t colon = one.rfind(':'); colon != one.npos) {
      std::from_chars(one.data() + colon + 1, one.data() + one.size(), server.port);
    }
    servers.push_back(std::move(server));
  }
  return servers;
}

// Whether somebody listens there. Errors: kUnavailable, saying why not.
Status connect_to(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return Status(Code::kUnavailable, std::strerror(errno));
  int error = ::connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    pollfd waiting{socket, POLLOUT, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(kConnectWithin.count()));
    socklen_t size = sizeof error;
    if (ready == 1) ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (ready != 1) error = ETIMEDOUT;
  }
  ::close(socket);
  return error == 0 ? Status() : Status(Code::kUnavailable, std::strerror(error));
}

Finding examine_server(const Server& server) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error =
      ::getaddrinfo(server.host.c_str(), std::to_string(server.port).c_str(), &hints, &found);
  if (error != 0) {
    return {State::kBad, "kafka name", server.host + ": " + ::gai_strerror(error),
            "correct it, or look it up where it is known: MSK's names are those of its VPC"};
  }
  const Addresses addresses(found, &::freeaddrinfo);
  Status status;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    status = connect_to(*address);
    if (status.ok()) return {State::kGood, "kafka port", server.text + " answers", ""};
  }
  return {State::kBad, "kafka port", server.text + ": " + status.message(),
          "let the network through (for MSK its security group), or start the server"};
}

std::vector<Finding> examine_login(const eventlog::KafkaEventLogOptions& options,
                                   const KafkaUse& use) {
  auto log = eventlog::open_kafka_event_log(options);
  if (!log.ok()) return {judge_service("kafka", "", log.status())};
  const size_t topics = (*log)->topics().size();
  std::vector<Finding> findings = examine_rights(options.client, use);
  findings.insert(findings.begin(),
                  {State::kGood, "kafka",
                   "lets this user in, who sees " + std::to_string(topics) + " topics", ""});
  return findings;
}

}  // namespace

Finding judge_iam_port(const std::string& server, uint16_t port) {
  constexpr uint16_t kInside = 9098, kOutside = 9198;
  if (port == kInside || port == kOutside) {
    return {State::kGood, "kafka port", server + " is a port for IAM", ""};
  }
  return {State::kWarning, "kafka port", server + ": IAM's logins have another port at MSK",
          "9098, or 9198 from outside the VPC; 9092, 9094 and 9096 take other logins"};
}

Finding judge_token(const std::string& role, const Status& status) {
  if (role.empty())
    return judge_service("kafka token", "signed with the keys that are found", status);
  Finding finding = judge_service("kafka token", "signed as the role " + role, status);
  if (status.code() == Code::kDenied) {
    finding.mend = "try `aws sts assume-role --role-arn " + role +
                   " --role-session-name pinflow` as the same user; that user needs "
                   "sts:AssumeRole on the role, and a place in its trust policy";
  }
  return finding;
}

std::vector<Finding> examine_kafka(const Config& config, const KafkaUse& use) {
  auto options = kafka_options(config);
  if (!options.ok()) return {judge_service("kafka", "", options.status())};
  std::vector<Finding> findings;
  bool is_any_reached = false;
  auto named = options->client.properties.find("bootstrap.servers");
  const std::string servers = named == options->client.properties.end() ? "" : named->second;
  for (const Server& server : split_servers(servers)) {
    findings.push_back(examine_server(server));
    is_any_reached |= findings.back().state == State::kGood;
    if (options->client.token) findings.push_back(judge_iam_port(server.text, server.port));
  }
  bool has_token = true;
  if (options->client.token) {
    Status token = options->client.token().status();
    has_token = token.ok();
    findings.push_back(judge_token(options->client.role, token));
  }
  if ((is_any_reached && has_token) || findings.empty()) {
    std::ranges::move(examine_login(*options, use), std::back_inserter(findings));
  }
  return findings;
}

}  // namespace pinflow::app
