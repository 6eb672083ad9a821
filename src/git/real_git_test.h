// A real repository in a temporary folder, for the tests that run the git program.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "git/repositories.h"
#include "platform/files.h"
#include "platform/process.h"
#include "ports/fake/environment.h"

namespace ropewalk::git {

class RealGitTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Runs a program in a folder and gives its output without the last line end; the test fails when the program does.
  std::string run(const std::filesystem::path& folder, const std::vector<std::string>& arguments);
  /// The same for git, as the user with the home `home()`.
  std::string git(const std::vector<std::string>& arguments) { return git_in(top, arguments); }
  std::string git_in(const std::filesystem::path& folder, std::vector<std::string> arguments);
  /// Writes a file of the working tree.
  void put(const std::filesystem::path& path, std::string_view bytes) { ASSERT_TRUE(files.write(top / path, bytes)); }
  /// Adds everything and commits.
  void commit_all(const std::string& message);
  /// A text that changes when anything below `folder` does: names, modes, times and contents.
  std::string fingerprint(const std::filesystem::path& folder);

  [[nodiscard]] std::filesystem::path home() const { return area / "home"; }
  std::unique_ptr<ports::Repository> open() { return open_at(top); }
  std::unique_ptr<ports::Repository> open_at(const std::filesystem::path& folder);

  platform::RealFiles files;
  platform::RealProcess process;
  ports::FakeEnvironment environment;
  std::filesystem::path area;
  /// The user's repository, with an initial commit on `main` that holds `a.txt`.
  std::filesystem::path top;
};

}  // namespace ropewalk::git
