// A native equivalent of a published action: its documented inputs and outputs, and what it does.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/action_version.h"
#include "actions/step_host.h"
#include "base/result.h"
#include "base/strings.h"

namespace ropewalk::actions {

enum class InputSupport { kSupported, kNotSupported };

/// One documented input. A value other than the default for one that is not supported is an error, never ignored.
struct NativeInput {
  std::string_view name;
  std::string_view default_value;
  InputSupport support = InputSupport::kSupported;
  bool is_required = false;
  /// For kNotSupported: why, and what to do instead.
  std::string_view note = {};
  /// The first and the last release that documents it; to others it is an input like any unknown one.
  ActionVersion since = {0, 0, 0};
  ActionVersion until = {};
};

/// Inputs of one call by name (no case), defaults filled in.
class Inputs {
 public:
  explicit Inputs(std::map<std::string, std::string, LessIgnoringCase> values) : values_(std::move(values)) {}

  /// Whether this release of the action has the input.
  [[nodiscard]] bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  /// Trimmed, as core.getInput gives it; empty when not given.
  [[nodiscard]] std::string text(std::string_view name) const;
  /// Non-empty lines, trimmed, as core.getMultilineInput gives them.
  [[nodiscard]] std::vector<std::string> lines(std::string_view name) const;
  /// YAML 1.2 core booleans, as core.getBooleanInput reads them. Errors: kInvalid for any other text.
  [[nodiscard]] Result<bool> boolean(std::string_view name) const;
  /// True for `true` in any case, false for everything else: how older actions read their switches.
  [[nodiscard]] bool is_true(std::string_view name) const;
  /// Errors: kInvalid for a text that is no whole decimal number.
  [[nodiscard]] Result<int> number(std::string_view name) const;

 private:
  std::map<std::string, std::string, LessIgnoringCase> values_;
};

/// An action that Ropewalk does itself, at any ref. Failing means returning an error: its message goes to the log as
/// core.setFailed would put it.
class NativeAction {
 public:
  virtual ~NativeAction() = default;
  /// `actions/checkout`; with a path for the actions of a subfolder: `actions/cache/restore`.
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual std::span<const NativeInput> inputs() const = 0;
  [[nodiscard]] virtual Result<void> main(const Inputs& inputs, StepHost& host) const = 0;
  [[nodiscard]] virtual bool has_post() const { return false; }
  /// `post-if` of the published action, as an expression.
  [[nodiscard]] virtual std::string_view post_condition() const { return "always()"; }
  [[nodiscard]] virtual Result<void> post(const Inputs& /*inputs*/, StepHost& /*host*/) const { return {}; }
};

/// The inputs of one call as it was written, in order: name and evaluated value.
using GivenInputs = std::vector<std::pair<std::string, std::string>>;

/// Fills in defaults and checks what was given. An input that this release does not document adds GitHub's warning
/// `Unexpected input(s) …` to `warnings`. Errors: kInvalid for a required input that is empty (in the words of
/// @actions/core) and for a value that a kNotSupported input can't have here.
[[nodiscard]] Result<Inputs> prepare_inputs(const NativeAction& action, const GivenInputs& given,
                                            std::vector<std::string>& warnings, const ActionVersion& version = {});

/// The native action of an `owner/repo[/path]`, ASCII case ignored; null when there is none.
[[nodiscard]] const NativeAction* find_native_action(std::string_view name);
/// Names of all, sorted.
[[nodiscard]] std::vector<std::string_view> native_action_names();

}  // namespace ropewalk::actions
