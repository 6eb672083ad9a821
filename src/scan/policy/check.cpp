#include "scan/policy/check.h"

#include "base/strings.h"
#include "scan/policy/dependabot/check.h"
#include "scan/policy/dockerfile/check.h"
#include "scan/policy/owners/check.h"
#include "scan/policy/rules/rule.h"

namespace ropewalk::scan::policy {
namespace {

using Rule = void (*)(const Repository& repository, Judgement& judgement);

constexpr Rule kRules[] = {check_pins,
                           check_token_permissions,
                           check_dangerous_workflows,
                           check_community_files,
                           check_tracked_files,
                           check_locks,
                           check_branch_protection,
                           check_pipeline};

bool is_yaml(std::string_view path) { return path.ends_with(".yml") || path.ends_with(".yaml"); }

bool is_workflow(std::string_view path) {
  constexpr std::string_view kFolder = ".github/workflows/";
  return path.starts_with(kFolder) && is_yaml(path) && path.find('/', kFolder.size()) == std::string_view::npos;
}

bool is_action(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
  return name == "action.yml" || name == "action.yaml";
}

void read_yaml(const Tree& tree, const std::string& path, std::vector<YamlFile>& files, Report& report) {
  auto text = tree.read(path);
  if (!text) {
    report.trouble.push_back({{path}, "unreadable", text.error().message, {}});
    return;
  }
  if (trim(*text).empty()) {
    report.skipped.push_back({{path}, "empty", "the file is empty"});
    return;
  }
  ++report.looked_at;
  report.bytes += text->size();
  YamlFile file{path, std::make_unique<std::pmr::monotonic_buffer_resource>(), {}};
  file.document = yaml::read_document(std::make_shared<const SourceFile>(path, std::move(*text)), *file.memory);
  if (file.document.problem) {
    report.trouble.push_back(
        {{path, static_cast<int>(file.document.file->locate(file.document.problem->span.begin).line), 0, 0, 0},
         "invalid",
         file.document.problem->message,
         {}});
  } else if (file.document.nodes.front().kind == yaml::NodeKind::kMapping) {
    files.push_back(std::move(file));
  }
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass: return "pass";
    case Outcome::kFail: return "fail";
    case Outcome::kUnknown: return "unknown";
  }
  return "unknown";
}

}  // namespace

Report check(const Tree& tree, const CheckOptions& options) {
  Report report;
  report.trouble = tree.trouble;
  Repository repository{tree, {}, {}, options.branch_protection};
  for (const std::string& path : tree.files) {
    if (is_workflow(path)) {
      read_yaml(tree, path, repository.workflows, report);
    } else if (is_action(path)) {
      read_yaml(tree, path, repository.actions, report);
    }
  }
  std::vector<Check> checks;
  Judgement judgement{report, checks};
  for (const Rule rule : kRules) {
    rule(repository, judgement);
  }
  if (const auto owners = find_owners(tree, report)) {
    check_owners(tree, *owners, report);
  }
  merge(report, check_dependabot(tree));
  merge(report, check_dockerfiles(tree));
  if (options.lists_checks) {
    for (const Check& one : checks) {
      report.facts.push_back({"check",
                              {{"name", json_text(one.name)},
                               {"result", json_text(name(one.outcome))},
                               {"reason", json_text(one.reason)}}});
    }
  }
  return report;
}

}  // namespace ropewalk::scan::policy
