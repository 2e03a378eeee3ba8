#include "app/stores.h"

#include <cstdlib>

#include "base/base64.h"
#include "base/file.h"
#include "objects/local/local_store.h"

namespace pinflow::app {
namespace {

// The configured text, else the first of the variables that is set, else `otherwise`.
std::string text_or(const Config& config, const char* key,
                    std::initializer_list<const char*> variables, const char* otherwise = "") {
  if (const std::string& text = config.text(key); !text.empty()) return text;
  for (const char* variable : variables) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return value;
  }
  return otherwise;
}

constexpr std::initializer_list<const char*> kRegionVariables = {"AWS_REGION",
                                                                 "AWS_DEFAULT_REGION"};

// 32 bytes, or their Base64, of a file or of the environment: never of a configuration, which is
// shown and copied about. "" where there is none.
Result<std::string> customer_key(const Config& config) {
  const std::string& file = config.text("objects.s3.customer_key_file");
  const char* variable = std::getenv("PINFLOW_S3_CUSTOMER_KEY");
  std::string where = file.empty() ? "PINFLOW_S3_CUSTOMER_KEY" : file;
  std::string text = variable == nullptr ? "" : variable;
  if (!file.empty()) {
    Result<std::string> read = read_file(file);
    if (!read.ok()) return read.status().with_context("objects.s3.customer_key_file");
    text = std::move(*read);
  }
  constexpr size_t kKeyBytes = 32;
  if (text.size() == kKeyBytes || (text.empty() && file.empty())) return text;
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  std::optional<std::string> decoded = base64_decode(text);
  if (decoded && decoded->size() == kKeyBytes) return std::move(*decoded);
  return Status(Code::kInvalidArgument,
                where +
                    ": a customer's key is 32 bytes, or their Base64; `openssl rand -base64 32`"
                    " makes one");
}

bool is_s3(const Config& config) { return config.text("objects.type") == "s3"; }

}  // namespace

Result<objects::S3Options> s3_options(const Config& config, const std::filesystem::path& data) {
  objects::S3Options options;
  options.endpoint =
      text_or(config, "objects.s3.endpoint", {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  options.region = text_or(config, "objects.s3.region", kRegionVariables, "us-east-1");
  options.path_style = config.flag("objects.s3.path_style");
  options.encryption = config.text("objects.s3.encryption");
  options.kms_key_id = config.text("objects.s3.kms_key_id");
  options.canned_acl = config.text("objects.s3.canned_acl");
  TRY_ASSIGN(options.customer_key, customer_key(config));
  if (!options.customer_key.empty() && !options.encryption.empty()) {
    return Status(Code::kInvalidArgument,
                  "objects.s3: encryption and a customer's key: give one of them");
  }
  options.create_buckets = config.flag("objects.s3.create_buckets");
  options.single_writer = config.flag("objects.s3.single_writer");
  options.connection_count = static_cast<int>(config.integer("objects.s3.connections"));
  options.attempts_max = static_cast<int>(config.integer("objects.s3.attempts_max"));
  options.stall_timeout = std::chrono::milliseconds(config.integer("objects.s3.stall_timeout_ms"));
  options.copy_bytes_max = static_cast<uint64_t>(config.integer("objects.s3.copy_bytes_max"));
  options.scratch = data / "tmp" / "s3";
  if (options.connection_count < 1 || options.attempts_max < 1) {
    return Status(Code::kInvalidArgument, "objects.s3: connections and attempts_max: at least 1");
  }
  return options;
}

Result<std::unique_ptr<objects::Store>> open_bucket(const Config& config,
                                                    const std::filesystem::path& data,
                                                    const std::string& name) {
  if (!is_s3(config)) return objects::open_local_store(data / "objects" / name);
  TRY_ASSIGN(objects::S3Options options, s3_options(config, data));
  return objects::open_s3_store(options, name);
}

Result<std::optional<objects::S3Options>> connector_s3_options(const Config& config,
                                                               const std::filesystem::path& data,
                                                               const sink::StoreRule& rule) {
  bool is_own_server = !rule.url.empty();
  if (!is_own_server && !is_s3(config)) return std::optional<objects::S3Options>();
  TRY_ASSIGN(objects::S3Options options, s3_options(config, data));
  bool has_region = !text_or(config, "objects.s3.region", kRegionVariables).empty();
  sink::StoreRule own = rule;
  if (own.region == options.region || (has_region && !is_own_server)) own.region.clear();
  if (own.path_style == options.path_style && !is_own_server) own.path_style.reset();
  if (own == sink::StoreRule()) return std::optional<objects::S3Options>();

  if (!own.region.empty()) options.region = own.region;
  if (is_own_server) {
    options.endpoint = rule.url;
    options.customer_key.clear();
    options.path_style = rule.path_style.value_or(true);
  }
  if (is_own_server || !rule.encryption.empty()) {
    options.encryption = rule.encryption;
    options.kms_key_id = rule.kms_key_id;
    options.customer_key.clear();
  }
  if (is_own_server || !rule.canned_acl.empty()) options.canned_acl = rule.canned_acl;
  if (rule.path_style) options.path_style = *rule.path_style;
  options.credentials.access_key = rule.access_key;
  options.credentials.secret_key = rule.secret_key;
  options.part_bytes = rule.part_bytes.value_or(options.part_bytes);
  options.attempts_max = rule.attempts_max.value_or(options.attempts_max);
  options.first_wait = rule.first_wait.value_or(options.first_wait);
  return std::optional(std::move(options));
}

Result<S3Place> parse_s3_url(std::string_view url) {
  const Status wrong(Code::kInvalidArgument,
                     "'" + std::string(url) + "' is not s3://bucket or s3://bucket/folder");
  constexpr std::string_view kScheme = "s3://";
  if (!url.starts_with(kScheme)) return wrong;
  url.remove_prefix(kScheme.size());
  while (url.ends_with('/')) url.remove_suffix(1);
  size_t slash = std::min(url.find('/'), url.size());
  S3Place place{std::string(url.substr(0, slash)),
                std::string(url.substr(std::min(slash + 1, url.size())))};
  if (place.bucket.empty() || (!place.prefix.empty() && !objects::check_key(place.prefix).ok())) {
    return wrong;
  }
  if (!place.prefix.empty()) place.prefix += "/";
  return place;
}

Result<std::unique_ptr<objects::Store>> open_lake(const Config& config,
                                                  const std::filesystem::path& data) {
  std::string_view url = config.text("lake.url");
  if (url.empty()) return objects::open_local_store(data / "lake");
  Result<S3Place> place = parse_s3_url(url);
  if (!place.ok()) {
    return place.status().with_context(config.settings().at("lake.url").origin + ": lake.url");
  }
  TRY_ASSIGN(objects::S3Options options, s3_options(config, data));
  return objects::open_s3_store(options, place->bucket, place->prefix);
}

Result<std::vector<std::string>> bucket_names(const Config& config,
                                              const std::filesystem::path& data) {
  if (is_s3(config)) {
    TRY_ASSIGN(objects::S3Options options, s3_options(config, data));
    return objects::list_s3_buckets(options);
  }
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(data / "objects", error)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

}  // namespace pinflow::app
