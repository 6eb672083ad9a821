// What a workflow's token may do.
#include <fmt/format.h>

#include <array>

#include "scan/policy/rules/workflow_view.h"

namespace ropewalk::scan::policy {
namespace {

/// Whether a permissions value gives all there is.
bool is_write_all(const yaml::Node& node) { return node.kind == yaml::NodeKind::kScalar && node.text == "write-all"; }

}  // namespace

void check_token_permissions(const Repository& repository, Judgement& judgement) {
  // Scopes whose writing changes what others run.
  static constexpr std::array<std::string_view, 4> kSharp = {"contents", "packages", "actions", "deployments"};
  int faults = 0;
  for (const YamlFile& file : repository.workflows) {
    const YamlView view(file.document);
    const yaml::Node* top = view.find(*view.root(), "permissions");
    const auto jobs = jobs_of(view);
    if (top == nullptr) {
      bool all_jobs_have = !jobs.empty();
      for (const auto& [name, job] : jobs) {
        all_jobs_have = all_jobs_have && view.find(*job, "permissions") != nullptr;
      }
      if (!all_jobs_have) {
        ++faults;
        judgement.tell(
            "token-permissions-missing", "Token-Permissions", Severity::kMedium, {file.path, 1, 1, 1, 1},
            "no 'permissions': the token may do whatever the repository's settings give it, often writing everything",
            "begin with 'permissions: {contents: read}' and give a job what it needs beyond", "missing");
      }
    } else if (is_write_all(*top)) {
      ++faults;
      judgement.tell("token-permissions-write-all", "Token-Permissions", Severity::kHigh, view.place(*top),
                     "every job's token may write everything", "give each job what it needs, by scope", "top");
    } else {
      for (const auto& [scope, value] : view.entries(*top)) {
        for (const std::string_view sharp : kSharp) {
          if (scope->text == sharp && value->text == "write" && jobs.size() > 1) {
            ++faults;
            judgement.tell("token-permissions-top-write", "Token-Permissions", Severity::kLow, view.place(*value),
                           fmt::format("every job of the workflow may write '{}'", sharp),
                           "give it to the job that needs it", std::string(sharp));
          }
        }
      }
    }
    for (const auto& [name, job] : jobs) {
      const yaml::Node* permissions = view.find(*job, "permissions");
      if (permissions != nullptr && is_write_all(*permissions)) {
        ++faults;
        judgement.tell("token-permissions-write-all", "Token-Permissions", Severity::kHigh, view.place(*permissions),
                       fmt::format("the token of the job '{}' may write everything", name->text),
                       "give it what it needs, by scope", std::string(name->text));
      }
    }
  }
  judgement.checks.push_back({"Token-Permissions",
                              repository.workflows.empty() ? Outcome::kUnknown
                              : faults == 0                ? Outcome::kPass
                                                           : Outcome::kFail,
                              repository.workflows.empty()
                                  ? "there are no workflows"
                                  : fmt::format("{} faults in {} workflows", faults, repository.workflows.size())});
}

}  // namespace ropewalk::scan::policy
