// The settings of the default branch, from what was exported: `gh api repos/OWNER/NAME/rulesets/ID`, a list of those,
// or the classic `branches/BRANCH/protection`. Without an export nothing is known, which is neither good nor bad.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "scan/policy/rules/rule.h"

namespace ropewalk::scan::policy {
namespace {

/// What an export says, whichever form it has.
struct Protection {
  bool asks_pull_request = false;
  int reviews = 0;
  bool asks_owners = false;
  bool drops_stale = false;
  bool asks_checks = false;
  bool forbids_force = false;
  bool forbids_deletion = false;
  bool asks_signatures = false;
};

const json::object* object_member(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

bool flag(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  if (value != nullptr && value->is_object()) {
    value = value->get_object().if_contains("enabled");  // classic: {"enabled": true}
  }
  return value != nullptr && value->is_bool() && value->get_bool();
}

int number(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value != nullptr && value->is_int64() ? static_cast<int>(value->get_int64()) : 0;
}

void read_ruleset(const json::object& ruleset, Protection& protection) {
  const std::string_view enforcement = string_member(ruleset, "enforcement");
  const std::string_view target = string_member(ruleset, "target");
  const json::value* rules = ruleset.if_contains("rules");
  if ((!enforcement.empty() && enforcement != "active") || (!target.empty() && target != "branch") ||
      rules == nullptr || !rules->is_array()) {
    return;
  }
  for (const json::value& item : rules->get_array()) {
    const json::object* rule = item.if_object();
    if (rule == nullptr) {
      continue;
    }
    const std::string_view type = string_member(*rule, "type");
    const json::object* parameters = object_member(*rule, "parameters");
    protection.forbids_force = protection.forbids_force || type == "non_fast_forward";
    protection.forbids_deletion = protection.forbids_deletion || type == "deletion";
    protection.asks_signatures = protection.asks_signatures || type == "required_signatures";
    protection.asks_checks = protection.asks_checks || type == "required_status_checks";
    if (type == "pull_request") {
      protection.asks_pull_request = true;
      if (parameters != nullptr) {
        protection.reviews = std::max(protection.reviews, number(*parameters, "required_approving_review_count"));
        protection.asks_owners = protection.asks_owners || flag(*parameters, "require_code_owner_review");
        protection.drops_stale = protection.drops_stale || flag(*parameters, "dismiss_stale_reviews_on_push");
      }
    }
  }
}

void read_classic(const json::object& settings, Protection& protection) {
  if (const json::object* reviews = object_member(settings, "required_pull_request_reviews")) {
    protection.asks_pull_request = true;
    protection.reviews = number(*reviews, "required_approving_review_count");
    protection.asks_owners = flag(*reviews, "require_code_owner_reviews");
    protection.drops_stale = flag(*reviews, "dismiss_stale_reviews");
  }
  protection.asks_checks = object_member(settings, "required_status_checks") != nullptr;
  protection.forbids_force = !flag(settings, "allow_force_pushes");
  protection.forbids_deletion = !flag(settings, "allow_deletions");
  protection.asks_signatures = flag(settings, "required_signatures");
}

}  // namespace

void check_branch_protection(const Repository& repository, Judgement& judgement) {
  const Tree& tree = repository.tree;
  std::vector<std::string> exports;
  if (!repository.branch_protection.empty()) {
    exports.push_back(repository.branch_protection);
  } else {
    for (const std::string& path : tree.files) {
      if (path == ".github/branch-protection.json" ||
          (path.starts_with(".github/rulesets/") && path.ends_with(".json"))) {
        exports.push_back(path);
      }
    }
  }
  if (exports.empty()) {
    judgement.checks.push_back(
        {"Branch-Protection", Outcome::kUnknown,
         "the settings were not exported to .github/branch-protection.json or .github/rulesets/"});
    return;
  }
  Protection protection;
  for (const std::string& path : exports) {
    const auto text = tree.read(path);
    const auto value = text ? parse_json(*text, path) : Result<json::value>(fail(text.error()));
    if (!value) {
      judgement.report.trouble.push_back({{path}, text ? "invalid" : "unreadable", value.error().message, {}});
      judgement.checks.push_back({"Branch-Protection", Outcome::kUnknown, fmt::format("{} cannot be read", path)});
      return;
    }
    if (const json::array* list = value->if_array()) {
      for (const json::value& item : *list) {
        if (const json::object* ruleset = item.if_object()) {
          read_ruleset(*ruleset, protection);
        }
      }
    } else if (const json::object* object = value->if_object()) {
      object->contains("rules") ? read_ruleset(*object, protection) : read_classic(*object, protection);
    }
  }
  int faults = 0;
  const auto want = [&](bool holds, Severity severity, std::string_view rule, std::string message, std::string hint) {
    if (!holds) {
      ++faults;
      judgement.tell(rule, "Branch-Protection", severity, {exports.front(), 1, 1, 1, 1}, std::move(message),
                     std::move(hint), std::string(rule));
    }
  };
  const bool has_owners = tree.has("CODEOWNERS") || tree.has(".github/CODEOWNERS") || tree.has("docs/CODEOWNERS");
  want(protection.forbids_force, Severity::kHigh, "branch-force-push", "the branch's history can be overwritten",
       "forbid force pushes");
  want(protection.forbids_deletion, Severity::kMedium, "branch-deletion", "the branch can be deleted",
       "forbid deletions");
  want(protection.asks_pull_request && protection.reviews > 0, Severity::kMedium, "branch-no-review",
       "changes need nobody's approval", "require a pull request with at least one approval");
  want(protection.asks_checks, Severity::kMedium, "branch-no-checks", "changes are merged whatever the checks say",
       "require status checks");
  want(!has_owners || protection.asks_owners, Severity::kLow, "branch-no-owner-review",
       "CODEOWNERS is there, and owners need not approve", "require review from code owners");
  want(protection.drops_stale || protection.reviews == 0, Severity::kLow, "branch-stale-reviews",
       "an approval outlives what is pushed after it", "dismiss stale reviews");
  judgement.checks.push_back({"Branch-Protection", faults == 0 ? Outcome::kPass : Outcome::kFail,
                              fmt::format("{} settings are open", faults)});
}

}  // namespace ropewalk::scan::policy
