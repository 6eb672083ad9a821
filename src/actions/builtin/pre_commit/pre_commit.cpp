// pre-commit/action: installs pre-commit into the job's Python and runs all hooks.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/registry.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::array kInputs{
    NativeInput{.name = "extra_args", .default_value = "--all-files"},
};

Result<void> run_or_fail(const std::vector<std::string>& arguments, std::string_view what, StepHost& host) {
  host.log(Note::kText, "[command]" + join(arguments, " "));
  const auto outcome = host.run_program(arguments, {});
  if (!outcome) {
    return fail(outcome.error());
  }
  if (outcome->exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("{} (exit code {})", what, outcome->exit_code));
  }
  return {};
}

class PreCommit final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "pre-commit/action"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    std::vector<std::string> arguments{"pre-commit", "run", "--show-diff-on-failure", "--color=always"};
    const std::string extra = replace_all(inputs.text("extra_args"), "\n", " ");  // outlives its words
    for (const std::string_view word : split(extra, ' ')) {
      if (!word.empty()) {
        arguments.emplace_back(word);
      }
    }
    if (auto done =
            run_or_fail({"python", "-m", "pip", "install", "pre-commit"}, "pre-commit could not be installed", host);
        !done) {
      return done;
    }
    return run_or_fail(arguments, "hooks of pre-commit failed or changed files", host);
  }
};

}  // namespace

const NativeAction& pre_commit_action() {
  static const PreCommit action;
  return action;
}

}  // namespace ropewalk::actions::builtin
