// Fuzzes the rules over a repository's own files: CODEOWNERS, Dependabot's and pre-commit's settings, workflows,
// Dockerfiles, `.dockerignore`, exported branch protection; and VEX documents. The first byte says as what.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "scan/cvss/cvss.h"
#include "scan/dependencies/vex.h"
#include "scan/policy/check.h"
#include "scan/policy/owners/codeowners.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ropewalk;
  if (size == 0) {
    return 0;
  }
  constexpr std::array kPaths = {".github/CODEOWNERS",
                                 ".github/dependabot.yml",
                                 ".github/workflows/a.yml",
                                 "Dockerfile",
                                 ".dockerignore",
                                 ".pre-commit-config.yaml",
                                 "uv.lock",
                                 "pyproject.toml",
                                 "protection.json",
                                 "requirements.txt",
                                 "SECURITY.md",
                                 "action.yml"};
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t kind = data[0] % (kPaths.size() + 2);
  if (kind == kPaths.size()) {
    static_cast<void>(scan::read_vex(text, "a.json"));
    return 0;
  }
  if (kind > kPaths.size()) {
    static_cast<void>(scan::read_cvss(text));
    const auto owners = scan::policy::read_codeowners(text);
    static_cast<void>(owners.deciding("src/a/b.py"));
    return 0;
  }
  const std::string path = kPaths[kind];
  scan::policy::Tree tree;
  tree.files = {path, "Dockerfile", "poetry.lock", "src/app.py"};
  std::sort(tree.files.begin(), tree.files.end());
  tree.files.erase(std::unique(tree.files.begin(), tree.files.end()), tree.files.end());
  tree.read = [&](const std::string& name) -> Result<std::string> {
    return name == path ? text : std::string(name == "Dockerfile" ? "FROM a\nCOPY . .\n" : "");
  };
  static_cast<void>(scan::policy::check(tree, {.lists_checks = true, .branch_protection = "protection.json"}));
  return 0;
}
