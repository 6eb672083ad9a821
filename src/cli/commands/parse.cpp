// `ropewalk parse`: reads workflow and action files as GitHub does and prints what is wrong with them.
#include <fmt/format.h>

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/find_workflows.h"
#include "app/local_actions.h"
#include "app/protocol/parse_requests.h"
#include "app/read_source.h"
#include "app/read_workflows.h"
#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "lint/check.h"
#include "workflow/reader.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Without FILE: answer requests from standard input, one JSON object a line. With it: print what "
                   "was read as one line for each file"},
    Option{.name = "--format",
           .letter = "",
           .value = "text|github",
           .help = "How errors are printed: for people, or as the annotations of a job on GitHub"},
};

constexpr std::string_view kAbout = R"text(
Reads workflow files (and action.yml files) by GitHub's own schema and rules and
prints every error with its place. Exits with 1 when there is one, and with 3 when
there is none but a called workflow could not be looked at, as in another repository.
What GitHub takes but will hardly be meant (a misspelt matrix.python, an input that an
action does not have) is a warning, which leaves the exit code as it is.

With --json and without FILE each line of standard input is a request
  {"id": 1, "path": ".github/workflows/ci.yml", "content": "…", "workflows": {}, "options": {}}
and gets one line {"id": 1, "template": {…}} with the workflow as GitHub's reader gives it,
or its errors.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk parse                                    all workflows of this repository
  ropewalk parse ci .github/actions/setup/action.yml
  ropewalk parse --format github                    annotations, in a job on GitHub
  ropewalk parse --json < requests.jsonl
)text";

int answer_requests(Outside& outside) {
  const auto input = outside.screen().read_input();
  if (!input) {
    return report(input.error(), outside);
  }
  std::string answers;
  int code = kExitSuccess;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(*input)) {
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    auto answer = app::answer_parse_request(line);
    if (!answer) {
      Error wrong = std::move(answer.error());
      wrong.message = fmt::format("request {}: {}", number, wrong.message);
      code = stronger(code, report(wrong, outside));
      continue;  // the lines behind it are requests of their own
    }
    answers += *answer;
    answers += '\n';
  }
  outside.screen().print(answers);
  return code;
}

bool is_action(const std::filesystem::path& path) {
  return path.filename() == "action.yml" || path.filename() == "action.yaml";
}

/// One file as the answer to a request; called workflows stay unread.
Result<std::string> as_json(const SourceFile& file) {
  const json::object request = {
      {"id", file.name()}, {"path", file.name()}, {"content", file.text()}, {"options", {{"skipReusable", true}}}};
  return app::answer_parse_request(to_json_text(request));
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

/// What was found in all files together. A called file is read for itself and for each of its callers; what is wrong
/// with it is told once.
class Findings {
 public:
  /// `top` is that of the repository.
  Findings(const ports::Files& files, std::filesystem::path top, bool is_github, diag::Palette palette)
      : files_port_(files), top_(std::move(top)), is_github_(is_github), palette_(palette) {}

  /// A file that is named, or that another one uses; each is checked once.
  void check(const app::WorkflowPath& path) {
    if (!looked_at_.insert(path.path).second) {
      return;
    }
    const auto file = app::read_source(files_port_, path);
    if (!file) {
      add_unreadable(file.error());
    } else {
      check(*file, path);
    }
  }

  void check(const SourceFilePtr& file, const app::WorkflowPath& path) {
    looked_at_.insert(path.path);
    ++files_;
    const app::RepositoryRoot repository = app::root_of(top_, path);
    const lint::LocalActions local_actions = app::local_actions(files_port_, repository);
    if (is_action(path.path)) {
      const workflow::ReadActionResult read = workflow::read_action(file);
      errors_ += add(read.errors, diag::Severity::kError);
      if (read.action) {
        warn(lint::check(*read.action, local_actions));
        check_actions_of(read.action->steps, repository);
      }
      return;
    }
    const workflow::ReadWorkflowResult read =
        workflow::read_workflow(file, {}, app::local_loader(files_port_, top_, path));
    errors_ += add(read.errors, diag::Severity::kError);
    unread_ += add(read.unread, diag::Severity::kWarning);
    if (read.workflow) {
      warn(lint::check(*read.workflow, local_actions));
      for (const workflow::Job& job : read.workflow->jobs) {
        check_actions_of(job.steps, repository);
      }
    }
  }

  /// A file whose text cannot be had.
  void add_unreadable(const Error& error) {
    ++files_;
    errors_ += add({error}, diag::Severity::kError);
  }

  [[nodiscard]] const std::string& text() const { return text_; }

  [[nodiscard]] std::string summary() const {
    std::string text = text_.empty() ? "" : "\n";
    text += fmt::format("{} read, {}", counted(files_, "file"), errors_ == 0 ? "no errors" : counted(errors_, "error"));
    if (warnings_ > 0) {
      text += fmt::format(", {}", counted(warnings_, "warning"));
    }
    if (unread_ > 0) {
      text += fmt::format(", {} not read", counted(unread_, "called workflow"));
    }
    return text + "\n";
  }

  [[nodiscard]] int exit_code() const {
    if (errors_ > 0) {
      return kExitFailure;
    }
    return unread_ > 0 ? kExitIncomplete : kExitSuccess;
  }

 private:
  void check_actions_of(const std::vector<workflow::Step>& steps, const app::RepositoryRoot& repository) {
    for (const app::WorkflowPath& path : app::local_action_files(steps, files_port_, repository)) {
      check(path);
    }
  }

  void warn(const std::vector<diag::Finding>& found) {
    for (const diag::Finding& finding : found) {
      warnings_ += show(diag::to_error(finding), finding.severity) ? 1 : 0;
    }
  }

  /// How many of them are new.
  std::size_t add(const std::vector<Error>& found, diag::Severity severity) {
    std::size_t added = 0;
    for (const Error& error : found) {
      added += show(error, severity) ? 1 : 0;
    }
    return added;
  }

  /// False for what is told already.
  bool show(const Error& error, diag::Severity severity) {
    const auto [shown, is_new] =
        shown_.insert(is_github_ ? diag::workflow_command(error, severity) : diag::render(error, severity, palette_));
    if (is_new) {
      text_ += *shown;
    }
    return is_new;
  }

  const ports::Files& files_port_;
  std::filesystem::path top_;
  std::set<std::filesystem::path> looked_at_;
  bool is_github_;
  diag::Palette palette_;
  std::set<std::string> shown_;
  std::string text_;
  std::size_t files_ = 0;
  std::size_t errors_ = 0;
  std::size_t unread_ = 0;
  std::size_t warnings_ = 0;
};

int run(const Arguments& arguments, Outside& outside) {
  const bool is_json = arguments.has("--json");
  if (is_json && arguments.operands().empty()) {
    return answer_requests(outside);
  }
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto paths = app::find_workflows(outside.files(), *place, arguments.operands());
  if (!paths) {
    return report(paths.error(), outside);
  }

  const std::string format = arguments.value("--format").value_or("text");
  if (format != "text" && format != "github") {
    return report(Error{ErrorKind::kUsage, fmt::format("--format {}: expected text or github", format), {}, {}},
                  outside);
  }
  Findings findings(outside.files(), place->top, format == "github", outside.screen().palette());
  std::string lines;
  for (const app::WorkflowPath& path : *paths) {
    const auto file = app::read_source(outside.files(), path);
    if (!file) {
      findings.add_unreadable(file.error());
      continue;
    }
    if (is_json) {
      const auto line = as_json(**file);
      if (!line) {
        return report(line.error(), outside);
      }
      lines += *line + "\n";
    }
    findings.check(*file, path);
  }
  outside.screen().print(is_json ? lines : findings.text() + findings.summary());
  return findings.exit_code();
}

}  // namespace

const Command& parse_command() {
  static constexpr Command kCommand{
      .name = "parse",
      .summary = "Read workflow files as GitHub does and print their errors",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[FILE…]",
                   .help = "A file, a folder, or the name of one under .github/workflows; without it, all of those",
                   .at_most = -1,
                   .completion = Completion::kWorkflow},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
