// Workflows through which a stranger's pull request runs code with the repository's rights.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "scan/policy/rules/strangers_code.h"
#include "scan/policy/rules/untrusted.h"
#include "scan/policy/rules/workflow_view.h"
#include "scan/policy/shell.h"

namespace ropewalk::scan::policy {
namespace {

/// Where an action takes a script from, besides `run`.
struct ScriptInput {
  std::string_view action;
  std::string_view input;
};
constexpr std::array kScriptInputs = {ScriptInput{"actions/github-script", "script"},
                                      ScriptInput{"appleboy/ssh-action", "script"},
                                      ScriptInput{"azure/cli", "inlineScript"},
                                      ScriptInput{"azure/powershell", "inlineScript"},
                                      ScriptInput{"mikefarah/yq", "cmd"},
                                      ScriptInput{"nick-fields/retry", "command"},
                                      ScriptInput{"addnab/docker-run-action", "run"},
                                      ScriptInput{"jannekem/run-python-script-action", "script"}};

/// The owner and name of the action that a step uses, in lower case.
std::string action_of(const YamlView& view, const yaml::Node& step) {
  const std::string uses = to_lower(view.text(step, "uses").value_or(""));
  return uses.substr(0, uses.find('@'));
}

const yaml::Node* input_of(const YamlView& view, const yaml::Node& step, std::string_view name) {
  const yaml::Node* with = view.find(step, "with");
  for (const auto& [key, value] : with == nullptr ? std::vector<YamlEntry>{} : view.entries(*with)) {
    if (equals_ignoring_case(key->text, name)) {
      return value;
    }
  }
  return nullptr;
}

const yaml::Node* script_of(const YamlView& view, const yaml::Node& step) {
  if (const yaml::Node* script = view.find(step, "run")) {
    return script;
  }
  const std::string action = action_of(view, step);
  const auto found = std::find_if(kScriptInputs.begin(), kScriptInputs.end(),
                                  [&](const ScriptInput& one) { return one.action == action; });
  return found == kScriptInputs.end() ? nullptr : input_of(view, step, found->input);
}

/// The steps of a workflow or an action with what their expressions may bring along.
template <typename Look>
void each_step(const YamlFile& file, const Look& look) {
  const YamlView view(file.document);
  const Untrusted workflow = Untrusted::of_workflow(view).with_environment(view, view.root());
  const yaml::Node* job = nullptr;
  Untrusted known = workflow;
  for (const StepView& step : steps_of(view)) {
    if (step.job != job) {
      job = step.job;
      known = workflow.with_environment(view, job);
    }
    look(view, step, known.with_environment(view, step.step));
  }
}

void check_scripts(const YamlFile& file, Judgement& judgement, int& faults) {
  each_step(file, [&](const YamlView& view, const StepView& step, const Untrusted& untrusted) {
    const yaml::Node* script = script_of(view, *step.step);
    const auto use = script == nullptr ? std::nullopt : untrusted.find(script->text);
    if (use) {
      ++faults;
      judgement.tell("script-injection", "Dangerous-Workflow", Severity::kHigh,
                     place_in(view, *script, script->text, use->at),
                     fmt::format("'{}' is text that a stranger writes, and it becomes a part of the script", use->path),
                     "hand it over in env: and use \"$NAME\" in the script", use->path);
    }
  });
}

/// The event by which strangers start a workflow that has secrets; empty when there is none.
std::string_view privileged_event(const YamlView& view) {
  for (const std::string_view event : {"pull_request_target", "workflow_run", "issue_comment"}) {
    if (starts_at(view, event)) {
      return event;
    }
  }
  return {};
}

/// Whether a condition asks who it is that comments.
bool asks_who(const YamlView& view, const yaml::Node* holder) {
  const std::string condition = holder == nullptr ? "" : view.text(*holder, "if").value_or("");
  return condition.find("author_association") != std::string::npos || condition.find("actor") != std::string::npos ||
         condition.find("sender") != std::string::npos || condition.find("user.login") != std::string::npos;
}

/// By what an input of actions/checkout names the stranger's code; empty when it does not.
std::string_view strangers_input(std::string_view plain, std::string_view input) {
  const auto has = [&](std::string_view part) { return plain.find(part) != std::string_view::npos; };
  const std::string_view by = strangers_code_in(plain);
  if (input == "repository") {
    constexpr std::string_view kUser = "github.event.pull_request.user.login";
    return by.empty() && has(kUser) ? kUser : by;
  }
  if (by.starts_with("github.")) {
    return by;
  }
  for (const std::string_view part : {"/merge", "github.event.number", "github.event.pull_request.number"}) {
    if (has(part)) {
      return part;
    }
  }
  return by;
}

/// A checkout of what the pull request brings, in a workflow that has secrets.
void check_checkouts(const YamlFile& file, Judgement& judgement, int& faults) {
  const std::string_view event = privileged_event(YamlView(file.document));
  if (event.empty()) {
    return;
  }
  const yaml::Node* job = nullptr;
  StrangersCode code;
  each_step(file, [&](const YamlView& view, const StepView& step, const Untrusted& untrusted) {
    if (step.job != job) {
      job = step.job;
      code = {};
    }
    if (event == "issue_comment" && (asks_who(view, step.job) || asks_who(view, step.step))) {
      return;
    }
    const auto tell = [&](Location place, const std::string& subject) {
      ++faults;
      judgement.tell(
          "untrusted-checkout", "Dangerous-Workflow", Severity::kCritical, std::move(place),
          fmt::format(
              "{} has the repository's secrets and a token that writes, and this takes the stranger's code there",
              event),
          "use pull_request for building and testing, and keep this workflow to labels and comments", subject);
    };
    if (action_of(view, *step.step) == "actions/checkout") {
      for (const std::string_view name : {"ref", "repository"}) {
        const yaml::Node* input = input_of(view, *step.step, name);
        const std::string_view by = input == nullptr ? "" : strangers_input(untrusted.plain(input->text), name);
        if (!by.empty()) {
          tell(view.place(*input), std::string(by));
          break;
        }
      }
    }
    if (const yaml::Node* script = view.find(*step.step, "run")) {
      const std::string text = untrusted.plain_script(script->text);
      for (const ShellCommand& command : split_commands(text)) {
        if (const auto by = code.brought_by(command)) {
          tell(place_in(view, *script, text, command.at), *by);
          break;
        }
      }
    }
  });
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
