// Repositories that exist only in a test: files by URL and commit.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ports/fake/files.h"
#include "ports/remote_repositories.h"

namespace ropewalk::ports {

class FakeRemoteRepositories final : public RemoteRepositories {
 public:
  explicit FakeRemoteRepositories(FakeFiles& files) : files_(files) {}

  /// `refs["URL@v1"]` is a commit, `trees["URL@COMMIT"]` its files by path.
  std::map<std::string, std::string> refs = {};
  std::map<std::string, std::map<std::string, std::string>> trees = {};
  /// What was asked for, in order: `resolve URL@v1`, `fetch URL@COMMIT`.
  std::vector<std::string> asked = {};

  [[nodiscard]] Result<std::string> resolve(const std::string& url, const std::string& ref,
                                            std::stop_token /*stop*/) override {
    asked.push_back("resolve " + url + "@" + ref);
    const auto found = refs.find(url + "@" + ref);
    return found == refs.end() ? fail(ErrorKind::kNotFound, url + " has no tag or branch '" + ref + "'")
                               : Result<std::string>(found->second);
  }

  [[nodiscard]] Result<void> fetch(const std::string& url, const std::string& commit,
                                   const std::filesystem::path& folder, std::stop_token /*stop*/) override {
    asked.push_back("fetch " + url + "@" + commit);
    const auto found = trees.find(url + "@" + commit);
    if (found == trees.end()) {
      return fail(ErrorKind::kInvalid, "git fetch failed: could not resolve host");
    }
    for (const auto& [name, text] : found->second) {
      files_.add(folder / name, text);
    }
    return {};
  }

 private:
  FakeFiles& files_;
};

}  // namespace ropewalk::ports
