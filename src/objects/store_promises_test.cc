// That the promises notice a store that breaks them: each fault makes those fail that name it.
#include "objects/store_promises.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/temporary_folder.h"
#include "objects/local/local_store.h"

namespace pinflow::objects {
namespace {

enum class Fault { kNone, kReplaces, kListsBackwards, kSizeAsEtag, kKeepsRemoved, kLosesBytes };

// A folder, but for one fault.
class FaultyStore final : public Store {
 public:
  FaultyStore(std::unique_ptr<Store> store, Fault fault)
      : store_(std::move(store)), fault_(fault) {}

  Status put(std::string_view key, std::string_view bytes) override {
    return store_->put(key, fault_ == Fault::kLosesBytes ? bytes.substr(0, 2) : bytes);
  }
  Status put_if_absent(std::string_view key, std::string_view bytes) override {
    if (fault_ == Fault::kReplaces) return store_->put(key, bytes);
    return store_->put_if_absent(key, bytes);
  }
  Status put_all(std::span<const Put> puts) override { return store_->put_all(puts); }
  Status put_file(std::string_view key, const std::filesystem::path& file) override {
    return store_->put_file(key, file);
  }
  Result<std::string> get(std::string_view key) const override { return store_->get(key); }
  Result<ObjectInfo> info(std::string_view key) const override {
    return with_fault(store_->info(key));
  }
  Result<std::vector<ObjectInfo>> list(std::string_view prefix, std::string_view after,
                                       size_t count_max) const override {
    TRY_ASSIGN(auto found, store_->list(prefix, after, count_max));
    for (ObjectInfo& info : found) info = *with_fault(info);
    if (fault_ == Fault::kListsBackwards) std::ranges::reverse(found);
    return found;
  }
  Status remove(std::string_view key) override {
    return fault_ == Fault::kKeepsRemoved ? check_key(key) : store_->remove(key);
  }
  Result<std::filesystem::path> local_path(std::string_view key) const override {
    return store_->local_path(key);
  }
  Result<std::filesystem::path> staging_directory() override { return store_->staging_directory(); }

 private:
  Result<ObjectInfo> with_fault(Result<ObjectInfo> info) const {
    if (info.ok() && fault_ == Fault::kSizeAsEtag) info->etag = std::to_string(info->size_bytes);
    return info;
  }

  const std::unique_ptr<Store> store_;
  const Fault fault_;
};

// The promises that such a store does not keep, each tried in a folder of its own.
std::set<std::string> broken_by(Fault fault) {
  std::set<std::string> broken;
  for (const Promise<StorePlace>& promise : store_promises()) {
    const TemporaryFolder folder("store-promises-");
    Outcome outcome = promise.keep({[&]() -> Result<std::unique_ptr<Store>> {
      TRY_ASSIGN(auto store, open_local_store(folder.path()));
      return std::unique_ptr<Store>(std::make_unique<FaultyStore>(std::move(store), fault));
    }});
    if (outcome.state() == Outcome::State::kDiffers) broken.emplace(promise.sentence);
  }
  return broken;
}

TEST(StorePromises, AreKeptByAStoreWithoutFault) {
  EXPECT_EQ(broken_by(Fault::kNone), std::set<std::string>());
}

TEST(StorePromises, NoticeAPutIfAbsentThatReplaces) {
  EXPECT_EQ(broken_by(Fault::kReplaces),
            (std::set<std::string>{
                "put replaces an object, put-if-absent never does",
                "of several writers at once exactly one makes an object",
                "an object of several parts is whole, and is put only where none is"}));
}

TEST(StorePromises, NoticeAListOutOfOrder) {
  EXPECT_EQ(
      broken_by(Fault::kListsBackwards),
      (std::set<std::string>{"what was put is listed at once: by key, of a prefix, after a key",
                             "a key may hold blanks, signs and letters of any language"}));
}

TEST(StorePromises, NoticeAnEtagThatStays) {
  EXPECT_EQ(broken_by(Fault::kSizeAsEtag),
            (std::set<std::string>{"size and etag are told, and the etag changes with the bytes"}));
}

TEST(StorePromises, NoticeObjectsThatStayOrAreTorn) {
  EXPECT_EQ(broken_by(Fault::kKeepsRemoved),
            (std::set<std::string>{
                "a removed object is gone, and removing what is not there is no error"}));
  EXPECT_TRUE(broken_by(Fault::kLosesBytes)
                  .contains("an object is given back as it was put, to any later reader"));
}

TEST(StorePromises, ClearTakesAllObjectsAway) {
  const TemporaryFolder folder("store-promises-");
  auto opened = open_local_store(folder.path());
  ASSERT_TRUE(opened.ok());
  std::unique_ptr<Store> store = std::move(*opened);
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(store->put("a/" + std::to_string(i), "x").ok());
  EXPECT_TRUE(clear(*store).ok());
  EXPECT_TRUE(store->list("")->empty());
}

}  // namespace
}  // namespace pinflow::objects
