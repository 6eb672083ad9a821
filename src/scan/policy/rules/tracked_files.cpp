// Files that do not belong into a repository: programs, and what holds secrets by its name.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "scan/policy/rules/rule.h"

namespace ropewalk::scan::policy {
namespace {

constexpr std::array<std::string_view, 20> kProgramEnds = {".exe", ".dll", ".so",  ".dylib", ".jar", ".class", ".pyc",
                                                           ".pyo", ".war", ".ear", ".wasm",  ".o",   ".a",     ".lib",
                                                           ".deb", ".rpm", ".apk", ".msi",   ".dex", ".crx"};
/// Of Git LFS and of the test data of those who test with programs.
constexpr std::string_view kPointer = "version https://git-lfs.github.com/spec/";

bool is_program(std::string_view bytes) {
  return bytes.starts_with(
             "\x7f"
             "ELF") ||
         bytes.starts_with("MZ") || bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xca\xfe\xba\xbe") ||
         bytes.starts_with("\xcf\xfa\xed\xfe") || bytes.starts_with("\xce\xfa\xed\xfe") ||
         bytes.starts_with(std::string_view("\0asm", 4)) || bytes.starts_with("!<arch>\n") ||
         bytes.starts_with("\xed\xab\xee\xdb") || bytes.starts_with("\xd0\xcf\x11\xe0") || bytes.starts_with("dex\n");
}

bool is_sample(std::string_view path) {
  return path.find("test") != std::string_view::npos || path.find("fixture") != std::string_view::npos ||
         path.find("example") != std::string_view::npos || path.find("corpus") != std::string_view::npos;
}

}  // namespace

void check_tracked_files(const Repository& repository, Judgement& judgement) {
  int programs = 0;
  for (const std::string& path : repository.tree.files) {
    const std::string lower = to_lower(path);
    const std::string_view name =
        std::string_view(lower).substr(lower.rfind('/') == std::string::npos ? 0 : lower.rfind('/') + 1);
    if (std::any_of(kProgramEnds.begin(), kProgramEnds.end(),
                    [&](std::string_view end) { return name.ends_with(end); })) {
      const bool is_python = name.ends_with(".pyc") || name.ends_with(".pyo");
      const auto bytes = repository.tree.read(path);
      if (bytes && (is_python || (is_program(*bytes) && !bytes->starts_with(kPointer)))) {
        ++programs;
        judgement.tell("binary-artifact", "Binary-Artifacts", is_sample(lower) ? Severity::kLow : Severity::kMedium,
                       {path}, "a compiled program is tracked: nobody can review what it does",
                       "build it in the pipeline, or fetch it by its SHA-256", path);
      } else if (!bytes) {
        judgement.report.skipped.push_back({{path}, "unreadable-binary", bytes.error().message});
      }
    }
    const bool is_env =
        name == ".env" || (name.starts_with(".env.") && !name.ends_with(".example") && !name.ends_with(".sample") &&
                           !name.ends_with(".template") && !name.ends_with(".dist") && !name.ends_with(".test"));
    if (is_env) {
      judgement.tell("tracked-environment-file", "", Severity::kMedium, {path},
                     "a .env file is tracked: it holds what a machine should know alone",
                     "remove it (git rm --cached), write it into .gitignore, and keep a .env.example", path);
    }
    if (name == "id_rsa" || name == "id_dsa" || name == "id_ecdsa" || name == "id_ed25519" || name == ".netrc" ||
        name == ".pypirc" || name.ends_with(".pfx") || name.ends_with(".p12")) {
      judgement.tell("tracked-key-file", "", is_sample(lower) ? Severity::kLow : Severity::kHigh, {path},
                     "a file of keys or passwords is tracked",
                     "remove it, and change what is in it: the history keeps it", path);
    }
  }
  judgement.checks.push_back({"Binary-Artifacts", programs == 0 ? Outcome::kPass : Outcome::kFail,
                              fmt::format("{} programs are tracked", programs)});
}

}  // namespace ropewalk::scan::policy
