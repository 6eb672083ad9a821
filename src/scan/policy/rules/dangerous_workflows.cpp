// Workflows through which a stranger's pull request runs code with the repository's rights.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "scan/policy/rules/workflow_view.h"

namespace ropewalk::scan::policy {
namespace {

/// Values that whoever opens an issue or a pull request chooses (docs.github.com, "Script injections"). `*` stands for
/// one member.
constexpr std::array<std::string_view, 22> kUntrusted = {"github.event.issue.title",
                                                         "github.event.issue.body",
                                                         "github.event.pull_request.title",
                                                         "github.event.pull_request.body",
                                                         "github.event.pull_request.head.ref",
                                                         "github.event.pull_request.head.label",
                                                         "github.event.pull_request.head.repo.default_branch",
                                                         "github.event.comment.body",
                                                         "github.event.review.body",
                                                         "github.event.review_comment.body",
                                                         "github.event.discussion.title",
                                                         "github.event.discussion.body",
                                                         "github.event.pages.*.page_name",
                                                         "github.event.commits.*.message",
                                                         "github.event.commits.*.author.email",
                                                         "github.event.commits.*.author.name",
                                                         "github.event.head_commit.message",
                                                         "github.event.head_commit.author.email",
                                                         "github.event.head_commit.author.name",
                                                         "github.event.workflow_run.head_branch",
                                                         "github.event.workflow_run.head_commit.message",
                                                         "github.head_ref"};

/// `a['b'][0].c` as `a.b.*.c`, in lower case, so that all spellings of a path are one.
std::string plain_path(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (letter == '[') {
      const std::size_t end = text.find(']', at);
      std::string_view key = text.substr(at + 1, (end == std::string_view::npos ? text.size() : end) - at - 1);
      key = trim(key);
      const bool is_text = key.size() > 1 && key.front() == '\'';
      out += "." + (is_text ? to_lower(key.substr(1, key.size() - 2)) : std::string("*"));
      at = end == std::string_view::npos ? text.size() : end;
    } else {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return out;
}

bool is_path_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '.' || letter == '-' ||
         letter == '*';
}

/// The first untrusted value in a text's expressions, with where it is; empty when there is none.
std::pair<std::string_view, std::size_t> untrusted_in(std::string_view text) {
  for (std::size_t open = text.find("${{"); open != std::string_view::npos; open = text.find("${{", open + 3)) {
    const std::size_t close = std::min(text.find("}}", open), text.size());
    const std::string expression = plain_path(text.substr(open + 3, close - open - 3));
    for (const std::string_view path : kUntrusted) {
      for (std::size_t at = expression.find(path); at != std::string::npos; at = expression.find(path, at + 1)) {
        const bool begins = at == 0 || !is_path_letter(expression[at - 1]);
        const bool ends = at + path.size() == expression.size() || !is_path_letter(expression[at + path.size()]);
        if (begins && ends) {
          return {path, open};
        }
      }
    }
  }
  return {"", 0};
}

void check_scripts(const YamlFile& file, Judgement& judgement, int& faults) {
  const YamlView view(file.document);
  for (const StepView& step : steps_of(view)) {
    const yaml::Node* script = view.find(*step.step, "run");
    const yaml::Node* with = view.find(*step.step, "with");
    if (script == nullptr && with != nullptr &&
        view.text(*step.step, "uses").value_or("").starts_with("actions/github-script@")) {
      script = view.find(*with, "script");
    }
    if (script == nullptr) {
      continue;
    }
    const auto [path, at] = untrusted_in(script->text);
    if (!path.empty()) {
      ++faults;
      Location place = view.place(*script);
      // A block's text begins in the line below its key.
      if (script->style == yaml::ScalarStyle::kLiteral) {
        place.line += 1 + static_cast<int>(std::count(script->text.begin(),
                                                      script->text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        place.end_line = place.line;
        place.column = 0;
        place.end_column = 0;
      }
      judgement.tell("script-injection", "Dangerous-Workflow", Severity::kHigh, std::move(place),
                     fmt::format("'{}' is text that a stranger writes, and it becomes a part of the script", path),
                     "hand it over in env: and use \"$NAME\" in the script", std::string(path));
    }
  }
}

/// A checkout of what the pull request brings, in a workflow that has secrets.
void check_checkouts(const YamlFile& file, Judgement& judgement, int& faults) {
  const YamlView view(file.document);
  const bool is_target = starts_at(view, "pull_request_target");
  const bool is_run = starts_at(view, "workflow_run");
  if (!is_target && !is_run) {
    return;
  }
  for (const StepView& step : steps_of(view)) {
    if (!view.text(*step.step, "uses").value_or("").starts_with("actions/checkout@")) {
      continue;
    }
    const yaml::Node* with = view.find(*step.step, "with");
    const yaml::Node* ref = with == nullptr ? nullptr : view.find(*with, "ref");
    if (ref == nullptr) {
      continue;
    }
    const std::string path = plain_path(ref->text);
    for (const std::string_view head : {"github.event.pull_request.head", "github.head_ref",
                                        "github.event.workflow_run.head", "/merge", "github.event.number"}) {
      if (path.find(head) != std::string::npos) {
        ++faults;
        judgement.tell(
            "untrusted-checkout", "Dangerous-Workflow", Severity::kCritical, view.place(*ref),
            fmt::format(
                "{} has the repository's secrets and a token that writes, and this takes the stranger's code there",
                is_target ? "pull_request_target" : "workflow_run"),
            "use pull_request for building and testing, and keep this workflow to labels and comments",
            std::string(head));
        break;
      }
    }
  }
}

}  // namespace

void check_dangerous_workflows(const Repository& repository, Judgement& judgement) {
  int faults = 0;
  for (const YamlFile& file : repository.workflows) {
    check_scripts(file, judgement, faults);
    check_checkouts(file, judgement, faults);
  }
  for (const YamlFile& file : repository.actions) {
    check_scripts(file, judgement, faults);
  }
  judgement.checks.push_back(
      {"Dangerous-Workflow",
       repository.workflows.empty() ? Outcome::kUnknown
       : faults == 0                ? Outcome::kPass
                                    : Outcome::kFail,
       repository.workflows.empty() ? "there are no workflows" : fmt::format("{} ways in for strangers", faults)});
}

}  // namespace ropewalk::scan::policy
