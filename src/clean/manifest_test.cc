#include "clean/manifest.h"

#include <gtest/gtest.h>

#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

const ReadObject kFirstRead{"a+0+0.json", 10, "e1", 4294967295u, 7};
const ReadObject kSecondRead{"a+0+1 \"odd\".json", 20, "", 0};

TEST(Manifests, KnowWhatPackedObjectsHold) {
  MemoryStore store;
  Manifests manifests(store, "m/");
  ReadObject packed{"a+0+2.json.gz", 30, "e2", 5, 4, 1000};
  ASSERT_TRUE(manifests.write(0, {false, {kFirstRead, packed}}).ok());
  EXPECT_EQ(*manifests.read(0), (Manifest{false, {kFirstRead, packed}}));
  EXPECT_EQ(packed.content_bytes(), 1000u);
  EXPECT_EQ(kFirstRead.content_bytes(), 10u);
}

TEST(Manifests, ReadBackWhatTheyWrote) {
  MemoryStore store;
  Manifests manifests(store, "t/_gather/b/");
  Manifest manifest{true, {kFirstRead, kSecondRead}};
  ASSERT_TRUE(manifests.write(0, manifest).ok());
  EXPECT_TRUE(store.objects.contains("t/_gather/b/00000000000000000000.json"));
  EXPECT_EQ(*manifests.read(0), manifest);
  EXPECT_EQ(*manifests.read(1), std::nullopt);
}

TEST(Manifests, ReadThoseOfOlderVersionsWhichDoNotCountRecords) {
  MemoryStore store;
  store.objects["00000000000000000000.json"] =
      R"({"replaces":false,"objects":[["a+0+0.json",10,"e1",5]]})";
  EXPECT_EQ(Manifests(store, "").read(0)->value().objects[0],
            (ReadObject{"a+0+0.json", 10, "e1", 5, 0}));
}

TEST(Manifests, AreNeverOverwritten) {
  MemoryStore store;
  Manifests manifests(store, "");
  ASSERT_TRUE(manifests.write(3, {false, {kFirstRead}}).ok());
  EXPECT_EQ(manifests.write(3, {false, {}}).code(), Code::kAlreadyExists);
  EXPECT_EQ(manifests.read(3)->value().objects[0], kFirstRead);
}

TEST(Manifests, TellTogetherWhatWasReadAndTheLaterReadingCounts) {
  MemoryStore store;
  Manifests manifests(store, "");
  ReadObject again = kFirstRead;
  again.etag = "e2";
  ASSERT_TRUE(manifests.write(0, {false, {kFirstRead}}).ok());
  ASSERT_TRUE(manifests.write(1, {false, {kSecondRead, again}}).ok());
  auto both = manifests.read_all(2);
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->size(), 2u);
  EXPECT_EQ(both->at(kFirstRead.key).etag, "e2");
  EXPECT_EQ(manifests.read_all(1)->at(kFirstRead.key).etag, "e1");
}

TEST(Manifests, ForgetWhatAReplacingOneReplaces) {
  MemoryStore store;
  Manifests manifests(store, "");
  ASSERT_TRUE(manifests.write(0, {false, {kFirstRead}}).ok());
  ASSERT_TRUE(manifests.write(1, {true, {kSecondRead}}).ok());
  auto read = manifests.read_all(2);
  EXPECT_EQ(read->size(), 1u);
  EXPECT_TRUE(read->contains(kSecondRead.key));
}

TEST(Manifests, NameTheOneThatIsMissingOrDamaged) {
  MemoryStore store;
  Manifests manifests(store, "m/");
  ASSERT_TRUE(manifests.write(1, {}).ok());
  Status missing = manifests.read_all(2).status();
  EXPECT_EQ(missing.code(), Code::kCorruption);
  EXPECT_NE(missing.message().find("m/00000000000000000000.json"), std::string::npos);
  for (const char* text : {"", "{}", R"({"replaces":false,"objects":[["key",1,"etag"]]})",
                           R"({"replaces":false,"objects":{}})"}) {
    store.objects["m/00000000000000000000.json"] = text;
    EXPECT_EQ(manifests.read(0).status().code(), Code::kCorruption) << text;
  }
}

}  // namespace
}  // namespace pinflow::clean
