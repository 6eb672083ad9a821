// codecov/codecov-action and coverallsapp/github-action: say which reports they would send. Nothing leaves this
// machine.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actions/builtin/registry.h"
#include "actions/file_search.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

// clang-format off
constexpr std::array kCodecovInputs{
    NativeInput{.name = "base_sha", .default_value = ""},
    NativeInput{.name = "binary", .default_value = ""},
    NativeInput{.name = "codecov_yml_path", .default_value = ""},
    NativeInput{.name = "commit_parent", .default_value = ""},
    NativeInput{.name = "directory", .default_value = ""},
    NativeInput{.name = "disable_file_fixes", .default_value = "false"},
    NativeInput{.name = "disable_search", .default_value = "false"},
    NativeInput{.name = "disable_safe_directory", .default_value = "false"},
    NativeInput{.name = "disable_telem", .default_value = "false"},
    NativeInput{.name = "dry_run", .default_value = "false"},
    NativeInput{.name = "env_vars", .default_value = ""},
    NativeInput{.name = "exclude", .default_value = ""},
    NativeInput{.name = "fail_ci_if_error", .default_value = "false"},
    NativeInput{.name = "file", .default_value = ""},
    NativeInput{.name = "files", .default_value = ""},
    NativeInput{.name = "flags", .default_value = ""},
    NativeInput{.name = "force", .default_value = "false"},
    NativeInput{.name = "git_service", .default_value = ""},
    NativeInput{.name = "gcov_args", .default_value = ""},
    NativeInput{.name = "gcov_executable", .default_value = "gcov"},
    NativeInput{.name = "gcov_ignore", .default_value = ""},
    NativeInput{.name = "gcov_include", .default_value = ""},
    NativeInput{.name = "handle_no_reports_found", .default_value = "false"},
    NativeInput{.name = "job_code", .default_value = ""},
    NativeInput{.name = "move_coverage_to_trash", .default_value = "false"},
    NativeInput{.name = "name", .default_value = ""},
    NativeInput{.name = "network_filter", .default_value = ""},
    NativeInput{.name = "network_prefix", .default_value = ""},
    NativeInput{.name = "os", .default_value = ""},
    NativeInput{.name = "override_branch", .default_value = ""},
    NativeInput{.name = "override_build", .default_value = ""},
    NativeInput{.name = "override_build_url", .default_value = ""},
    NativeInput{.name = "override_commit", .default_value = ""},
    NativeInput{.name = "override_pr", .default_value = ""},
    NativeInput{.name = "plugins", .default_value = ""},
    NativeInput{.name = "plugin", .default_value = ""},
    NativeInput{.name = "recurse_submodules", .default_value = "false"},
    NativeInput{.name = "report_code", .default_value = ""},
    NativeInput{.name = "report_type", .default_value = ""},
    NativeInput{.name = "root_dir", .default_value = ""},
    NativeInput{.name = "run_command", .default_value = ""},
    NativeInput{.name = "skip_validation", .default_value = "false"},
    NativeInput{.name = "slug", .default_value = ""},
    NativeInput{.name = "swift_project", .default_value = ""},
    NativeInput{.name = "token", .default_value = ""},
    NativeInput{.name = "url", .default_value = ""},
    NativeInput{.name = "use_legacy_upload_endpoint", .default_value = "false"},
    NativeInput{.name = "use_oidc", .default_value = "false"},
    NativeInput{.name = "use_pypi", .default_value = "false"},
    NativeInput{.name = "verbose", .default_value = "false"},
    NativeInput{.name = "version", .default_value = "latest"},
    NativeInput{.name = "working-directory", .default_value = ""},
};

constexpr std::array kCoverallsInputs{
    NativeInput{.name = "github-token", .default_value = ""},
    NativeInput{.name = "path-to-lcov", .default_value = ""},
    NativeInput{.name = "file", .default_value = ""},
    NativeInput{.name = "files", .default_value = ""},
    NativeInput{.name = "format", .default_value = ""},
    NativeInput{.name = "flag-name", .default_value = ""},
    NativeInput{.name = "parallel", .default_value = ""},
    NativeInput{.name = "parallel-finished", .default_value = ""},
    NativeInput{.name = "carryforward", .default_value = ""},
    NativeInput{.name = "coveralls-endpoint", .default_value = "https://coveralls.io"},
    NativeInput{.name = "allow-empty", .default_value = "false"},
    NativeInput{.name = "base-path", .default_value = ""},
    NativeInput{.name = "git-branch", .default_value = ""},
    NativeInput{.name = "git-commit", .default_value = ""},
    NativeInput{.name = "compare-ref", .default_value = ""},
    NativeInput{.name = "compare-sha", .default_value = ""},
    NativeInput{.name = "build-number", .default_value = ""},
    NativeInput{.name = "debug", .default_value = "false"},
    NativeInput{.name = "measure", .default_value = "false"},
    NativeInput{.name = "fail-on-error", .default_value = "true"},
    NativeInput{.name = "coverage-reporter-version", .default_value = "latest"},
    NativeInput{.name = "coverage-reporter-platform", .default_value = ""},
};
// clang-format on

/// Names that coverage tools give their reports.
constexpr std::string_view kUsualReports =
    "**/coverage*.xml\n**/cobertura*.xml\n**/lcov.info\n**/*.lcov\n**/coverage*.json\n!**/node_modules/**\n";

std::vector<fs::path> listed(std::string_view text, const fs::path& folder, StepHost& host) {
  std::vector<fs::path> found;
  const std::string names = replace_all(text, "\n", ",");  // outlives its parts
  for (std::string_view part : split(names, ',')) {
    part = trim(part);
    if (!part.empty() && host.files().type_followed(folder / part) == ports::FileType::kFile) {
      found.emplace_back(part);
    }
  }
  return found;
}

/// Relative to the workspace where they lie in it.
Result<std::vector<fs::path>> searched(const fs::path& folder, StepHost& host) {
  const fs::path& workspace = host.paths().workspace;
  const auto search =
      search_files(kUsualReports, {.root = folder, .home = host.paths().home}, host.files(), host.stop());
  if (!search) {
    return fail(search.error());
  }
  std::vector<fs::path> found;
  for (const FoundPath& path : search->found) {
    if (!path.is_directory) {
      found.push_back(path.path.lexically_relative(workspace));
    }
  }
  return found;
}

void tell(std::string_view service, const std::vector<fs::path>& reports, std::string_view flags, StepHost& host) {
  for (const fs::path& report : reports) {
    host.log(Note::kText, fmt::format("would be sent: {}", report.string()));
  }
  host.log(Note::kNotice, fmt::format("{} is not told of {} here{}: nothing leaves this machine", service,
                                      reports.empty()       ? std::string("any coverage")
                                      : reports.size() == 1 ? reports.front().string()
                                                            : fmt::format("{} reports", reports.size()),
                                      flags.empty() ? "" : fmt::format(" (flags: {})", flags)));
}

class Codecov final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "codecov/codecov-action"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kCodecovInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const fs::path folder = host.paths().workspace / inputs.text("working-directory") / inputs.text("directory");
    auto reports = listed(inputs.text("files") + "," + inputs.text("file"), host.paths().workspace, host);
    if (!inputs.is_true("disable_search") && reports.empty()) {
      auto found = searched(folder, host);
      if (!found) {
        return fail(std::move(found.error()));
      }
      reports = std::move(*found);
    }
    tell("Codecov", reports, inputs.text("flags"), host);
    const bool may_be_none = inputs.is_true("handle_no_reports_found") || !inputs.is_true("fail_ci_if_error");
    if (reports.empty() && !may_be_none) {
      return fail(ErrorKind::kNotFound, "no coverage report was found",
                  "run the tests with coverage before, or name the report in the input 'files'");
    }
    return {};
  }
};

class Coveralls final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "coverallsapp/github-action"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kCoverallsInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    if (inputs.is_true("parallel-finished")) {
      host.log(Note::kNotice,
               "Coveralls is not told here that all parallel jobs are done: nothing leaves this machine");
      return {};
    }
    auto reports = listed(inputs.text("files") + "," + inputs.text("file") + "," + inputs.text("path-to-lcov"),
                          host.paths().workspace, host);
    if (reports.empty()) {
      auto found = searched(host.paths().workspace, host);
      if (!found) {
        return fail(std::move(found.error()));
      }
      reports = std::move(*found);
    }
    tell("Coveralls", reports, inputs.text("flag-name"), host);
    if (reports.empty() && !inputs.is_true("allow-empty") && inputs.is_true("fail-on-error")) {
      return fail(ErrorKind::kNotFound, "no coverage report was found",
                  "run the tests with coverage before, or name the report in the input 'file'");
    }
    return {};
  }
};

}  // namespace

const NativeAction& codecov_action() {
  static const Codecov action;
  return action;
}

const NativeAction& coveralls_action() {
  static const Coveralls action;
  return action;
}

}  // namespace ropewalk::actions::builtin
