#include "objects/store_promises.h"

#include <atomic>
#include <fstream>
#include <vector>

#include "base/file.h"
#include "base/in_parallel.h"
#include "base/temporary_folder.h"

namespace pinflow::objects {
namespace {

constexpr std::string_view kObject = "topics/demo.x/partition=0/demo.x+0+0000000000.json";

Status expect_object(const Store& store, std::string_view key, std::string_view bytes) {
  Result<std::string> got = store.get(key);
  if (!got.ok()) return got.status().with_context("get " + std::string(key));
  return expect_equal("get " + std::string(key), *got, bytes);
}

Status expect_none(const Store& store, std::string_view key) {
  return expect_code("get " + std::string(key), store.get(key).status(), Code::kNotFound);
}

// `keys` with a blank behind each.
Status expect_listed(const Store& store, std::string_view keys, std::string_view prefix = "",
                     std::string_view after = "", size_t count_max = SIZE_MAX) {
  TRY_ASSIGN(const auto found, store.list(prefix, after, count_max));
  std::string listed;
  for (const ObjectInfo& info : found) listed += info.key + " ";
  return expect_equal("list '" + std::string(prefix) + "'", listed, keys);
}

Outcome gives_back(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  const std::string bytes("a\0b\n", 4);
  TRY(store->put(kObject, bytes));
  TRY(store->put("empty", ""));
  store.reset();
  TRY_ASSIGN(store, place.open());
  TRY(expect_object(*store, kObject, bytes));
  TRY(expect_object(*store, "empty", ""));
  TRY(expect_none(*store, "missing/too"));
  return expect_none(*store, "topics/demo.x");
}

Outcome keeps_large_ones_whole(const StorePlace& place) {
  constexpr size_t kBytes = (16u << 20) + 4321;  // More than S3's clients send as one part.
  std::string bytes(kBytes, 'x');
  for (size_t at = 0; at < kBytes; at += 997) bytes[at] = static_cast<char>('a' + at % 23);
  TRY_ASSIGN(auto store, place.open());
  TRY(store->put_if_absent("large", bytes));
  TRY(expect_object(*store, "large", bytes));
  TRY(expect_code("put_if_absent of a large object that is there",
                  store->put_if_absent("large", bytes), Code::kAlreadyExists));
  TRY_ASSIGN(const ObjectInfo info, store->info("large"));
  return expect(info.size_bytes == kBytes, "a large object's size is told");
}

Outcome keeps_any_key(const StorePlace& place) {
  constexpr std::string_view kKeys[] = {"a b",
                                        "a+b",
                                        "a%20b",
                                        "a=b&c",
                                        "\xc3\xa4\xe2\x9d\xa4",
                                        "it's (1)!*~$,;:@",
                                        "ind=0/\"quoted\""};
  TRY_ASSIGN(auto store, place.open());
  for (std::string_view key : kKeys) TRY(store->put(key, key));
  for (std::string_view key : kKeys) TRY(expect_object(*store, key, key));
  return expect_listed(*store, "a b a%20b a+b a=b&c ", "a");
}

Outcome replaces_only_by_put(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  TRY(store->put("k", "one"));
  TRY(store->put("k", "two"));
  TRY(expect_object(*store, "k", "two"));
  TRY(expect_code("put_if_absent of an object that is there", store->put_if_absent("k", "three"),
                  Code::kAlreadyExists));
  TRY(expect_object(*store, "k", "two"));
  TRY(store->put_if_absent("a/b/new", "four"));
  return expect_object(*store, "a/b/new", "four");
}

Outcome puts_many_at_once(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  TRY(store->put("many/0500", "old"));
  std::vector<Put> puts;
  for (int i = 1000; i < 2100; ++i) puts.push_back({"many/" + std::to_string(i), "new"});
  puts.push_back({"many/0500", "new"});
  puts.push_back({"other/folder/1", "new"});
  TRY(expect_code("put_all with one that is there", store->put_all(puts), Code::kAlreadyExists));
  TRY(expect_object(*store, "many/0500", "old"));
  TRY(expect_object(*store, "other/folder/1", "new"));
  TRY_ASSIGN(const auto listed, store->list("many/"));
  TRY(expect(listed.size() == 1101, "1101 objects are listed"));
  return store->put_all({});
}

Outcome lets_one_win(const StorePlace& place) {
  constexpr size_t kWriters = 4, kKeys = 50;
  TRY_ASSIGN(auto store, place.open());
  std::atomic<size_t> winners{0};
  Status raced = in_parallel(kWriters, kWriters, [&](size_t) {
    for (size_t key = 0; key < kKeys; ++key) {
      Status status = store->put_if_absent("race/" + std::to_string(key), "x");
      if (status.ok()) ++winners;
      if (!status.ok() && status.code() != Code::kAlreadyExists) return status;
    }
    return Status();
  });
  TRY(std::move(raced));
  return expect_equal("winners of 4 writers for 50 objects", std::to_string(winners), "50");
}

Outcome lists_by_key(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  for (const char* key : {"t/p=0/b", "t/p=0/a", "t/p=00/a", "t/p=1/a", "t+/x", "u"}) {
    TRY(store->put(key, key));
  }
  TRY(expect_listed(*store, "t+/x t/p=0/a t/p=0/b t/p=00/a t/p=1/a u "));
  TRY(expect_listed(*store, "t/p=0/a t/p=0/b ", "t/p=0/"));
  TRY(expect_listed(*store, "t/p=0/a t/p=0/b t/p=00/a ", "t/p=0"));
  TRY(expect_listed(*store, "t/p=0/b t/p=00/a ", "", "t/p=0/a", 2));
  return expect_listed(*store, "", "nothing/here/");
}

Outcome tells_size_and_etag(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  TRY(store->put("k", "12345"));
  TRY_ASSIGN(const ObjectInfo first, store->info("k"));
  TRY(expect(first.size_bytes == 5 && first.key == "k", "key and size are told"));
  TRY_ASSIGN(const auto listed, store->list("k"));
  TRY(expect(listed.size() == 1 && listed[0].etag == first.etag, "a list tells the same etag"));
  TRY(store->put("k", "54321"));
  TRY_ASSIGN(const ObjectInfo second, store->info("k"));
  TRY(expect(second.etag != first.etag, "the etag changes with the object"));
  return expect_code("info of a missing object", store->info("missing").status(), Code::kNotFound);
}

Outcome removes(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  TRY(store->put("a/b", "x"));
  TRY(store->remove("a/b"));
  TRY(store->remove("a/b"));
  TRY(store->remove("no/such/folder"));
  TRY(expect_none(*store, "a/b"));
  return expect_listed(*store, "");
}

Outcome takes_files_in(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  TRY_ASSIGN(const std::filesystem::path staging, store->staging_directory());
  const TemporaryFolder folder("pinflow-promise-");
  TRY(create_directories_durably(folder.path()));
  const std::filesystem::path staged = staging / "f", elsewhere = folder.path() / "f";
  for (const auto& file : {staged, elsewhere}) std::ofstream(file) << "bytes";
  TRY(expect_listed(*store, ""));
  TRY(store->put_file("a/staged", staged));
  TRY(store->put_file("a/elsewhere", elsewhere));
  TRY(expect_object(*store, "a/staged", "bytes"));
  TRY(expect_object(*store, "a/elsewhere", "bytes"));
  std::error_code error;
  for (const auto& file : {staged, elsewhere}) {
    TRY(expect(!std::filesystem::exists(file, error), "a file that was taken in is gone"));
  }
  std::ofstream(staged) << "late";
  TRY(expect_code("put_file over an object", store->put_file("a/staged", staged),
                  Code::kAlreadyExists));
  std::filesystem::remove(staged, error);
  return expect_object(*store, "a/staged", "bytes");
}

Outcome gives_a_local_file(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  TRY(store->put(kObject, "x"));
  TRY_ASSIGN(const std::filesystem::path path, store->local_path(kObject));
  TRY_ASSIGN(const std::string bytes, read_file(path));
  TRY(expect_equal("the local file", bytes, "x"));
  return expect_code("local_path of a missing object", store->local_path("missing").status(),
                     Code::kNotFound);
}

Outcome refuses_keys_that_are_none(const StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  for (const char* key : {"", "/x", "x/", "a/../../x", "a\xFF"}) {
    const std::string named = " of the key '" + std::string(key) + "'";
    TRY(expect_code("put" + named, store->put(key, "x"), Code::kInvalidArgument));
    TRY(expect_code("get" + named, store->get(key).status(), Code::kInvalidArgument));
    TRY(expect_code("remove" + named, store->remove(key), Code::kInvalidArgument));
  }
  return expect_listed(*store, "");
}

constexpr Promise<StorePlace> kPromises[] = {
    {"an object is given back as it was put, to any later reader",
     "posts that the sink acknowledged would be missing or changed", gives_back},
    {"an object of several parts is whole, and is put only where none is",
     "Parquet files of large tables would be torn or replaced", keeps_large_ones_whole},
    {"a key may hold blanks, signs and letters of any language",
     "partitions named after values of the data could not be written or found", keeps_any_key},
    {"put replaces an object, put-if-absent never does",
     "two writers could both make one version of a Delta table: rows of one would vanish",
     replaces_only_by_put},
    {"many objects are put at once, and those that are there stay",
     "the sink after a crash could replace objects with other bytes", puts_many_at_once},
    {"of several writers at once exactly one makes an object",
     "commits of two pinflows to one table could swallow each other", lets_one_win},
    {"what was put is listed at once: by key, of a prefix, after a key",
     "the batch would miss objects, a reader the newest version of a table", lists_by_key},
    {"size and etag are told, and the etag changes with the bytes",
     "an object that another program replaced would not be cleaned again", tells_size_and_etag},
    {"a removed object is gone, and removing what is not there is no error",
     "compaction and vacuum would leave files that are counted twice", removes},
    {"a local file is taken in, only where no object is",
     "tables could not be written: their Parquet files are made on this machine", takes_files_in},
    {"an object can be read as a local file", "SQL could not read the tables' files",
     gives_a_local_file},
    {"a key that is none is refused",
     "a topic's name could reach objects outside of the place that is configured",
     refuses_keys_that_are_none},
};

}  // namespace

std::span<const Promise<StorePlace>> store_promises() { return kPromises; }

Status clear(Store& store) {
  constexpr size_t kAtOnce = 16;
  TRY_ASSIGN(const auto objects, store.list(""));
  return in_parallel(objects.size(), kAtOnce,
                     [&](size_t index) { return store.remove(objects[index].key); });
}

}  // namespace pinflow::objects
