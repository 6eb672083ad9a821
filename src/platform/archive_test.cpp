// Archives of real files, also ones that were made to do harm.
#include "platform/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "platform/files.h"
#include "platform/process.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;
using ports::ArchiveFormat;
using testing::ElementsAre;
using testing::HasSubstr;

class ArchiveTest : public testing::TestWithParam<ArchiveFormat> {
 protected:
  void SetUp() override { top = *files.make_temporary_directory(fs::temp_directory_path(), "archive-"); }
  void TearDown() override { ASSERT_TRUE(files.remove_all(top)); }
  void put(const fs::path& path, std::string_view bytes) { ASSERT_TRUE(files.write(top / path, bytes)); }
  /// Makes an archive with Python, which does not mind what it packs.
  void make_with_python(const std::string& script) {
    RealProcess process;
    const auto done = process.capture(
        {.arguments = {"python3", "-c", script}, .working_directory = top, .environment = {{"PATH", "/usr/bin:/bin"}}},
        {});
    ASSERT_TRUE(done);
    ASSERT_EQ(done->outcome.exit_code, 0) << done->errors;
  }

  RealFiles files;
  RealArchive archive;
  fs::path top;
};

INSTANTIATE_TEST_SUITE_P(Formats, ArchiveTest, testing::Values(ArchiveFormat::kZip, ArchiveFormat::kTarZstd));

TEST_P(ArchiveTest, GivesBackFilesModesLinksTimesAndEmptyFolders) {
  put("in/src/tool", "#!/bin/sh\n");
  ASSERT_TRUE(files.make_executable(top / "in/src/tool"));
  put("in/a.txt", std::string(300000, 'a'));
  put("in/empty-file", "");
  put("in/n\xc3\xa4me", "utf-8");
  ASSERT_TRUE(files.make_directories(top / "in/empty"));
  ASSERT_TRUE(files.make_symlink("src/tool", top / "in/link"));
  fs::last_write_time(top / "in/a.txt", fs::file_time_type::clock::now() - std::chrono::hours(100));
  const auto size = archive.pack({{top / "in", "."}}, top / "new/x", GetParam(), 6, {});
  ASSERT_TRUE(size) << size.error().message;
  EXPECT_EQ(*size, fs::file_size(top / "new/x"));
  EXPECT_LT(*size, 10000U);
  EXPECT_EQ(files.list(top / "new")->size(), 1U);

  const auto unpacked = archive.unpack(top / "new/x", top / "out", {});
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_EQ(*files.read(top / "out/a.txt"), std::string(300000, 'a'));
  EXPECT_EQ(*files.read(top / "out/n\xc3\xa4me"), "utf-8");
  EXPECT_EQ(*files.read(top / "out/link"), "#!/bin/sh\n");
  EXPECT_EQ(files.type(top / "out/link"), ports::FileType::kSymlink);
  const bool keeps_modes = GetParam() == ArchiveFormat::kTarZstd;
  EXPECT_EQ(fs::status(top / "out/src/tool").permissions(),
            keeps_modes ? fs::status(top / "in/src/tool").permissions() : static_cast<fs::perms>(0644));
  EXPECT_EQ(fs::status(top / "out/src").permissions(), fs::status(top / "in/src").permissions());
  EXPECT_EQ(*files.size(top / "out/empty-file"), 0U);
  EXPECT_EQ(files.type(top / "out/empty"), ports::FileType::kDirectory);
  const auto drift = fs::last_write_time(top / "in/a.txt") - fs::last_write_time(top / "out/a.txt");
  EXPECT_LT(std::chrono::abs(drift), std::chrono::seconds(1));
}

TEST_P(ArchiveTest, TheSameFilesGiveTheSameBytesInAnyOrder) {
  put("a", "1");
  put("b", "2");
  ASSERT_TRUE(archive.pack({{top / "a", "a"}, {top / "b", "b"}}, top / "x", GetParam(), 6, {}));
  ASSERT_TRUE(archive.pack({{top / "b", "b"}, {top / "a", "a"}, {top / "a", "a"}}, top / "y", GetParam(), 6, {}));
  EXPECT_EQ(*files.read(top / "x"), *files.read(top / "y"));
  EXPECT_THAT(*archive.list(top / "x"), ElementsAre("a", "b"));
}

TEST_P(ArchiveTest, ReplacesWhatIsThereAndNeverWritesThroughALink) {
  put("a", "new");
  put("victim", "safe");
  put("out/old", "x");
  ASSERT_TRUE(files.make_symlink(top / "victim", top / "out/a"));
  ASSERT_TRUE(archive.pack({{top / "a", "a"}}, top / "x", GetParam(), 6, {}));
  ASSERT_TRUE(archive.unpack(top / "x", top / "out", {}));
  EXPECT_EQ(*files.read(top / "out/a"), "new");
  EXPECT_EQ(*files.read(top / "victim"), "safe");
  EXPECT_EQ(*files.read(top / "out/old"), "x");
}

TEST_P(ArchiveTest, WhatCannotBePackedLeavesNoArchive) {
  put("a", "1");
  EXPECT_EQ(archive.pack({{top / "a", "a"}, {top / "none", "none"}}, top / "x", GetParam(), 6, {}).error().kind,
            ErrorKind::kNotFound);
  ASSERT_EQ(::mkfifo((top / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(archive.pack({{top / "fifo", "fifo"}}, top / "x", GetParam(), 6, {}).error().message,
              HasSubstr("only files, folders and links"));
  EXPECT_FALSE(archive.pack({{top / "a", "a"}}, top / "a/x", GetParam(), 6, {}));
  EXPECT_EQ(archive.pack({{top / "a", "a"}}, top / "x", GetParam(), 99, {}).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(files.list(top)->size(), 2U);
}

TEST_P(ArchiveTest, WhatIsStoppedLeavesNoArchiveAndNoFile) {
  put("in/a", std::string(200000, 'x'));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(archive.pack({{top / "in", "."}}, top / "x", GetParam(), 6, stop.get_token()).error().kind,
            ErrorKind::kInterrupted);
  EXPECT_EQ(files.list(top)->size(), 1U);
  ASSERT_TRUE(archive.pack({{top / "in", "."}}, top / "x", GetParam(), 6, {}));
  EXPECT_EQ(archive.unpack(top / "x", top / "out", stop.get_token()).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(archive.unpack_trusted(top / "x", top / "out", stop.get_token()).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(files.list(top / "out")->size(), 0U);
}

TEST_P(ArchiveTest, ADamagedArchiveIsAnError) {
  put("a", std::string(200000, 'x') + "y");
  ASSERT_TRUE(archive.pack({{top / "a", "a"}}, top / "x", GetParam(), 6, {}));
  const std::string bytes = *files.read(top / "x");
  put("cut", bytes.substr(0, bytes.size() / 2));
  put("noise", "this is not an archive at all");
  for (const char* name : {"cut", "noise", "missing"}) {
    EXPECT_FALSE(archive.unpack(top / name, top / "out", {})) << name;
    EXPECT_FALSE(archive.list(top / name) && name != std::string_view("cut")) << name;
  }
  EXPECT_EQ(archive.list(top / "missing").error().kind, ErrorKind::kNotFound);
}

TEST_P(ArchiveTest, OurOwnArchivesMayNameAbsolutePathsAndLinks) {
  put("in/a", "1");
  ASSERT_TRUE(files.make_symlink("/usr/bin/env", top / "in/python"));
  const std::string elsewhere = (top / "elsewhere").string();
  ASSERT_TRUE(archive.pack({{top / "in", elsewhere}, {top / "in/a", "below/b"}}, top / "x", GetParam(), 6, {}));
  const auto refused = archive.unpack(top / "x", top / "out", {});
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(files.type(top / "elsewhere"), ports::FileType::kMissing);
  const auto unpacked = archive.unpack_trusted(top / "x", top / "out", {});
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_EQ(*files.read(top / "elsewhere/a"), "1");
  EXPECT_EQ(*files.read_symlink(top / "elsewhere/python"), fs::path("/usr/bin/env"));
  EXPECT_EQ(*files.read(top / "out/below/b"), "1");
}

TEST_F(ArchiveTest, PythonReadsOurZipWithItsNames) {
  put("n\xc3\xa4me", "x");
  ASSERT_TRUE(archive.pack({{top / "n\xc3\xa4me", "n\xc3\xa4me"}}, top / "x.zip", ArchiveFormat::kZip, 0, {}));
  make_with_python("import zipfile; assert zipfile.ZipFile('x.zip').namelist() == ['n\\u00e4me']");
}

TEST_F(ArchiveTest, NamesThatLeadOutsideAreRefused) {
  make_with_python(
      "import zipfile\n"
      "for i, n in enumerate(['../evil', '/tmp/ropewalk-evil', 'a/../../evil']):\n"
      "    with zipfile.ZipFile(f'{i}.zip', 'w') as z: z.writestr(n, 'x')\n");
  for (const char* name : {"0.zip", "1.zip", "2.zip"}) {
    EXPECT_THAT(archive.unpack(top / name, top / "out", {}).error().message, HasSubstr("outside the folder")) << name;
  }
  EXPECT_EQ(files.type(top / "evil"), ports::FileType::kMissing);
  EXPECT_EQ(files.type("/tmp/ropewalk-evil"), ports::FileType::kMissing);
}

TEST_F(ArchiveTest, LinksThatLeadOutsideAreRefusedAndLinksInsideAreNotGoneThrough) {
  make_with_python(
      "import tarfile, io\n"
      "def link(t, name, to):\n"
      "    i = tarfile.TarInfo(name); i.type = tarfile.SYMTYPE; i.linkname = to; t.addfile(i)\n"
      "def file(t, name):\n"
      "    i = tarfile.TarInfo(name); i.size = 1; t.addfile(i, io.BytesIO(b'x'))\n"
      "with tarfile.open('up.tar', 'w') as t: link(t, 'd/l', '../..'); file(t, 'd/l/evil')\n"
      "with tarfile.open('absolute.tar', 'w') as t: link(t, 'l', '/tmp')\n"
      "with tarfile.open('inside.tar', 'w') as t: file(t, 'real/a'); link(t, 'l', 'real'); file(t, 'l/b')\n"
      "with tarfile.open('good.tar', 'w') as t: file(t, 'a/f'); link(t, 'b/l', '../a/f')\n"
      "with tarfile.open('device.tar', 'w') as t:\n"
      "    i = tarfile.TarInfo('null'); i.type = tarfile.CHRTYPE; t.addfile(i)\n");
  EXPECT_THAT(archive.unpack(top / "up.tar", top / "1", {}).error().message, HasSubstr("outside the folder"));
  EXPECT_THAT(archive.unpack(top / "absolute.tar", top / "2", {}).error().message, HasSubstr("outside the folder"));
  EXPECT_THAT(archive.unpack(top / "inside.tar", top / "3", {}).error().message, HasSubstr("a link"));
  EXPECT_TRUE(archive.unpack(top / "good.tar", top / "4", {}));
  EXPECT_EQ(*files.read(top / "4/b/l"), "x");
  EXPECT_THAT(archive.unpack(top / "device.tar", top / "5", {}).error().message,
              HasSubstr("not a file, folder or symbolic"));
}

TEST_F(ArchiveTest, SetUserIdIsNotTakenFromAnArchive) {
  make_with_python(
      "import tarfile, io\n"
      "with tarfile.open('s.tar', 'w') as t:\n"
      "    i = tarfile.TarInfo('tool'); i.size = 1; i.mode = 0o6755; t.addfile(i, io.BytesIO(b'x'))\n");
  ASSERT_TRUE(archive.unpack(top / "s.tar", top / "out", {}));
  EXPECT_EQ(fs::status(top / "out/tool").permissions(), static_cast<fs::perms>(0755));
}

TEST_F(ArchiveTest, ReadOnlyFoldersAreFilledBeforeTheyAreClosed) {
  put("in/d/deep/a", "1");
  ::chmod((top / "in/d/deep").c_str(), 0555);
  ::chmod((top / "in/d").c_str(), 0555);
  ASSERT_TRUE(archive.pack({{top / "in", "."}}, top / "x", ArchiveFormat::kTarZstd, 3, {}));
  ASSERT_TRUE(archive.unpack(top / "x", top / "out", {}));
  EXPECT_EQ(fs::status(top / "out/d/deep").permissions(), static_cast<fs::perms>(0555));
  EXPECT_EQ(*files.read(top / "out/d/deep/a"), "1");
}

}  // namespace
}  // namespace ropewalk::platform
