#include "app/doctor.h"

#include <netdb.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "app/doctor_kafka.h"
#include "app/kinesis_options.h"
#include "app/listen_address.h"
#include "app/server_address.h"
#include "base/file.h"
#include "base/nearest_name.h"
#include "base/uuid.h"
#include "http/certificate.h"

namespace pinflow::app {
namespace {

using State = Finding::State;
using std::chrono::microseconds;

Finding bad(const std::string& what, const std::string& found, const std::string& mend) {
  return {State::kBad, what, found, mend};
}

// The data folder, or the nearest folder above it that there is.
std::filesystem::path existing_part(const std::filesystem::path& data) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::absolute(data, error);
  while (path.has_parent_path() && path != path.parent_path() &&
         !std::filesystem::exists(path, error)) {
    path = path.parent_path();
  }
  return path;
}

// How long each of some appends of a page takes to be durable, sorted.
Result<std::vector<microseconds>> measure_syncs(const std::filesystem::path& folder) {
  constexpr int kCount = 30;
  const std::filesystem::path path = folder / (".pinflow-doctor-" + uuid4());
  TRY_ASSIGN(File file, File::open(path, File::Mode::kCreate));
  std::error_code ignored;
  std::filesystem::remove(path, ignored);  // It stays usable, and is gone however this ends.
  const std::string page(4096, 'x');
  std::vector<microseconds> times;
  for (int i = 0; i < kCount; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    TRY(file.append(page));
    TRY(file.sync());
    times.push_back(
        std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin));
  }
  std::ranges::sort(times);
  return times;
}

void examine_disk(const std::filesystem::path& data, std::vector<Finding>* findings) {
  const std::filesystem::path folder = existing_part(data);
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    findings->push_back(
        bad("data folder", folder.string() + " is no folder", "name one by --data"));
    return;
  }
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (!error) findings->push_back(judge_space(folder.string(), space.available, space.capacity));
  auto syncs = measure_syncs(folder);
  if (!syncs.ok()) {
    findings->push_back(bad("data folder", syncs.status().message(),
                            "let this user write there, or name another folder by --data"));
    return;
  }
  findings->push_back(judge_sync(folder.string(), (*syncs)[syncs->size() / 2], syncs->back()));
}

Finding examine_open_files(const Config& config) {
  constexpr uint64_t kOfOurOwn = 2000;  // Segments, tables, the object store's connections.
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);  // `up` raises the limit to the hard one.
  auto connections = static_cast<uint64_t>(config.integer("http.connections_max"));
  return judge_open_files(limit.rlim_max, connections + kOfOurOwn);
}

Finding examine_clock() {
  timex clock = {};
  return judge_clock(system_clock().now(), ::adjtimex(&clock) != TIME_ERROR);
}

// Errors: kAlreadyExists: taken; kUnavailable: it cannot be listened on at all.
Status try_to_listen(const ListenAddress& listen) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  int error =
      ::getaddrinfo(listen.host.c_str(), std::to_string(listen.port).c_str(), &hints, &found);
  if (error != 0) return Status(Code::kUnavailable, ::gai_strerror(error));
  int socket = ::socket(found->ai_family, found->ai_socktype, 0);
  const int reuse = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  bool is_free = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0 && ::listen(socket, 1) == 0;
  int cause = errno;
  ::close(socket);
  ::freeaddrinfo(found);
  if (is_free) return Status();
  return Status(cause == EADDRINUSE ? Code::kAlreadyExists : Code::kUnavailable,
                std::strerror(cause));
}

void examine_certificate(const Config& config, std::vector<Finding>* findings) {
  const std::string& file = config.text("http.tls_certificate_file");
  const std::string& key = config.text("http.tls_key_file");
  if (file.empty() && key.empty()) return;
  auto certificate = http::read_certificate(file);
  Status status = certificate.ok() ? http::check_certificate_key(file, key) : certificate.status();
  if (!status.ok()) {
    findings->push_back(bad("certificate", status.message(),
                            "http.tls_certificate_file and http.tls_key_file: PEM, of one pair"));
    return;
  }
  findings->push_back(judge_certificate(file, certificate->valid_from, certificate->valid_until,
                                        system_clock().now()));
}

Status list_one(const Result<objects::Store*>& store) {
  return store.ok() ? (*store)->list("", "", 1).status() : store.status();
}

// Without the log's copy, which a running pinflow has open.
Status list_streams(const Parts& parts) {
  TRY_ASSIGN(const auto options, kinesis_options(parts.config(), parts.data() / "kinesis"));
  TRY_ASSIGN(const auto service, eventlog::open_kinesis_service(options.service));
  return service->list_streams().status();
}

// Only what is on other machines: a local folder is the disk's.
void examine_services(Parts& parts, std::vector<Finding>* findings) {
  const Config& config = parts.config();
  if (config.text("objects.type") == "s3") {
    auto users = parts.user_ids();
    std::vector<std::string> ids = users.ok() ? *users : std::vector<std::string>();
    if (!users.ok()) findings->push_back(judge_service("objects", "", users.status()));
    for (const std::string& user : ids) {
      const std::string bucket = model::bucket_name(user);
      findings->push_back(judge_service("objects", "s3://" + bucket + " can be listed",
                                        list_one(parts.bucket(bucket))));
    }
  }
  if (const std::string& url = config.text("lake.url"); !url.empty()) {
    findings->push_back(judge_service("lake", url + " can be listed", list_one(parts.lake())));
  }
  if (config.text("eventlog.type") == "kafka") {
    auto use = kafka_use(parts);
    if (!use.ok()) findings->push_back(judge_service("kafka rights", "", use.status()));
    std::ranges::move(examine_kafka(config, use.ok() ? *use : KafkaUse()),
                      std::back_inserter(*findings));
  }
  if (config.text("eventlog.type") == "kinesis") {
    findings->push_back(judge_service("kinesis", "lets this user in", list_streams(parts)));
  }
  const std::string& type = config.text("source.type");
  if (type == "generator") return;
  auto source = parts.source();
  if (!source.ok()) {
    findings->push_back(judge_service("source", "", source.status()));
    return;
  }
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    Status found = (*source)->schema(dataset.source_table).status();
    findings->push_back(
        judge_service("source", type + " has the table " + dataset.source_table, found));
  }
}

}  // namespace

Finding examine_port(const std::string& setting, const std::string& address,
                     const std::filesystem::path& data) {
  Result<ListenAddress> listen = parse_listen_address(address);
  if (!listen.ok()) return bad("port", listen.status().message(), "correct " + setting);
  Status status = try_to_listen(*listen);
  if (status.ok()) return {State::kGood, "port", address + " is free (" + setting + ")", ""};
  if (status.code() != Code::kAlreadyExists) {
    return bad("port", address + ": " + status.message(), "correct " + setting);
  }
  Result<std::string> own = read_server_address(data);
  if (own.ok() && own->ends_with(address)) {
    return {State::kGood, "port", address + " is this data folder's own pinflow's", ""};
  }
  return bad("port", address + " is taken by another program",
             "end that (`ss -ltnp` names it), or choose another " + setting);
}

std::vector<Finding> examine(Parts& parts) {
  const Config& config = parts.config();
  std::vector<Finding> findings;
  examine_disk(parts.data(), &findings);
  findings.push_back(examine_open_files(config));
  findings.push_back(examine_clock());
  for (const char* setting : {"http.listen", "http.tls_listen"}) {
    const std::string& address = config.text(setting);
    if (!address.empty()) findings.push_back(examine_port(setting, address, parts.data()));
  }
  examine_certificate(config, &findings);
  examine_services(parts, &findings);
  return findings;
}

}  // namespace pinflow::app
