// The Files port over a real folder.
#include "platform/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <barrier>
#include <csignal>
#include <memory>
#include <thread>

#include "platform/atomic_file.h"
#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;
using ports::FileEntry;
using ports::FileType;
using ports::Links;
using ports::MissingFile;
using ports::Path;
using ports::Walk;
using testing::ElementsAre;

class FilesTest : public testing::Test {
 protected:
  void SetUp() override { top = *files.make_temporary_directory(fs::temp_directory_path(), "files-"); }
  void TearDown() override { ASSERT_TRUE(files.remove_all(top)); }
  static std::vector<std::string> names(const Result<std::vector<FileEntry>>& entries) {
    std::vector<std::string> out;
    for (const FileEntry& entry : *entries) {
      out.push_back(entry.path.string());
    }
    return out;
  }

  RealFiles files;
  Path top;
};

TEST_F(FilesTest, WritesWholeMakesParentsAndLeavesNothingBeside) {
  ASSERT_TRUE(files.write(top / "a/b.txt", std::string("x\0y", 3)));
  EXPECT_EQ(*files.read(top / "a/b.txt"), std::string("x\0y", 3));
  EXPECT_EQ(*files.size(top / "a/b.txt"), 3U);
  EXPECT_THAT(names(files.list(top / "a")), ElementsAre("b.txt"));
}

TEST_F(FilesTest, WriteKeepsTheModeAndWritesThroughLinks) {
  ASSERT_TRUE(files.write(top / "script", "1"));
  ASSERT_TRUE(files.make_executable(top / "script"));
  ASSERT_TRUE(files.make_symlink("script", top / "link"));
  ASSERT_TRUE(files.write(top / "link", "2"));
  EXPECT_EQ(files.type(top / "link"), FileType::kSymlink);
  EXPECT_EQ(*files.read(top / "script"), "2");
  EXPECT_TRUE(files.list(top)->at(1).is_executable);
}

TEST_F(FilesTest, WritesIntoDevicesAndPipesAndReplacesNone) {
  ASSERT_TRUE(files.write("/dev/null", "gone"));
  EXPECT_EQ(files.type("/dev/null"), FileType::kOther);
  const Path pipe = top / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  ASSERT_TRUE(files.make_symlink("pipe", top / "link"));
  const Descriptor reader(::open(pipe.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_TRUE(files.write(pipe, "one "));
  ASSERT_TRUE(files.write(top / "link", "two"));
  EXPECT_EQ(files.type(pipe), FileType::kOther);
  std::array<char, 16> got = {};
  EXPECT_EQ(::read(reader.get(), got.data(), got.size()), 7);
  EXPECT_STREQ(got.data(), "one two");
}

/// What a shell made of `> file` is not replaced by another one under its name.
TEST_F(FilesTest, WritesToAnOpenFileByItsNameAmongThem) {
  ASSERT_TRUE(files.write(top / "out", "before "));
  const Descriptor open_file(::open((top / "out").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  ASSERT_TRUE(files.write(fmt::format("/proc/self/fd/{}", open_file.get()), "and "));
  ASSERT_EQ(::write(open_file.get(), "after", 5), 5);
  EXPECT_EQ(*files.read(top / "out"), "before and after");
}

TEST_F(FilesTest, AFileInSharedMemoryIsAFile) {
  const Path file = fmt::format("/dev/shm/ropewalk-files-test-{}", ::getpid());
  if (!files.write(file, "the first one, longer")) {
    GTEST_SKIP() << "there is no shared memory here";
  }
  EXPECT_TRUE(files.write(file, "second"));
  EXPECT_EQ(*files.read(file), "second");
  EXPECT_TRUE(files.remove_all(file));
}

TEST_F(FilesTest, ABlockDeviceIsNoPlaceForAFile) {
  const Path device = top / "disk";
  // Of a number that no driver has.
  if (::mknod(device.c_str(), S_IFBLK | 0600, ::makedev(511, 7)) != 0) {
    GTEST_SKIP() << "only root may make devices";
  }
  EXPECT_EQ(files.write(device, "x").error().message, "cannot write " + device.string() + ": it is no file");
  EXPECT_EQ(files.type(device), FileType::kOther);
}

TEST_F(FilesTest, AppendAndQuickWrite) {
  ASSERT_TRUE(files.write_quick(top / "new/log", "long text"));
  ASSERT_TRUE(files.write_quick(top / "new/log", "a"));
  ASSERT_TRUE(files.append(top / "new/log", "b"));
  EXPECT_EQ(*files.read(top / "new/log"), "ab");
}

TEST_F(FilesTest, WhatIsNotWrittenWholeIsNotThere) {
  ASSERT_TRUE(files.write(top / "x", "before"));
  const auto failed = atomically_written(top / "x", [](int file) -> Result<void> {
    EXPECT_EQ(write_fully(file, "half"), 0);
    return fail(ErrorKind::kInternal, "the other half is missing");
  });
  EXPECT_EQ(failed.error().message, "the other half is missing");
  EXPECT_EQ(*files.read(top / "x"), "before");
  EXPECT_THAT(names(files.list(top)), ElementsAre("x"));
  ASSERT_TRUE(files.write(top / std::string(255, 'n'), "as long as a name can be"));
  EXPECT_EQ(files.write(top / "x/y", "").error().kind, ErrorKind::kNotFound);
}

TEST_F(FilesTest, ReadsOnlyRegularFilesOfALimitedSizeWhereThatIsAsked) {
  ASSERT_TRUE(files.write(top / "five", "12345"));
  ASSERT_TRUE(files.make_symlink("five", top / "link"));
  ASSERT_EQ(::mkfifo((top / "pipe").c_str(), 0600), 0);
  ASSERT_TRUE(files.make_symlink("/dev/zero", top / "endless"));
  const auto kind = [&](const char* name, std::uint64_t limit, Links links) {
    return files.read_regular(top / name, limit, links).error().kind;
  };
  EXPECT_EQ(*files.read_regular(top / "five", 5, Links::kRefuse), "12345");
  EXPECT_EQ(*files.read_regular(top / "link", 5, Links::kFollow), "12345");
  EXPECT_EQ(kind("five", 4, Links::kFollow), ErrorKind::kInvalid);
  EXPECT_EQ(kind("link", 5, Links::kRefuse), ErrorKind::kInvalid);
  EXPECT_EQ(kind("pipe", 5, Links::kFollow), ErrorKind::kInvalid);
  EXPECT_EQ(kind("endless", 5, Links::kFollow), ErrorKind::kInvalid);
  EXPECT_EQ(kind(".", 5, Links::kFollow), ErrorKind::kInvalid);
  EXPECT_EQ(kind("none", 5, Links::kFollow), ErrorKind::kNotFound);
  EXPECT_EQ(files.read_regular("/proc/self/environ", 1, Links::kFollow).error().kind, ErrorKind::kInvalid);
}

TEST_F(FilesTest, ASparseFileBeyondTheLimitIsNotRead) {
  ASSERT_TRUE(files.write(top / "huge", ""));
  ASSERT_EQ(::truncate((top / "huge").c_str(), std::int64_t{1} << 40), 0);
  EXPECT_THAT(files.read_regular(top / "huge", 1000, Links::kFollow).error().message,
              testing::HasSubstr("larger than 1000 bytes"));
}

TEST_F(FilesTest, DigestsInPiecesAndStops) {
  const std::string bytes(300000, 'x');
  ASSERT_TRUE(files.write(top / "x", bytes));
  EXPECT_EQ(*files.digest(top / "x", {}), sha256(bytes));
  EXPECT_EQ(files.digest(top, {}).error().kind, ErrorKind::kInvalid);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(files.digest(top / "x", stop.get_token()).error().kind, ErrorKind::kInterrupted);
}

TEST_F(FilesTest, AWalkCanBeStopped) {
  ASSERT_TRUE(files.make_directories(top / "a/b"));
  const auto walked = files.walk(top, [](const FileEntry&) { return Walk::kStop; });
  EXPECT_EQ(walked.error().kind, ErrorKind::kInterrupted);
}

TEST_F(FilesTest, ReadsFilesThatDoNotSayTheirSize) {
  EXPECT_THAT(*files.read("/proc/self/stat"), testing::StartsWith(std::to_string(::getpid())));
}

TEST_F(FilesTest, ErrorsNameThePathAndTheReason) {
  const auto missing = files.read(top / "none");
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(missing.error().message, (top / "none").string() + ": No such file or directory");
  EXPECT_EQ(files.read(top).error().kind, ErrorKind::kInvalid);
  ASSERT_TRUE(files.write(top / "file", ""));
  EXPECT_FALSE(files.write(top / "file/below", ""));
  EXPECT_FALSE(files.list(top / "file"));
  EXPECT_FALSE(files.make_directories(top / "file/below"));
  EXPECT_FALSE(files.read_symlink(top / "file"));
  EXPECT_FALSE(files.size(top / "none"));
  EXPECT_FALSE(files.modified(top / "none"));
  EXPECT_FALSE(files.make_executable(top / "none"));
  EXPECT_FALSE(files.rename(top / "none", top / "x"));
  EXPECT_FALSE(files.copy(top / "none", top / "x"));
  EXPECT_FALSE(files.make_temporary_directory(top / "file", "x"));
}

TEST_F(FilesTest, WalkIsSortedDoesNotFollowLinksAndSkipsWhatItIsTold) {
  for (const char* name : {"b/inner", "a-b", "a/z", ".hidden"}) {
    ASSERT_TRUE(files.write(top / name, "12"));
  }
  ASSERT_TRUE(files.make_symlink(".", top / "loop"));
  const auto all = files.walk(top, [](const FileEntry&) { return Walk::kEnter; });
  EXPECT_THAT(names(all), ElementsAre(".hidden", "a", "a/z", "a-b", "b", "b/inner", "loop"));
  EXPECT_EQ(all->at(2).size, 2U);
  EXPECT_EQ(all->at(6).type, FileType::kSymlink);
  const auto some = files.walk(top, [](const FileEntry& e) { return e.path == "a" ? Walk::kSkip : Walk::kEnter; });
  EXPECT_THAT(names(some), ElementsAre(".hidden", "a", "a-b", "b", "b/inner", "loop"));
}

TEST_F(FilesTest, WalkRefusesEndlessDepth) {
  Path deep = top;
  for (int i = 0; i < 600; ++i) {
    deep /= "d";
  }
  ASSERT_TRUE(files.make_directories(deep));
  EXPECT_THAT(files.walk(top, [](const FileEntry&) { return Walk::kEnter; }).error().message,
              testing::HasSubstr("nested too deeply"));
}

TEST_F(FilesTest, CopyKeepsModesLinksAndTimes) {
  ASSERT_TRUE(files.write(top / "in/bin/tool", std::string(200000, 't')));
  ASSERT_TRUE(files.make_executable(top / "in/bin/tool"));
  ASSERT_TRUE(files.make_symlink("bin/tool", top / "in/link"));
  fs::last_write_time(top / "in/bin/tool", fs::file_time_type::clock::now() - std::chrono::hours(50));
  ::chmod((top / "in/bin").c_str(), 0555);
  ASSERT_TRUE(files.copy(top / "in", top / "some/out"));
  EXPECT_EQ(*files.read(top / "some/out/link"), std::string(200000, 't'));
  EXPECT_EQ(*files.read_symlink(top / "some/out/link"), Path("bin/tool"));
  EXPECT_TRUE(files.list(top / "some/out/bin")->at(0).is_executable);
  EXPECT_EQ(fs::last_write_time(top / "in/bin/tool"), fs::last_write_time(top / "some/out/bin/tool"));
  EXPECT_EQ(fs::status(top / "some/out/bin").permissions(), static_cast<fs::perms>(0555));
}

TEST_F(FilesTest, CopyReplacesALinkInsteadOfWritingThroughIt) {
  ASSERT_TRUE(files.write(top / "victim", "safe"));
  ASSERT_TRUE(files.write(top / "in/file", "new"));
  ASSERT_TRUE(files.make_symlink(top / "victim", top / "out/file"));
  ASSERT_TRUE(files.copy(top / "in", top / "out"));
  EXPECT_EQ(*files.read(top / "victim"), "safe");
  EXPECT_EQ(*files.read(top / "out/file"), "new");
}

TEST_F(FilesTest, CopySaysWhatItCannotCopy) {
  ASSERT_EQ(::mkfifo((top / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(files.type(top / "fifo"), FileType::kOther);
  EXPECT_EQ(files.copy(top / "fifo", top / "x").error().kind, ErrorKind::kInvalid);
}

TEST_F(FilesTest, RenameMovesTreesAndMakesParents) {
  ASSERT_TRUE(files.write(top / "a/x", "1"));
  ASSERT_TRUE(files.rename(top / "a", top / "new/b"));
  EXPECT_EQ(files.type(top / "a"), FileType::kMissing);
  EXPECT_EQ(*files.read(top / "new/b/x"), "1");
}

TEST_F(FilesTest, RenameWorksAcrossFileSystems) {
  if (files.type("/dev/shm") != FileType::kDirectory) {
    GTEST_SKIP() << "needs a second file system";
  }
  const Path other = *files.make_temporary_directory("/dev/shm", "files-");
  ASSERT_TRUE(files.write(top / "a/x", "1"));
  ASSERT_TRUE(files.rename(top / "a", other / "b"));
  EXPECT_EQ(*files.read(other / "b/x"), "1");
  EXPECT_EQ(files.type(top / "a"), FileType::kMissing);
  ASSERT_TRUE(files.remove_all(other));
}

TEST_F(FilesTest, RemovesReadOnlyFoldersAndMissingPaths) {
  ASSERT_TRUE(files.write(top / "m/d/x", "1"));
  ::chmod((top / "m/d").c_str(), 0555);
  ::chmod((top / "m").c_str(), 0555);
  EXPECT_TRUE(files.remove_all(top / "m"));
  EXPECT_EQ(files.type(top / "m"), FileType::kMissing);
  EXPECT_TRUE(files.remove_all(top / "m"));
}

TEST_F(FilesTest, CanonicalResolvesLinksAndAllowsMissingEnds) {
  ASSERT_TRUE(files.make_directories(top / "real"));
  ASSERT_TRUE(files.make_symlink("real", top / "link"));
  const Path real = fs::canonical(top);
  EXPECT_EQ(*files.canonical(top / "link/none/../x"), real / "real/x");
  EXPECT_EQ(*files.canonical(top / "real/"), real / "real");
  EXPECT_TRUE(files.canonical("relative")->is_absolute());
}

TEST_F(FilesTest, RemovingNeverFollowsALinkAndTakesAnyDepth) {
  ASSERT_TRUE(files.write(top / "outside/precious", "x"));
  ASSERT_TRUE(files.make_directories(top / "in"));
  ASSERT_TRUE(files.make_symlink(top / "outside", top / "in/link"));
  // Deeper than any limit of descriptors or of a path's length.
  Descriptor folder(::open((top / "in").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int depth = 0; depth < 3000; ++depth) {
    ASSERT_EQ(::mkdirat(folder.get(), "deep", 0700), 0);
    folder = Descriptor(::openat(folder.get(), "deep", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  const auto removed = files.remove_all(top / "in");
  EXPECT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(files.type(top / "in"), FileType::kMissing);
  EXPECT_EQ(*files.read(top / "outside/precious"), "x");
  ASSERT_TRUE(files.make_symlink("outside", top / "itself"));
  ASSERT_TRUE(files.remove_all(top / "itself"));
  EXPECT_EQ(*files.read(top / "outside/precious"), "x");
}

TEST_F(FilesTest, WhatIsMountedInATreeStaysAndIsNamed) {
  ASSERT_TRUE(files.write(top / "precious/file", "x"));
  ASSERT_TRUE(files.write(top / "in/other", ""));
  ASSERT_TRUE(files.make_directories(top / "in/sub/mounted"));
  if (::mount((top / "precious").c_str(), (top / "in/sub/mounted").c_str(), nullptr, MS_BIND, nullptr) != 0) {
    GTEST_SKIP() << "only root may mount";
  }
  const auto removed = files.remove_all(top / "in");
  const auto itself = files.remove_all(top / "in/sub/mounted");
  ASSERT_EQ(::umount((top / "in/sub/mounted").c_str()), 0);
  EXPECT_EQ(removed.error().message,
            (top / "in/sub/mounted").string() + ": something is mounted there, so it was left as it is");
  EXPECT_FALSE(itself);
  EXPECT_EQ(*files.read(top / "precious/file"), "x");
  EXPECT_EQ(files.type(top / "in/other"), FileType::kMissing);
}

TEST_F(FilesTest, RemovingGoesOnPastWhatCannotBeRemoved) {
  ASSERT_TRUE(files.write(top / "in/a/keep", ""));
  ASSERT_TRUE(files.write(top / "in/b/go", ""));
  const Descriptor kept(::open((top / "in/a").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  int flags = 0;
  ASSERT_EQ(::ioctl(kept.get(), FS_IOC_GETFLAGS, &flags), 0);
  int frozen = flags | FS_IMMUTABLE_FL;
  if (::ioctl(kept.get(), FS_IOC_SETFLAGS, &frozen) != 0) {
    GTEST_SKIP() << "only root may make a folder immutable";
  }
  const auto removed = files.remove_all(top / "in");
  ASSERT_EQ(::ioctl(kept.get(), FS_IOC_SETFLAGS, &flags), 0);
  EXPECT_THAT(removed.error().message, testing::HasSubstr("cannot remove " + (top / "in/a").string()));
  EXPECT_EQ(files.type(top / "in/b"), FileType::kMissing);
}

TEST_F(FilesTest, AFileIsLockedUntilItsLockGoes) {
  auto lock = files.make_locked(top / "new/note", "who");
  ASSERT_TRUE(lock && *lock);
  EXPECT_EQ(*files.read(top / "new/note"), "who");
  EXPECT_EQ(*files.try_lock(top / "new/note", MissingFile::kLeave), nullptr);
  EXPECT_EQ(*files.try_lock(top / "new/note", MissingFile::kMake), nullptr);
  EXPECT_EQ(files.make_locked(top / "new/note", "other").error().kind, ErrorKind::kInvalid);
  lock->reset();
  const auto again = files.try_lock(top / "new/note", MissingFile::kLeave);
  EXPECT_NE(*again, nullptr);
}

TEST_F(FilesTest, LockingMakesAFileOnlyWhenAskedTo) {
  EXPECT_EQ(*files.try_lock(top / "lock", MissingFile::kLeave), nullptr);
  EXPECT_EQ(files.type(top / "lock"), FileType::kMissing);
  const auto made = files.try_lock(top / "lock", MissingFile::kMake);
  ASSERT_TRUE(made && *made);
  EXPECT_EQ(fs::status(top / "lock").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(files.try_lock(top / "none/lock", MissingFile::kMake));
}

TEST_F(FilesTest, TheEndOfAProcessLetsGoOfItsLocks) {
  int ready[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto held = files.try_lock(top / "lock", MissingFile::kMake);
    static_cast<void>(::write(ready[1], "x", 1) == 1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(*files.try_lock(top / "lock", MissingFile::kLeave), nullptr);
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_NE(*files.try_lock(top / "lock", MissingFile::kLeave), nullptr);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(FilesTest, OfSeveralThatMakeALockedFileAtOnceOneGetsIt) {
  std::atomic<int> got = 0;
  std::barrier together(4);
  std::vector<std::jthread> threads;
  std::vector<std::unique_ptr<ports::FileLock>> locks(4);
  for (std::size_t i = 0; i < locks.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 50; ++round) {
        together.arrive_and_wait();
        if (auto lock = files.make_locked(top / std::to_string(round), std::to_string(i))) {
          ++got;
          locks[i] = std::move(*lock);
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(got, 50);
}

TEST_F(FilesTest, APrivateDirectoryIsNewAndForTheOwnerAlone) {
  ASSERT_TRUE(files.make_private_directory(top / "a/b"));
  EXPECT_EQ(fs::status(top / "a/b").permissions(), fs::perms::owner_all);
  EXPECT_EQ(files.make_private_directory(top / "a/b").error().kind, ErrorKind::kInvalid);
}

TEST_F(FilesTest, TemporaryDirectoriesAreForTheOwnerAlone) {
  const Path folder = *files.make_temporary_directory(top / "t", "job-");
  EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
  EXPECT_NE(folder, *files.make_temporary_directory(top / "t", "job-"));
}

TEST_F(FilesTest, ModifiedIsNow) {
  ASSERT_TRUE(files.write(top / "x", ""));
  const auto age = std::chrono::system_clock::now() - *files.modified(top / "x");
  EXPECT_LT(std::chrono::abs(age), std::chrono::minutes(5));
}

}  // namespace
}  // namespace ropewalk::platform
