// A repository read by us, held against what git says of it.
#include "git/store/git_object_store.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <mutex>
#include <set>

#include "base/strings.h"
#include "git/real_git_test.h"
#include "git/store/pack_format.h"

namespace ropewalk::git {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class GitObjectStoreTest : public RealGitTest {
 protected:
  /// Versions of a file that git packs as deltas, a side branch, a merge, a tag, a note, a stash.
  void make_history() {
    std::string text;
    for (int i = 0; i < 300; ++i) {
      text += "line " + std::to_string(i * i) + "\n";
    }
    for (int version = 0; version < 12; ++version) {
      text.insert(text.size() / 2, "version " + std::to_string(version) + "\n");
      put("long.txt", text);
      commit_all("version " + std::to_string(version));
    }
    git({"tag", "-a", "-m", "a tag", "v1"});
    git({"notes", "add", "-m", "a note"});
    git({"branch", "side", "HEAD~3"});
    put("long.txt", text + "stashed\n");
    git({"stash"});
  }
  /// Id to kind and size, as git lists them.
  std::map<std::string, std::string> by_git() {
    std::map<std::string, std::string> all;
    const std::string list =
        git({"cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype) %(objectsize)"});
    for (const std::string_view line : split_lines(list)) {
      all.emplace(line.substr(0, line.find(' ')), line.substr(line.find(' ') + 1));
    }
    return all;
  }
  std::map<std::string, std::string> by_us(const ports::ObjectStore& store, std::size_t threads) {
    std::map<std::string, std::string> all;
    std::mutex mutex;
    constexpr std::array kNames = {"", "commit", "tree", "blob", "tag"};
    const auto note = [&](const ports::ObjectStore::Visited& object) {
      const std::lock_guard lock(mutex);
      const auto id = ports::to_hex(store.id(object.number), store.shape().id_size);
      const auto [place, is_new] = all.emplace(id, std::string(kNames.at(static_cast<std::size_t>(object.kind))) + " " +
                                                       std::to_string(object.content.size()));
      EXPECT_TRUE(is_new) << id;
    };
    trouble = store.visit({{.wants = [](ports::ObjectKind) { return true; }, .visit = note}}, threads);
    return all;
  }
  std::unique_ptr<ports::ObjectStore> open_store(const std::filesystem::path& folder) {
    auto store = GitObjectStores(files, environment).open(folder);
    EXPECT_TRUE(store);
    return store ? std::move(*store) : nullptr;
  }

  std::vector<ports::StoreTrouble> trouble;
};

TEST_F(GitObjectStoreTest, VisitsWhatGitListsLooseAndPacked) {
  make_history();
  EXPECT_EQ(by_us(*open_store(top), 1), by_git());
  git({"gc", "-q"});
  put("later.txt", "after the pack");
  commit_all("later");
  const auto store = open_store(top);
  EXPECT_EQ(by_us(*store, 2), by_git());
  EXPECT_THAT(trouble, IsEmpty());
  const std::string id = git({"rev-parse", "HEAD~1:long.txt"});
  const auto object = store->read(*ports::object_id_from_hex(id));
  ASSERT_TRUE(object);
  EXPECT_EQ(object->content, run(top, {"git", "cat-file", "blob", id}) + "\n");
  EXPECT_TRUE(store->complete(id.substr(0, 12)));
}

TEST_F(GitObjectStoreTest, VisitsWhatIsNeededAndWhatThatIsMadeOf) {
  make_history();
  git({"gc", "-q"});
  const auto store = open_store(top);
  const auto wanted = store->number(*ports::object_id_from_hex(git({"rev-parse", "HEAD~6:long.txt"})));
  ASSERT_TRUE(wanted);
  std::set<std::size_t> first;
  std::set<std::size_t> second;
  bool has_begun = false;
  trouble =
      store->visit({{.wants = [](ports::ObjectKind kind) { return kind != ports::ObjectKind::kBlob; },
                     .visit = [&](const ports::ObjectStore::Visited& object) { first.insert(object.number); }},
                    {.wants = [](ports::ObjectKind kind) { return kind == ports::ObjectKind::kBlob; },
                     .visit =
                         [&](const ports::ObjectStore::Visited& object) {
                           EXPECT_TRUE(object.base == ports::ObjectStore::kNoNumber || second.contains(object.base));
                           second.insert(object.number);
                         },
                     .is_needed = [&](std::size_t number) { return number == *wanted; },
                     .begin = [&] { has_begun = !first.empty() && second.empty(); }}},
                   1);
  EXPECT_THAT(trouble, IsEmpty());
  EXPECT_TRUE(has_begun);
  EXPECT_TRUE(second.contains(*wanted));
  EXPECT_LT(first.size() + second.size(), store->count());
}

TEST_F(GitObjectStoreTest, KnowsAllRefsStashesAndNotes) {
  make_history();
  std::set<std::string> names;
  const auto store = open_store(top);
  for (const ports::Ref& ref : store->shape().refs) {
    names.insert(ref.name);
  }
  for (const char* name :
       {"HEAD", "refs/heads/main", "refs/heads/side", "refs/notes/commits", "refs/stash", "refs/tags/v1"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
  EXPECT_THAT(store->shape().stashes, SizeIs(1));
}

TEST_F(GitObjectStoreTest, SeesWhatIsBorrowedAndWhatIsLeftOut) {
  make_history();
  git({"gc", "-q"});
  git_in(area, {"clone", "-q", "--shared", top.string(), "borrower"});
  EXPECT_GE(open_store(area / "borrower")->count(), by_git().size());
  git_in(area, {"clone", "-q", "--depth=1", "file://" + top.string(), "shallow"});
  EXPECT_THAT(open_store(area / "shallow")->shape().shallow, SizeIs(1));
  git_in(area, {"clone", "-q", "--bare", top.string(), "bare"});
  EXPECT_TRUE(open_store(area / "bare")->top().empty());
}

TEST_F(GitObjectStoreTest, TellsWhatADamagedPackHides) {
  make_history();
  git({"gc", "-q"});
  const std::size_t all = by_git().size();
  std::filesystem::path pack;
  for (const auto& entry : std::filesystem::directory_iterator(top / ".git/objects/pack")) {
    if (entry.path().extension() == ".pack") {
      pack = entry.path();
    }
  }
  std::filesystem::permissions(pack, std::filesystem::perms::owner_all);
  std::filesystem::resize_file(pack, std::filesystem::file_size(pack) / 2);
  const auto seen = by_us(*open_store(top), 1);
  EXPECT_LT(seen.size(), all);
  EXPECT_EQ(seen.size() + trouble.size(), all);
}

TEST_F(GitObjectStoreTest, TellsWhatAnIndexOutOfOrderHides) {
  make_history();
  git({"gc", "-q"});
  const std::size_t all = by_git().size();
  for (const auto& entry : std::filesystem::directory_iterator(top / ".git/objects/pack")) {
    if (entry.path().extension() != ".idx") {
      continue;
    }
    std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
    std::fstream index(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    constexpr std::streamoff kFirstId = 8 + 256 * 4;
    index.seekp(kFirstId);
    index << std::string(20, '\xff');
  }
  const auto seen = by_us(*open_store(top), 1);
  EXPECT_LT(seen.size(), all);
  EXPECT_GE(seen.size() + trouble.size(), all);
}

TEST_F(GitObjectStoreTest, ReadsTheIndexInEachVersion) {
  for (const char* version : {"2", "3", "4"}) {
    put("dir/one.txt", "1");
    put("dir/two.txt", "2");
    git({"add", "--all"});
    git({"update-index", "--index-version", version});
    const auto entries = open_store(top)->index();
    ASSERT_TRUE(entries) << version;
    std::vector<std::string> paths;
    for (const ports::IndexEntry& entry : *entries) {
      paths.push_back(entry.path);
    }
    EXPECT_THAT(paths, testing::ElementsAre("a.txt", "dir/one.txt", "dir/two.txt")) << version;
  }
}

TEST_F(GitObjectStoreTest, ASplitIndexIsReadWithTheOneThatItShares) {
  const auto all = [&](const std::vector<ports::IndexEntry>& entries) {
    std::string lines;
    for (const ports::IndexEntry& entry : entries) {
      lines += fmt::format("{:06o} {} {}\t{}\n", entry.mode, ports::to_hex(entry.id, 20), entry.stage, entry.path);
    }
    return lines;
  };
  for (const char* version : {"2", "4"}) {
    for (int number = 0; number < 200; ++number) {
      put(fmt::format("dir/{}.txt", number), std::to_string(number));
    }
    git({"add", "--all"});
    git({"update-index", "--index-version", version});
    git({"config", "splitIndex.maxPercentChange", "100"});
    git({"update-index", "--split-index"});
    EXPECT_EQ(all(*open_store(top)->index()), git({"ls-files", "-s"}) + "\n");
    put("dir/17.txt", "changed");
    put("dir/new.txt", "new");
    put("another.txt", "new");
    std::filesystem::remove(top / "dir/23.txt");
    git({"add", "--all"});
    const auto joined = open_store(top)->index();
    ASSERT_TRUE(joined) << joined.error().message;
    EXPECT_EQ(all(*joined), git({"ls-files", "-s"}) + "\n") << version;
    git({"update-index", "--no-split-index"});
  }
  git({"update-index", "--split-index"});
  for (const auto& entry : std::filesystem::directory_iterator(top / ".git")) {
    if (entry.path().filename().string().starts_with("sharedindex.")) {
      std::filesystem::remove(entry.path());
    }
  }
  EXPECT_FALSE(open_store(top)->index());
}

TEST_F(GitObjectStoreTest, AnIndexThatIsNotWholeIsNone) {
  const auto whole = files.read(top / ".git/index");
  ASSERT_TRUE(whole);
  const auto with = [&](std::string_view extension) {
    std::string bytes = whole->substr(0, whole->size() - 20);
    bytes += std::string(extension) + std::string(3, '\0') + "\1x" + whole->substr(whole->size() - 20);
    put(".git/index", bytes);
    return open_store(top)->index().has_value();
  };
  EXPECT_TRUE(with("ABCD"));
  EXPECT_FALSE(with("abcd")) << "an extension that has to be known";
  EXPECT_FALSE(with("link"));
  for (const std::size_t size : {std::size_t{0}, std::size_t{12}, whole->size() - 30, whole->size() - 1}) {
    put(".git/index", whole->substr(0, size));
    EXPECT_FALSE(open_store(top)->index()) << size;
  }
  std::filesystem::remove(top / ".git/index");
  EXPECT_TRUE(open_store(top)->index());
}

TEST(PackFormat, ADeltaIsForOneBaseAlone) {
  std::string out;
  EXPECT_TRUE(apply_delta("hello", std::string_view("\x05\x06\x90\x05\x01!", 6), out));
  EXPECT_EQ(out, "hello!");
  EXPECT_FALSE(apply_delta("hell", std::string_view("\x05\x06\x90\x05\x01!", 6), out));
  EXPECT_FALSE(apply_delta("hello", std::string_view("\x05\x06\x91\x01\x05\x01!", 7), out)) << "beyond the base";
  EXPECT_FALSE(apply_delta("hello", std::string_view("\x05\x06\x90\x05", 4), out)) << "too short";
}

}  // namespace
}  // namespace ropewalk::git
