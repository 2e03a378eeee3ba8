#include "sink/store_rule.h"

namespace pinflow::sink {
namespace {

constexpr int64_t kPartBytesMin = 5 << 20;  // S3's, but for the last part.

void read_server(OptionReader* reader, StoreRule* rule) {
  reader->read("store.url", &rule->url);
  bool is_http = rule->url.starts_with("http://") || rule->url.starts_with("https://");
  if (!rule->url.empty() && !is_http) {
    reader->refuse_value("store.url",
                         "not the address of an S3 server, such as http://127.0.0.1:9000");
  }
  reader->read("s3.region", &rule->region);
  if (reader->find("s3.path.style.access.enabled") != nullptr) {
    rule->path_style = reader->is("s3.path.style.access.enabled", "true");
  }
  reader->read("aws.access.key.id", &rule->access_key);
  reader->read("aws.secret.access.key", &rule->secret_key);
  if (rule->access_key.empty() != rule->secret_key.empty()) {
    reader->refuse("aws.access.key.id",
                   "aws.access.key.id and aws.secret.access.key: give both or none");
  }
}

void read_encryption(OptionReader* reader, StoreRule* rule) {
  reader->read("s3.ssea.name", &rule->encryption);
  reader->read("s3.sse.kms.key.id", &rule->kms_key_id);
  if (!rule->kms_key_id.empty() && rule->encryption != "aws:kms") {
    reader->refuse_value("s3.sse.kms.key.id", "it needs s3.ssea.name=aws:kms");
  }
  // Whoever wants it must not believe that objects are encrypted so.
  const std::string* customer_key = reader->find("s3.sse.customer.key");
  if (customer_key != nullptr && !customer_key->empty()) {
    reader->refuse_value("s3.sse.customer.key",
                         "properties are shown to people; give the key to pinflow by "
                         "PINFLOW_S3_CUSTOMER_KEY or objects.s3.customer_key_file");
  }
  reader->read("s3.acl.canned", &rule->canned_acl);
}

void read_requests(OptionReader* reader, StoreRule* rule) {
  if (reader->find("s3.part.size") != nullptr) {
    int64_t part_bytes = kPartBytesMin;
    reader->read<int64_t>("s3.part.size", kPartBytesMin, INT32_MAX, &part_bytes);
    rule->part_bytes = static_cast<uint64_t>(part_bytes);
  }
  if (reader->find("s3.part.retries") != nullptr) {
    int retries = 0;
    reader->read("s3.part.retries", 0, 1000, &retries);
    rule->attempts_max = retries + 1;
  }
  if (reader->find("s3.retry.backoff.ms") != nullptr) {
    int64_t wait_ms = 0;
    reader->read<int64_t>("s3.retry.backoff.ms", 0, 86'400'000, &wait_ms);
    rule->first_wait = std::chrono::milliseconds(wait_ms);
  }
}

}  // namespace

StoreRule read_store_rule(OptionReader* reader) {
  StoreRule rule;
  read_server(reader, &rule);
  read_encryption(reader, &rule);
  read_requests(reader, &rule);
  return rule;
}

}  // namespace pinflow::sink
