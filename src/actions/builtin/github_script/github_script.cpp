// actions/github-script: the script runs on the real Node.js, with the objects that it takes for granted
// (data/actions/github_script.js). The client asks nobody but an API that the step or the runner names.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/github_script/source.h"
#include "actions/builtin/registry_more.h"
#include "actions/builtin/script/action_script.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kPublicApi = "https://api.github.com";

constexpr std::array kInputs{
    NativeInput{.name = "script", .default_value = "", .is_required = true},
    NativeInput{.name = "github-token", .default_value = ""},
    NativeInput{.name = "debug", .default_value = "false"},
    NativeInput{.name = "user-agent", .default_value = "actions/github-script"},
    NativeInput{.name = "previews", .default_value = ""},
    NativeInput{.name = "result-encoding", .default_value = "json"},
    NativeInput{.name = "retries", .default_value = "0"},
    NativeInput{.name = "retry-exempt-status-codes", .default_value = "400,401,403,404,422"},
    NativeInput{.name = "base-url", .default_value = ""},
};

class GithubScript final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/github-script"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const auto node = host.programs().find_program("node", host.variable("PATH"));
    if (!node) {
      return fail(ErrorKind::kNotFound, "the script needs Node.js, and there is no node on the PATH",
                  "install Node.js, or let actions/setup-node find one before this step");
    }
    ports::EnvironmentList variables;
    for (const NativeInput& input : kInputs) {
      variables.emplace_back("INPUT_" + to_upper(input.name), inputs.text(input.name));
    }
    variables.emplace_back("GITHUB_STATE", "/dev/null");
    const std::string own = host.variable("GITHUB_API_URL");
    const std::string named = inputs.text("base-url");
    variables.emplace_back("ROPEWALK_API", !named.empty() ? named : own == kPublicApi ? "" : own);
    return run_action_script({.text = github_script_source(),
                              .variables = std::move(variables),
                              .program = {node->string()},
                              .extension = ".cjs"},
                             "the script has failed", host);
  }
};

}  // namespace

const NativeAction& github_script_action() {
  static const GithubScript action;
  return action;
}

}  // namespace ropewalk::actions::builtin
