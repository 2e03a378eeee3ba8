#include "eventlog/kafka/client.h"

#include <initializer_list>
#include <set>

#include "eventlog/kafka/kafka_error.h"
#include "telemetry/log.h"

namespace pinflow::eventlog {
namespace {

struct Property {
  const char* name;
  const char* value;
};

// A user's own come after these.
constexpr Property kDefaults[] = {
    {"client.id", "pinflow"},
    {"log.connection.close", "false"},
    {"socket.keepalive.enable", "true"},
    {"reconnect.backoff.max.ms", "1000"},  // A server that was restarted is soon found again.
};
constexpr Property kWriterDefaults[] = {
    {"linger.ms", "1"},  // Of 0 to 5 the one with most requests/s of one record each.
    {"message.timeout.ms", "60000"},
    {"message.max.bytes", "100000000"},  // Each topic has its own limit.
    {"queue.buffering.max.messages", "1000000"},
};
constexpr Property kReaderDefaults[] = {
    {"fetch.wait.max.ms", "100"},  // A partition that is new to a handle waits for the others.
    {"fetch.queue.backoff.ms", "20"},
    {"queued.max.messages.kbytes", "8192"},
};

// What the promises of EventLog rest on; nobody may set them otherwise.
constexpr Property kWriterFixed[] = {{"enable.idempotence", "true"}, {"acks", "all"}};
constexpr Property kReaderFixed[] = {
    {"enable.partition.eof", "true"},
    {"auto.offset.reset", "error"},
    {"enable.auto.commit", "false"},
};
const std::set<std::string_view> kGroupProperties = {
    "group.id", "group.instance.id", "partition.assignment.strategy", "group.protocol"};

Status set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char why[512] = "";
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof(why)) == RD_KAFKA_CONF_OK) {
    return Status();
  }
  return Status(Code::kInvalidArgument, "kafka: property " + name + ": " + why);
}

template <size_t kCount>
void set_all(rd_kafka_conf_t* conf, const Property (&properties)[kCount]) {
  for (const Property& property : properties) check(set(conf, property.name, property.value).ok());
}

// "all" is also spelled "-1".
bool says_other(const std::map<std::string, std::string>& properties,
                std::initializer_list<const char*> names,
                std::initializer_list<std::string_view> allowed) {
  for (const char* name : names) {
    auto found = properties.find(name);
    if (found == properties.end()) continue;
    bool is_allowed = false;
    for (std::string_view value : allowed) is_allowed |= found->second == value;
    if (!is_allowed) return true;
  }
  return false;
}

Status check_promises(const std::map<std::string, std::string>& properties) {
  if (says_other(properties, {"acks", "request.required.acks"}, {"all", "-1"}) ||
      says_other(properties, {"enable.idempotence"}, {"true"})) {
    return Status(Code::kInvalidArgument,
                  "kafka: acks and enable.idempotence: always all and true here, since a record "
                  "that is acknowledged must survive, once; leave them out");
  }
  return Status();
}

telemetry::Level level_of(int syslog_level) {
  // Servers come back, and what cannot be stored is told to whoever wanted it.
  return syslog_level <= 4 ? telemetry::Level::kWarning : telemetry::Level::kDebug;
}

}  // namespace

Result<std::unique_ptr<Client>> Client::open(Role role, const ClientOptions& options,
                                             Delivered delivered) {
  TRY(check_promises(options.properties));
  std::unique_ptr<Client> client(new Client(options));
  Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  set_all(conf.get(), kDefaults);
  bool is_writer = role == Role::kWriter;
  is_writer ? set_all(conf.get(), kWriterDefaults) : set_all(conf.get(), kReaderDefaults);
  for (const auto& [name, value] : options.properties) {
    if (!kGroupProperties.contains(name)) TRY(set(conf.get(), name, value));
  }
  is_writer ? set_all(conf.get(), kWriterFixed) : set_all(conf.get(), kReaderFixed);
  rd_kafka_conf_set_opaque(conf.get(), client.get());
  rd_kafka_conf_set_log_cb(conf.get(), heard);
  if (delivered != nullptr) rd_kafka_conf_set_dr_msg_cb(conf.get(), delivered);
  if (options.token) {
    rd_kafka_conf_set_oauthbearer_token_refresh_cb(conf.get(), refresh_token);
    rd_kafka_conf_enable_sasl_queue(conf.get(), 1);
  }

  char why[512] = "";
  auto type = is_writer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER;
  client->handle_.reset(rd_kafka_new(type, conf.get(), why, sizeof(why)));
  if (!client->handle_) {
    return Status(Code::kInvalidArgument, std::string("kafka: the client's properties: ") + why);
  }
  static_cast<void>(conf.release());  // The handle's now.
  if (options.token) {
    Owned<rd_kafka_error_t> error(rd_kafka_sasl_background_callbacks_enable(client->handle()));
    if (error) {
      return Status(Code::kInvalidArgument,
                    std::string("kafka: sasl: ") + rd_kafka_error_string(error.get()));
    }
  }
  return client;
}

Status Client::status(rd_kafka_resp_err_t error, std::string_view what,
                      std::string_view text) const {
  std::lock_guard lock(mutex_);
  return kafka_status(error, what, text, trouble_);
}

Result<Owned<rd_kafka_event_t>> Client::ask(rd_kafka_admin_op_t operation, std::string_view what,
                                            const Ask& ask) const {
  Owned<rd_kafka_AdminOptions_t> options(rd_kafka_AdminOptions_new(handle(), operation));
  char why[512] = "";
  check(rd_kafka_AdminOptions_set_request_timeout(options.get(), answer_ms(), why, sizeof(why)) ==
        RD_KAFKA_RESP_ERR_NO_ERROR);
  Owned<rd_kafka_queue_t> answers(rd_kafka_queue_new(handle()));
  ask(options.get(), answers.get());
  // The request's own timeout comes first, and says more.
  Owned<rd_kafka_event_t> answer(rd_kafka_queue_poll(answers.get(), 3 * answer_ms()));
  if (!answer) return status(RD_KAFKA_RESP_ERR__TIMED_OUT, what);
  rd_kafka_resp_err_t error = rd_kafka_event_error(answer.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return status(error, what, rd_kafka_event_error_string(answer.get()));
  }
  return answer;
}

void Client::heard(const rd_kafka_t* handle, int level, const char* facility, const char* text) {
  std::string_view about = facility;
  if (about == "CONFWARN") return;  // A writer's property is told to readers too.
  auto* client = handle == nullptr ? nullptr : static_cast<Client*>(rd_kafka_opaque(handle));
  if (client != nullptr && (about == "FAIL" || about == "ERROR")) {
    std::string_view cause = text;
    if (size_t thread_end = cause.find("]: "); thread_end != std::string_view::npos) {
      cause.remove_prefix(thread_end + 3);
    }
    std::lock_guard lock(client->mutex_);
    // That all servers are down says less than why the last one was.
    if (cause.find("brokers are down") == std::string_view::npos) client->trouble_ = cause;
  }
  if (about == "ERROR") return;  // As FAIL was before.
  telemetry::log(level_of(level), "eventlog", "kafka", {{"about", facility}, {"text", text}});
}

void Client::refresh_token(rd_kafka_t* handle, const char*, void* client) {
  Result<BearerToken> token = static_cast<Client*>(client)->options_.token();
  if (!token.ok()) {
    rd_kafka_oauthbearer_set_token_failure(handle, token.status().message().c_str());
    return;
  }
  char why[512] = "";
  rd_kafka_resp_err_t error =
      rd_kafka_oauthbearer_set_token(handle, token->value.c_str(), to_int64(token->expires_at),
                                     "pinflow", nullptr, 0, why, sizeof(why));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_oauthbearer_set_token_failure(handle, why);
}

PropertyVerdict judge_property(const std::string& name, const std::string& value,
                               std::string* why) {
  Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  char text[512] = "";
  switch (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text, sizeof(text))) {
    case RD_KAFKA_CONF_OK:
      return PropertyVerdict::kGood;
    case RD_KAFKA_CONF_UNKNOWN:
      return PropertyVerdict::kUnknown;
    default:
      break;
  }
  if (why != nullptr) *why = text;
  return PropertyVerdict::kBad;
}

}  // namespace pinflow::eventlog
