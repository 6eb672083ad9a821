// Files by which a repository tells others what they may do and whom to tell.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/policy/rules/rule.h"

namespace ropewalk::scan::policy {
namespace {

/// The first file of these names (without case, any extension of texts) at the top, in `.github` or in `docs`.
std::string find_text(const Tree& tree, std::initializer_list<std::string_view> names) {
  for (const std::string_view folder : {"", ".github/", "docs/"}) {
    for (const std::string& path : tree.files) {
      if (!path.starts_with(folder) || path.find('/', folder.size()) != std::string::npos) {
        continue;
      }
      const std::string lower = to_lower(std::string_view(path).substr(folder.size()));
      const std::string_view stem = std::string_view(lower).substr(0, lower.find('.'));
      if (std::any_of(names.begin(), names.end(), [&](std::string_view name) {
            return stem == name || (name == "license" && stem.starts_with("license-"));
          })) {
        return path;
      }
    }
  }
  return {};
}

bool has_contact(std::string_view text) {
  return text.find("https://") != std::string_view::npos || text.find("mailto:") != std::string_view::npos ||
         (text.find('@') != std::string_view::npos && text.find('.') != std::string_view::npos) ||
         text.find("Security Advisor") != std::string_view::npos ||
         text.find("private vulnerability") != std::string_view::npos ||
         text.find("Report a vulnerability") != std::string_view::npos;
}

}  // namespace

void check_community_files(const Repository& repository, Judgement& judgement) {
  const Tree& tree = repository.tree;
  const std::string security = find_text(tree, {"security"});
  if (security.empty()) {
    judgement.tell("security-policy-missing", "Security-Policy", Severity::kLow, {},
                   "no SECURITY.md: whoever finds a hole does not know whom to tell",
                   "add SECURITY.md with a private way to report, and how soon you answer", "missing");
  } else if (const auto text = tree.read(security); text && !has_contact(*text)) {
    judgement.tell("security-policy-no-contact", "Security-Policy", Severity::kLow, {security, 1, 1, 1, 1},
                   "the security policy names no private way to report",
                   "add an address, or a link to the repository's private reports", "contact");
  }
  judgement.checks.push_back({"Security-Policy", security.empty() ? Outcome::kFail : Outcome::kPass,
                              security.empty() ? "there is no SECURITY.md" : security});
  const std::string license = find_text(tree, {"license", "licence", "copying"});
  if (license.empty()) {
    judgement.tell("licence-missing", "License", Severity::kInfo, {},
                   "no LICENSE file: nobody may use this, and scanners cannot tell",
                   "add LICENSE, or 'Proprietary' in it", "missing");
  }
  judgement.checks.push_back({"License", license.empty() ? Outcome::kFail : Outcome::kPass,
                              license.empty() ? "there is no LICENSE" : license});
  const bool has_dependabot = tree.has(".github/dependabot.yml") || tree.has(".github/dependabot.yaml");
  const bool has_renovate = tree.has("renovate.json") || tree.has("renovate.json5") ||
                            tree.has(".github/renovate.json") || tree.has(".github/renovate.json5") ||
                            tree.has(".renovaterc") || tree.has(".renovaterc.json");
  if (!has_dependabot && !has_renovate) {
    judgement.tell("no-update-tool", "Dependency-Update-Tool", Severity::kLow, {},
                   "nothing brings updates: neither .github/dependabot.yml nor a Renovate configuration",
                   "add .github/dependabot.yml (ropewalk init writes one)", "missing");
  }
  judgement.checks.push_back({"Dependency-Update-Tool",
                              has_dependabot || has_renovate ? Outcome::kPass : Outcome::kFail,
                              has_dependabot ? "Dependabot"
                              : has_renovate ? "Renovate"
                                             : "neither Dependabot nor Renovate"});
}

}  // namespace ropewalk::scan::policy
