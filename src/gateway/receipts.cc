#include "gateway/receipts.h"

#include <algorithm>
#include <charconv>

#include "http/sha256.h"

namespace pinflow::gateway {
namespace {

constexpr size_t kDigestLetters = 32;

std::string digest(std::string_view bytes) {
  return http::to_hex(http::sha256(bytes)).substr(0, kDigestLetters);
}

struct ReceiptText {
  std::string key;
  std::string content;
  int32_t partition_count = 0;
};

// "<key>:<content>:<partition count>".
std::optional<ReceiptText> parse_receipt(const model::Record& record) {
  for (const model::Header& header : record.headers) {
    if (header.name != kReceiptHeader || !header.value) continue;
    std::string_view text = *header.value;
    constexpr size_t kCountAt = 2 * (kDigestLetters + 1);
    if (text.size() <= kCountAt) return std::nullopt;
    ReceiptText receipt{std::string(text.substr(0, kDigestLetters)),
                        std::string(text.substr(kDigestLetters + 1, kDigestLetters)), 0};
    auto [end, error] =
        std::from_chars(text.data() + kCountAt, text.data() + text.size(), receipt.partition_count);
    if (error != std::errc() || receipt.partition_count < 1) return std::nullopt;
    return receipt;
  }
  return std::nullopt;
}

}  // namespace

RequestIdentity RequestIdentity::of(std::string_view key, std::string_view content) {
  return {digest(key), digest(content)};
}

model::Header Receipts::header(const RequestIdentity& request, int32_t partition_count) {
  return {std::string(kReceiptHeader),
          request.key + ":" + request.content + ":" + std::to_string(partition_count)};
}

Result<StoredRequest> Receipts::begin(const eventlog::Topic& topic,
                                      const RequestIdentity& request) {
  std::shared_ptr<Index> index = index_of(topic);
  std::lock_guard lock(index->mutex);
  if (!index->is_loaded) TRY(load(topic, index.get()));
  forget_old(index.get());
  auto [place, is_new] = index->by_key.try_emplace(request.key);
  Receipt& receipt = place->second;
  if (is_new) {
    receipt = {request.content, {topic.config.partition_count, {}}, false, clock_.now()};
    index->by_age.emplace_back(receipt.time, request.key);
  }
  if (receipt.content != request.content) {
    return Status(Code::kInvalidArgument, "Idempotency-Key: came before with other records");
  }
  if (receipt.is_open) {
    return Status(Code::kAlreadyExists, "Idempotency-Key: a request with it is being stored");
  }
  receipt.is_open = true;
  return receipt.stored;
}

void Receipts::end(const eventlog::Topic& topic, const RequestIdentity& request,
                   StoredRequest stored) {
  std::shared_ptr<Index> index = index_of(topic);
  std::lock_guard lock(index->mutex);
  auto receipt = index->by_key.find(request.key);
  if (receipt == index->by_key.end()) return;
  receipt->second.is_open = false;
  receipt->second.stored = std::move(stored);
  // Of a request that failed as a whole nothing needs to be kept: it may come with other content.
  if (receipt->second.stored.first_offsets.empty()) index->by_key.erase(receipt);
}

std::shared_ptr<Receipts::Index> Receipts::index_of(const eventlog::Topic& topic) {
  std::lock_guard lock(mutex_);
  auto& index = by_topic_id_[topic.id];
  if (!index) index = std::make_shared<Index>();
  return index;
}

Status Receipts::load(const eventlog::Topic& topic, Index* index) const {
  for (int32_t number = 0; number < topic.config.partition_count; ++number) {
    TRY(load_partition({topic.name, model::Partition{number}}, index));
  }
  for (const auto& [key, receipt] : index->by_key) index->by_age.emplace_back(receipt.time, key);
  std::sort(index->by_age.begin(), index->by_age.end());
  index->is_loaded = true;
  return Status();
}

Status Receipts::load_partition(const model::TopicPartition& from, Index* index) const {
  TRY_ASSIGN(model::Offset next, log_.offset_at(from, clock_.now() - window_));
  while (true) {
    TRY_ASSIGN(auto stored, log_.read(from, next, {}));
    if (stored.empty()) return Status();
    for (const model::StoredRecord& one : stored) {
      auto text = parse_receipt(one.record);
      if (!text) continue;
      Receipt& receipt = index->by_key[text->key];
      receipt.content = text->content;
      receipt.stored.partition_count = text->partition_count;
      receipt.stored.first_offsets[from.partition] = one.offset;
      receipt.time = one.record.timestamp;
    }
    next = stored.back().offset + 1;
  }
}

void Receipts::forget_old(Index* index) const {
  UnixMillis oldest = clock_.now() - window_;
  while (!index->by_age.empty()) {
    const auto& [time, key] = index->by_age.front();
    if (time >= oldest && index->by_age.size() <= kReceiptsMax) return;
    auto receipt = index->by_key.find(key);
    bool is_same = receipt != index->by_key.end() && receipt->second.time == time;
    if (is_same && !receipt->second.is_open) index->by_key.erase(receipt);
    index->by_age.pop_front();
  }
}

}  // namespace pinflow::gateway
