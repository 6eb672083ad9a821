// The settings of the default branch, from what was exported: `gh api repos/OWNER/NAME/rulesets/ID`, a list of those,
// `rules/branches/BRANCH`, or the classic `branches/BRANCH/protection`. Settings only add to each other, so what one
// export asks for holds whatever the others say; what is open counts only when nothing was left out. Without an export
// nothing is known, which is neither good nor bad.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/strings.h"
#include "scan/policy/rules/rule.h"
#include "text/path_glob.h"

namespace ropewalk::scan::policy {
namespace {

/// What is asked for, whichever form says so.
struct Protection {
  bool asks_pull_request = false;
  int reviews = 0;
  bool asks_owners = false;
  bool drops_stale = false;
  bool asks_checks = false;
  bool forbids_force = false;
  bool forbids_deletion = false;
};

/// What all exports say.
struct Settings {
  /// Of what is sure to be about the default branch.
  Protection sure;
  /// With rulesets that do not say which branches they are about.
  Protection likely;
  bool has_any = false;
  /// Why something is not known; the first of several.
  std::string unknown;
};

const json::object* object_member(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

const json::array* list_member(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
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

bool has_items(const json::object& from, std::string_view key) {
  const json::array* list = list_member(from, key);
  return list != nullptr && !list->empty();
}

void add_rule(const json::object& rule, Protection& protection) {
  const std::string_view type = string_member(rule, "type");
  const json::object* parameters = object_member(rule, "parameters");
  protection.forbids_force = protection.forbids_force || type == "non_fast_forward";
  protection.forbids_deletion = protection.forbids_deletion || type == "deletion";
  if (parameters == nullptr) {
    protection.asks_pull_request = protection.asks_pull_request || type == "pull_request";
    return;
  }
  if (type == "required_status_checks") {
    protection.asks_checks = protection.asks_checks || has_items(*parameters, "required_status_checks");
  } else if (type == "workflows") {
    protection.asks_checks = protection.asks_checks || has_items(*parameters, "workflows");
  } else if (type == "pull_request") {
    protection.asks_pull_request = true;
    protection.reviews = std::max(protection.reviews, number(*parameters, "required_approving_review_count"));
    protection.asks_owners = protection.asks_owners || flag(*parameters, "require_code_owner_review");
    protection.drops_stale = protection.drops_stale || flag(*parameters, "dismiss_stale_reviews_on_push");
  }
}

void add_classic(const json::object& settings, Protection& protection) {
  if (const json::object* reviews = object_member(settings, "required_pull_request_reviews")) {
    protection.asks_pull_request = true;
    protection.reviews = std::max(protection.reviews, number(*reviews, "required_approving_review_count"));
    protection.asks_owners = protection.asks_owners || flag(*reviews, "require_code_owner_reviews");
    protection.drops_stale = protection.drops_stale || flag(*reviews, "dismiss_stale_reviews");
  }
  if (const json::object* checks = object_member(settings, "required_status_checks")) {
    protection.asks_checks = protection.asks_checks || has_items(*checks, "contexts") || has_items(*checks, "checks");
  }
  protection.forbids_force = protection.forbids_force || !flag(settings, "allow_force_pushes");
  protection.forbids_deletion = protection.forbids_deletion || !flag(settings, "allow_deletions");
}

bool is_classic(const json::object& object) {
  static constexpr std::array<std::string_view, 7> kKeys = {"required_status_checks", "required_pull_request_reviews",
                                                            "allow_force_pushes",     "allow_deletions",
                                                            "enforce_admins",         "restrictions",
                                                            "required_signatures"};
  return std::any_of(kKeys.begin(), kKeys.end(), [&](std::string_view key) { return object.contains(key); });
}

/// The branches that may be the default one: what the clone says, else the usual names.
std::vector<std::string> default_branches(const Tree& tree) {
  constexpr std::string_view kPrefix = "ref: refs/remotes/origin/";
  const auto head = tree.read(".git/refs/remotes/origin/HEAD");
  if (head && head->starts_with(kPrefix)) {
    return {std::string(trim(std::string_view(*head).substr(kPrefix.size())))};
  }
  return {"main", "master"};
}

class Exports {
 public:
  explicit Exports(const Tree& tree) : tree_(tree) {}

  void read(const std::string& path, Judgement& judgement) {
    path_ = path;
    const auto text = tree_.read(path);
    const auto value = text ? parse_json(*text, path) : Result<json::value>(fail(text.error()));
    if (!value || (!value->is_array() && !value->is_object())) {
      const std::string why = value ? "this is no export of settings" : value.error().message;
      judgement.report.trouble.push_back({{path}, text ? "invalid" : "unreadable", why, {}});
      say_unknown("cannot be read");
      return;
    }
    if (const json::array* list = value->if_array()) {
      read_list(*list);
    } else {
      read_object(value->get_object());
    }
    if (!unknown_here_.empty()) {
      judgement.report.skipped.push_back({{path, 1, 1, 1, 1}, "no-branch-settings", std::exchange(unknown_here_, {})});
    }
  }

  [[nodiscard]] const Settings& settings() const { return settings_; }

 private:
  void say_unknown(const std::string& why) {
    unknown_here_ = unknown_here_.empty() ? why : unknown_here_;
    settings_.unknown = settings_.unknown.empty() ? fmt::format("{}: {}", path_, why) : settings_.unknown;
  }

  void read_list(const json::array& list) {
    if (list.empty()) {
      say_unknown("the list is empty");
    }
    for (const json::value& item : list) {
      const json::object* object = item.if_object();
      if (object == nullptr) {
        say_unknown("an entry is no ruleset");
      } else if (!object->contains("rules") && !string_member(*object, "type").empty()) {
        settings_.has_any = true;  // of `rules/branches/BRANCH`
        add_rule(*object, settings_.sure);
        add_rule(*object, settings_.likely);
      } else {
        read_object(*object);
      }
    }
  }

  void read_object(const json::object& object) {
    if (object.contains("rules") || object.contains("enforcement") || object.contains("target")) {
      read_ruleset(object);
    } else if (is_classic(object)) {
      settings_.has_any = true;
      add_classic(object, settings_.sure);
      add_classic(object, settings_.likely);
    } else if (const std::string_view message = string_member(object, "message"); !message.empty()) {
      say_unknown(fmt::format("GitHub answered '{}'", message));
    } else {
      say_unknown("it says nothing of a branch's protection");
    }
  }

  void read_ruleset(const json::object& ruleset) {
    const std::string_view enforcement = string_member(ruleset, "enforcement");
    const std::string_view target = string_member(ruleset, "target");
    if ((!enforcement.empty() && enforcement != "active") || (!target.empty() && target != "branch")) {
      return;
    }
    const std::optional<bool> applies = is_about_default(ruleset);
    if (applies == false) {
      return;
    }
    const json::array* rules = list_member(ruleset, "rules");
    if (rules == nullptr) {
      say_unknown("a ruleset stands there without its rules: export each one by its id");
      return;
    }
    settings_.has_any = true;
    for (const json::value& item : *rules) {
      if (const json::object* rule = item.if_object()) {
        if (applies.has_value()) {
          add_rule(*rule, settings_.sure);
        }
        add_rule(*rule, settings_.likely);
      }
    }
  }

  /// Nothing when the ruleset does not say which branches it is about.
  [[nodiscard]] std::optional<bool> is_about_default(const json::object& ruleset) {
    const json::object* conditions = object_member(ruleset, "conditions");
    const json::object* names = conditions == nullptr ? nullptr : object_member(*conditions, "ref_name");
    if (names == nullptr) {
      return std::nullopt;
    }
    return matches(list_member(*names, "include")) && !matches(list_member(*names, "exclude"));
  }

  [[nodiscard]] bool matches(const json::array* patterns) {
    for (const json::value& item : patterns == nullptr ? json::array() : *patterns) {
      const std::string_view pattern = item.is_string() ? std::string_view(item.get_string()) : "";
      if (pattern == "~ALL" || pattern == "~DEFAULT_BRANCH") {
        return true;
      }
      const auto globs = text::PathGlobs::compile(std::string(pattern), {.root = "/", .implicit_descendants = false});
      if (branches_.empty()) {
        branches_ = default_branches(tree_);
      }
      for (const std::string& branch : branches_) {
        const std::string ref = "refs/heads/" + branch;
        if (pattern == ref || (globs && globs->matches(ref, false))) {
          return true;
        }
      }
    }
    return false;
  }

  const Tree& tree_;
  std::string path_;
  std::string unknown_here_;
  std::vector<std::string> branches_;
  Settings settings_;
};

struct Open {
  Severity severity = Severity::kMedium;
  std::string_view rule;
  std::string_view message;
  std::string_view hint;
};

std::vector<Open> open_settings(const Protection& protection, bool has_owners) {
  std::vector<Open> all;
  const auto want = [&](bool holds, Open open) {
    if (!holds) {
      all.push_back(open);
    }
  };
  want(protection.forbids_force,
       {Severity::kHigh, "branch-force-push", "the branch's history can be overwritten", "forbid force pushes"});
  want(protection.forbids_deletion,
       {Severity::kMedium, "branch-deletion", "the branch can be deleted", "forbid deletions"});
  want(protection.asks_pull_request && protection.reviews > 0,
       {Severity::kMedium, "branch-no-review", "changes need nobody's approval",
        "require a pull request with at least one approval"});
  want(protection.asks_checks,
       {Severity::kMedium, "branch-no-checks", "changes are merged whatever the checks say", "require status checks"});
  want(!has_owners || protection.asks_owners,
       {Severity::kLow, "branch-no-owner-review", "CODEOWNERS is there, and owners need not approve",
        "require review from code owners"});
  want(protection.drops_stale || protection.reviews == 0,
       {Severity::kLow, "branch-stale-reviews", "an approval outlives what is pushed after it",
        "dismiss stale reviews"});
  return all;
}

std::vector<std::string> exports_of(const Repository& repository) {
  if (!repository.branch_protection.empty()) {
    return {repository.branch_protection};
  }
  std::vector<std::string> exports;
  for (const std::string& path : repository.tree.files) {
    if (path == ".github/branch-protection.json" ||
        (path.starts_with(".github/rulesets/") && path.ends_with(".json"))) {
      exports.push_back(path);
    }
  }
  return exports;
}

}  // namespace

void check_branch_protection(const Repository& repository, Judgement& judgement) {
  const Tree& tree = repository.tree;
  const auto conclude = [&](Outcome outcome, std::string reason) {
    judgement.checks.push_back({"Branch-Protection", outcome, std::move(reason)});
  };
  const std::vector<std::string> files = exports_of(repository);
  if (files.empty()) {
    conclude(Outcome::kUnknown,
             "the settings were not exported to .github/branch-protection.json or .github/rulesets/");
    return;
  }
  Exports exports(tree);
  for (const std::string& path : files) {
    exports.read(path, judgement);
  }
  const Settings& settings = exports.settings();
  const bool has_owners = tree.has("CODEOWNERS") || tree.has(".github/CODEOWNERS") || tree.has("docs/CODEOWNERS");
  const std::vector<Open> open = open_settings(settings.likely, has_owners);
  if (settings.has_any && open_settings(settings.sure, has_owners).empty()) {
    conclude(Outcome::kPass, "0 settings are open");
  } else if (!settings.unknown.empty()) {
    conclude(Outcome::kUnknown, settings.unknown);
  } else if (!settings.has_any) {
    conclude(Outcome::kUnknown, "no exported ruleset that is active is about the default branch");
  } else if (open.empty()) {
    conclude(Outcome::kUnknown, "a ruleset does not say which branches it is about");
  } else {
    for (const Open& one : open) {
      judgement.tell(one.rule, "Branch-Protection", one.severity, {files.front(), 1, 1, 1, 1}, std::string(one.message),
                     std::string(one.hint), std::string(one.rule));
    }
    conclude(Outcome::kFail, fmt::format("{} settings are open", open.size()));
  }
}

}  // namespace ropewalk::scan::policy
