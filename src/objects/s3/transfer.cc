#include "objects/s3/transfer.h"

#include <curl/curl.h>

#include <algorithm>

namespace pinflow::objects {
namespace {

constexpr size_t kIdleMax = 64;
constexpr long kBufferBytes = 256 << 10;

// libcurl takes a head that is cut short for a whole one, hence its end is looked for.
struct Answer {
  http::Response response;
  bool has_whole_head = false;
};

size_t take_body(char* bytes, size_t size, size_t count, void* answer) {
  static_cast<Answer*>(answer)->response.body.append(bytes, size * count);
  return size * count;
}

size_t take_header(char* bytes, size_t size, size_t count, void* context) {
  std::string_view line(bytes, size * count);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  auto* answer = static_cast<Answer*>(context);
  if (line.starts_with("HTTP/")) *answer = {};  // The one before was an interim answer.
  if (line.empty()) answer->has_whole_head = true;
  size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string_view value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  answer->response.headers.emplace_back(line.substr(0, colon), value);
  return size * count;
}

void initialize_once() {
  static const CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
  check(outcome == CURLE_OK);
}

}  // namespace

class Transfers::Connection {
 public:
  Connection() : curl_(curl_easy_init()) { check(curl_ != nullptr); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { curl_easy_cleanup(curl_); }

  Result<http::Response> run(const TransferRequest& request, const TransferTimeouts& timeouts) {
    curl_easy_reset(curl_);  // Keeps the connection.
    Answer answer;
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    set(CURLOPT_BUFFERSIZE, kBufferBytes);
    set(CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeouts.connect.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(timeouts.stall.count() / 1000)));
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_HEADERDATA, &answer);
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, &answer);
    if (request.method == "HEAD") set(CURLOPT_NOBODY, 1L);
    bool has_body = request.method == "PUT" || request.method == "POST";
    if (has_body) {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.data() == nullptr ? "" : request.body.data());
    }
    HeaderList headers;
    // libcurl would add these two on its own.
    headers.add("Expect:");
    headers.add("Content-Type:");
    for (const auto& [name, value] : request.headers) {
      headers.add(name + (value.empty() ? ";" : ": " + value));
    }
    set(CURLOPT_HTTPHEADER, headers.list);
    CURLcode outcome = curl_easy_perform(curl_);
    if (outcome != CURLE_OK) return Status(Code::kUnavailable, curl_easy_strerror(outcome));
    if (!answer.has_whole_head) return Status(Code::kUnavailable, "the answer was cut short");
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    answer.response.status = static_cast<int>(status);
    return std::move(answer.response);
  }

 private:
  struct HeaderList {
    HeaderList() = default;
    HeaderList(const HeaderList&) = delete;
    HeaderList& operator=(const HeaderList&) = delete;
    ~HeaderList() { curl_slist_free_all(list); }
    void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }

    curl_slist* list = nullptr;
  };

  template <class Value>
  void set(CURLoption option, Value value) {
    check(curl_easy_setopt(curl_, option, value) == CURLE_OK);
  }

  CURL* curl_;
};

Transfers::Transfers(const TransferTimeouts& timeouts) : timeouts_(timeouts) { initialize_once(); }

Transfers::~Transfers() = default;

Result<http::Response> Transfers::run(const TransferRequest& request) {
  std::unique_ptr<Connection> connection = take();
  Result<http::Response> response = connection->run(request, timeouts_);
  if (response.ok()) give_back(std::move(connection));
  return response;
}

std::unique_ptr<Transfers::Connection> Transfers::take() {
  std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Connection>();
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void Transfers::give_back(std::unique_ptr<Connection> connection) {
  std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleMax) idle_.push_back(std::move(connection));
}

std::optional<UnixMillis> parse_http_date(std::string_view text) {
  time_t seconds = curl_getdate(std::string(text).c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return UnixMillis(std::chrono::seconds(seconds));
}

}  // namespace pinflow::objects
