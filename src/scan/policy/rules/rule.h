// A rule of policy over a repository, and what all of them look at.
#pragma once

#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/core/finding.h"
#include "scan/policy/tree.h"
#include "scan/policy/yaml_view.h"

namespace ropewalk::scan::policy {

/// A YAML file that was read, with the memory that its nodes live in.
struct YamlFile {
  std::string path;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory;
  yaml::Document document;
};

/// What a check came to: it holds, it does not, or this cannot be told from the files.
enum class Outcome { kPass, kFail, kUnknown };

/// One of OpenSSF Scorecard's checks that files can answer, by its name there.
struct Check {
  std::string_view name;
  Outcome outcome = Outcome::kUnknown;
  std::string reason;
};

struct Repository {
  const Tree& tree;
  /// The workflows and the action files that are YAML mappings.
  std::vector<YamlFile> workflows;
  std::vector<YamlFile> actions;
  /// Where the settings of the branches were exported to; empty: nowhere.
  std::string branch_protection;
};

/// What a rule adds to.
struct Judgement {
  Report& report;
  std::vector<Check>& checks;

  /// `check` is Scorecard's name for what the rule is about; empty for a rule of our own.
  void tell(std::string_view rule, std::string_view check, Severity severity, Location place, std::string message,
            std::string hint, std::string subject);
};

/// The rules, a group a file.
void check_pins(const Repository& repository, Judgement& judgement);
void check_token_permissions(const Repository& repository, Judgement& judgement);
void check_dangerous_workflows(const Repository& repository, Judgement& judgement);
void check_community_files(const Repository& repository, Judgement& judgement);
void check_tracked_files(const Repository& repository, Judgement& judgement);
void check_locks(const Repository& repository, Judgement& judgement);
void check_branch_protection(const Repository& repository, Judgement& judgement);
void check_pipeline(const Repository& repository, Judgement& judgement);

}  // namespace ropewalk::scan::policy
