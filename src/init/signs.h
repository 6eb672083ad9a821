// Which tools a project shows that it uses, and where it shows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "init/facts.h"
#include "init/hook_config.h"

namespace ropewalk::init {

enum class Tool { kRuff, kRuffFormat, kBlack, kIsort, kFlake8, kMypy, kPyright, kPreCommit };

/// Its word for --tools and people: `ruff-format`.
[[nodiscard]] std::string_view name(Tool tool);
/// The package that has it: `ruff` for `ruff-format`.
[[nodiscard]] std::string_view package_of(Tool tool);

/// The commands of this program that plain `tox` runs: `ruff format` finds `ruff format --check src`.
[[nodiscard]] std::vector<std::string> tox_commands(const PythonProject& project, std::string_view program);

/// Where a project shows that it uses a tool.
struct Sign {
  /// For people: `pyproject.toml has [tool.ruff]`. Empty: it does not use it.
  std::string text;
  /// Only the hooks of pre-commit run it, in an environment or over files of their own: what another job would say of
  /// the project is not known.
  bool is_left_to_hooks = false;
  /// The version that its hook is pinned to, when no requirement names one.
  std::string version;
};

class Signs {
 public:
  Signs(const PythonProject& project, const RepositoryFacts& facts)
      : project_(project), facts_(facts), hooks_(read_hook_config(facts.pre_commit)) {}

  [[nodiscard]] Sign of(Tool tool) const;
  /// Any sign of any tool that looks at code: then what is not used is not used on purpose.
  [[nodiscard]] bool any() const;
  /// It says what ruff is to look for.
  [[nodiscard]] bool has_ruff_settings() const;
  /// One of its Makefile, tox.ini, noxfile.py has it in a command.
  [[nodiscard]] bool calls(std::string_view command) const { return project_.tasks.find(command) != std::string::npos; }
  [[nodiscard]] const ConfiguredHook* hook(std::string_view id) const;
  /// Hooks that call what the machine has: pre-commit brings no environment for them.
  [[nodiscard]] std::vector<std::string> system_hooks() const;
  [[nodiscard]] std::size_t hook_count() const { return hooks_.size(); }

 private:
  [[nodiscard]] bool configured(std::string_view file) const { return project_.configured.contains(file); }
  [[nodiscard]] std::string settings_of(Tool tool) const;

  const PythonProject& project_;
  const RepositoryFacts& facts_;
  std::vector<ConfiguredHook> hooks_;
};

}  // namespace ropewalk::init
