#include "objects/s3/s3_store.h"

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "base/in_parallel.h"
#include "base/uuid.h"
#include "objects/s3/answers.h"
#include "objects/s3/bucket.h"
#include "objects/s3/local_copies.h"
#include "objects/s3/mapped_file.h"
#include "objects/s3/s3_client.h"
#include "objects/s3/upload.h"
#include "telemetry/log.h"

namespace pinflow::objects {
namespace {

constexpr size_t kPageKeys = 1000;  // S3's own maximum.
constexpr std::chrono::hours kUploadAgeMax{24};
constexpr const char* kTokenHeader = "x-amz-meta-pinflow-put";

class S3Store final : public Store {
 public:
  S3Store(const S3Options& options, S3ClientOptions client_options, std::string bucket,
          std::string prefix)
      : options_(options),
        bucket_(std::move(bucket)),
        prefix_(std::move(prefix)),
        client_(std::move(client_options),
                std::make_shared<CredentialChain>(options.credentials, options.region)),
        copies_(options.scratch / "copies", options.copy_bytes_max) {}

  Status create_bucket() { return make_bucket(client_); }

  Status put(std::string_view key, std::string_view bytes) override {
    TRY(check_key(key));
    bool repeated = false;
    return send_bytes(full(key), bytes, {}, "", &repeated);
  }

  Status put_if_absent(std::string_view key, std::string_view bytes) override {
    TRY(check_key(key));
    TRY(expect_conditional_put());
    if (!has_conditional_put_) return put_as_the_only_writer(key, bytes);
    std::string token = uuid4();
    bool repeated = false;
    Status status = send_bytes(full(key), bytes, {{"If-None-Match", "*"}}, token, &repeated);
    if (status.code() != Code::kAlreadyExists || !repeated) return status;
    Result<S3Answer> there = client_.send({"HEAD", full(key), {}, {}, {}});
    if (!there.ok()) return Status(Code::kUnavailable, there.status().message());
    return there->header(kTokenHeader) == token ? Status() : status;
  }

  Status put_all(std::span<const Put> puts) override {
    std::atomic<bool> some_existed{false};
    auto put_one = [&](size_t i) {
      Status status = put_if_absent(puts[i].key, puts[i].bytes);
      if (status.code() != Code::kAlreadyExists) return status;
      some_existed = true;
      return Status();
    };
    TRY(in_parallel(puts.size(), static_cast<size_t>(options_.connection_count), put_one));
    if (!some_existed) return Status();
    return Status(Code::kAlreadyExists, "put: some of the objects are there already");
  }

  Status put_file(std::string_view key, const std::filesystem::path& file) override {
    {
      TRY_ASSIGN(MappedFile mapped, MappedFile::open(file));
      TRY(put_if_absent(key, mapped.bytes()));
    }
    std::error_code error;
    std::filesystem::remove(file, error);
    return Status();
  }

  Result<std::string> get(std::string_view key) const override {
    TRY(check_key(key));
    TRY_ASSIGN(S3Answer answer, client_.send({"GET", full(key), {}, {}, {}}));
    return std::move(answer.response.body);
  }

  Result<ObjectInfo> info(std::string_view key) const override {
    TRY(check_key(key));
    TRY_ASSIGN(S3Answer answer, client_.send({"HEAD", full(key), {}, {}, {}}));
    ObjectInfo info;
    info.key = key;
    info.size_bytes =
        std::strtoull(std::string(answer.header("Content-Length")).c_str(), nullptr, 10);
    info.etag = without_quotes(answer.header("ETag"));
    info.modified_at = parse_http_date(answer.header("Last-Modified")).value_or(UnixMillis());
    return info;
  }

  Result<std::vector<ObjectInfo>> list(std::string_view prefix, std::string_view after,
                                       size_t count_max) const override {
    S3Request request{"GET", "", {}, {}, {}};
    std::vector<ObjectInfo> found;
    std::string token;
    while (found.size() < count_max) {
      size_t wanted = std::min(kPageKeys, count_max - found.size());
      request.query = {{"encoding-type", "url"},
                       {"list-type", "2"},
                       {"max-keys", std::to_string(wanted)},
                       {"prefix", full(prefix)}};
      if (!token.empty()) {
        request.query.emplace_back("continuation-token", token);
      } else if (!after.empty()) {
        request.query.emplace_back("start-after", full(after));
      }
      TRY_ASSIGN(S3Answer answer, client_.send(request));
      TRY_ASSIGN(ListPage page, read_list_page(answer.response.body));
      for (ObjectInfo& info : page.objects) {
        info.key.erase(0, prefix_.size());
        if (check_key(info.key).ok()) found.push_back(std::move(info));  // "folder/" is none.
      }
      if (page.next_token.empty()) break;
      token = std::move(page.next_token);
    }
    return found;
  }

  Status remove(std::string_view key) override {
    TRY(check_key(key));
    Status status = client_.send({"DELETE", full(key), {}, {}, {}}).status();
    return status.code() == Code::kNotFound ? Status() : status;
  }

  Result<std::filesystem::path> local_path(std::string_view key) const override {
    TRY_ASSIGN(ObjectInfo found, info(key));
    auto read = [this](const ObjectInfo& of, uint64_t position, uint64_t size_bytes) {
      return read_range(of, position, size_bytes);
    };
    return copies_.get(found, read);
  }

  std::string url(std::string_view key) const override {
    return "s3://" + bucket_ + "/" + full(key);
  }

  Result<std::filesystem::path> staging_directory() override {
    std::filesystem::path folder = options_.scratch / "staging";
    TRY(create_directories_durably(folder));
    return folder;
  }

 private:
  std::string full(std::string_view key) const { return prefix_ + std::string(key); }

  Result<std::string> read_range(const ObjectInfo& of, uint64_t position,
                                 uint64_t size_bytes) const {
    std::string range = "bytes=" + std::to_string(position) + "-" +
                        std::to_string(std::min(position + size_bytes, of.size_bytes) - 1);
    http::Fields headers = {{"Range", range}, {"If-Match", "\"" + of.etag + "\""}};
    TRY_ASSIGN(S3Answer answer, client_.send({"GET", full(of.key), {}, headers, {}}));
    return std::move(answer.response.body);
  }

  // The headers of a new object.
  http::Fields object_headers(const std::string& token) const {
    http::Fields headers;
    auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) headers.emplace_back(name, value);
    };
    add(kTokenHeader, token);
    add("x-amz-server-side-encryption", options_.encryption);
    add("x-amz-server-side-encryption-aws-kms-key-id", options_.kms_key_id);
    add("x-amz-acl", options_.canned_acl);
    return headers;
  }

  Status send_bytes(const std::string& key, std::string_view bytes, const http::Fields& condition,
                    const std::string& token, bool* repeated) {
    http::Fields headers = object_headers(token);
    if (bytes.size() > options_.part_bytes) {
      abort_old_uploads();
      UploadOptions upload{options_.part_bytes, options_.connection_count};
      return upload_in_parts(client_, key, bytes, headers, condition, upload, repeated);
    }
    headers.insert(headers.end(), condition.begin(), condition.end());
    return client_.send({"PUT", key, {}, headers, bytes}, repeated).status();
  }

  // Once a process, before its first upload.
  void abort_old_uploads() {
    std::call_once(old_uploads_, [this] {
      UnixMillis since = system_clock().now() - kUploadAgeMax;
      Status status = abort_uploads_before(client_, prefix_, since);
      if (status.ok()) return;
      telemetry::log(telemetry::Level::kInfo, "objects", "left over uploads cannot be listed",
                     {{"cause", status.message()}});
    });
  }

  // Tries it out at the first call.
  Status expect_conditional_put() {
    std::lock_guard lock(mutex_);
    if (!is_probed_) {
      TRY_ASSIGN(has_conditional_put_, heeds_conditions(client_, prefix_));
      is_probed_ = true;
    }
    if (has_conditional_put_ || options_.single_writer) return Status();
    return Status(Code::kInvalidArgument,
                  options_.endpoint +
                      ": this S3 server ignores If-None-Match, hence several writers could "
                      "overwrite each other; if nobody else writes to these buckets, set "
                      "objects.s3.single_writer = true");
  }

  Status put_as_the_only_writer(std::string_view key, std::string_view bytes) {
    std::lock_guard lock(mutex_);
    Status there = info(key).status();
    if (there.ok()) return Status(Code::kAlreadyExists, "put: " + std::string(key));
    if (there.code() != Code::kNotFound) return there;
    return put(key, bytes);
  }

  const S3Options options_;
  const std::string bucket_;
  const std::string prefix_;
  mutable S3Client client_;
  mutable LocalCopies copies_;
  std::once_flag old_uploads_;
  std::mutex mutex_;
  bool is_probed_ = false;  // Guarded by mutex_.
  std::atomic<bool> has_conditional_put_{false};
};

bool is_loopback(std::string_view host) {
  host = host.substr(0, host.rfind(':'));
  return host.starts_with("127.") || host == "localhost" || host.ends_with(".localhost") ||
         host == "[::1]";
}

Result<S3ClientOptions> client_options(const S3Options& options, std::string_view bucket) {
  S3ClientOptions client;
  AddressStyle style = options.path_style ? AddressStyle::kPath : AddressStyle::kVirtualHost;
  TRY_ASSIGN(client.endpoint, endpoint_of(options.endpoint, options.region, bucket, style));
  client.region = options.region;
  client.attempts_max = options.attempts_max;
  client.first_wait = options.first_wait;
  client.timeouts.stall = options.stall_timeout;
  client.customer_key = options.customer_key;
  bool is_readable = client.endpoint.scheme == "http" && !is_loopback(client.endpoint.host);
  if (!options.customer_key.empty() && is_readable) {
    return Status(Code::kInvalidArgument,
                  options.endpoint + ": a customer's key is sent with each request: use https://");
  }
  return client;
}

}  // namespace

Result<std::unique_ptr<Store>> open_s3_store(const S3Options& options, std::string_view bucket,
                                             std::string_view prefix) {
  TRY_ASSIGN(S3ClientOptions client, client_options(options, bucket));
  auto store = std::make_unique<S3Store>(options, std::move(client), std::string(bucket),
                                         std::string(prefix));
  if (options.create_buckets) TRY(store->create_bucket());
  return std::unique_ptr<Store>(std::move(store));
}

Result<std::vector<std::string>> list_s3_buckets(const S3Options& options) {
  TRY_ASSIGN(S3ClientOptions client_of_all, client_options(options, ""));
  S3Client client(std::move(client_of_all),
                  std::make_shared<CredentialChain>(options.credentials, options.region));
  return bucket_names(client);
}

}  // namespace pinflow::objects
