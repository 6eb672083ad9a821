#include "init/signs.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace ropewalk::init {
namespace {

std::string first_of(std::initializer_list<std::pair<bool, std::string_view>> signs) {
  for (const auto& [is_there, text] : signs) {
    if (is_there) {
      return std::string(text);
    }
  }
  return {};
}

/// The ids that a tool has as a hook.
std::vector<std::string_view> hook_ids(Tool tool) {
  switch (tool) {
    case Tool::kRuff: return {"ruff", "ruff-check"};
    case Tool::kRuffFormat: return {"ruff-format"};
    case Tool::kBlack: return {"black"};
    case Tool::kIsort: return {"isort"};
    case Tool::kFlake8: return {"flake8"};
    case Tool::kMypy: return {"mypy"};
    case Tool::kPyright: return {"pyright", "basedpyright"};
    case Tool::kPreCommit: return {};
  }
  return {};
}

}  // namespace

std::vector<std::string> tox_commands(const PythonProject& project, std::string_view program) {
  std::vector<std::string> commands;
  for (const ToxEnvironment& environment : project.tox) {
    for (const std::string& command : environment.commands) {
      if (command == program || command.starts_with(std::string(program) + " ")) {
        commands.push_back(command);
      }
    }
  }
  return commands;
}

std::string_view name(Tool tool) {
  switch (tool) {
    case Tool::kRuff: return "ruff";
    case Tool::kRuffFormat: return "ruff-format";
    case Tool::kBlack: return "black";
    case Tool::kIsort: return "isort";
    case Tool::kFlake8: return "flake8";
    case Tool::kMypy: return "mypy";
    case Tool::kPyright: return "pyright";
    case Tool::kPreCommit: return "pre-commit";
  }
  return "";
}

std::string_view package_of(Tool tool) { return tool == Tool::kRuffFormat ? "ruff" : name(tool); }

const ConfiguredHook* Signs::hook(std::string_view id) const {
  const auto found =
      std::find_if(hooks_.begin(), hooks_.end(), [&](const ConfiguredHook& one) { return one.id == id; });
  return found == hooks_.end() ? nullptr : &*found;
}

std::vector<std::string> Signs::system_hooks() const {
  std::vector<std::string> ids;
  for (const ConfiguredHook& one : hooks_) {
    if (one.is_system) {
      ids.push_back(one.id);
    }
  }
  return ids;
}

bool Signs::has_ruff_settings() const {
  return project_.has_tool("tool.ruff") || configured("ruff.toml") || configured(".ruff.toml");
}

/// Its own settings, its requirements, its tasks: all but the hooks.
std::string Signs::settings_of(Tool tool) const {
  switch (tool) {
    case Tool::kRuff:
      return first_of({{project_.has_tool("tool.ruff"), "pyproject.toml has [tool.ruff]"},
                       {configured("ruff.toml") || configured(".ruff.toml"), "ruff.toml is there"},
                       {project_.declares("ruff"), "it is among its requirements"}});
    case Tool::kRuffFormat:
      return first_of({{project_.has_tool("tool.ruff.format"), "pyproject.toml has [tool.ruff.format]"},
                       {calls("ruff format"), "its own tasks call `ruff format`"},
                       {project_.declares("ruff") && !project_.declares("black") && !project_.has_tool("tool.black") &&
                            hook("black") == nullptr && hook("ruff") == nullptr && hook("ruff-check") == nullptr,
                        "it uses ruff and no black"}});
    case Tool::kBlack:
      return first_of({{project_.has_tool("tool.black"), "pyproject.toml has [tool.black]"},
                       {project_.declares("black"), "it is among its requirements"}});
    case Tool::kIsort:
      return first_of({{project_.has_tool("tool.isort"), "pyproject.toml has [tool.isort]"},
                       {configured(".isort.cfg") || configured("setup.cfg:isort"), "it is configured"},
                       {project_.declares("isort"), "it is among its requirements"}});
    case Tool::kFlake8:
      // Without settings it has never passed: its limit of 79 columns is nobody's.
      return first_of({{configured(".flake8") || configured("setup.cfg:flake8"), "it is configured"},
                       {project_.has_tool("tool.flake8") && project_.declares("flake8-pyproject"),
                        "pyproject.toml has [tool.flake8]"},
                       {!tox_commands(project_, "flake8").empty(), "tox runs it"}});
    case Tool::kMypy:
      return first_of(
          {{project_.has_tool("tool.mypy"), "pyproject.toml has [tool.mypy]"},
           {configured("mypy.ini") || configured(".mypy.ini") || configured("setup.cfg:mypy"), "it is configured"},
           {project_.declares("mypy"), "it is among its requirements"}});
    case Tool::kPyright:
      return first_of(
          {{project_.has_tool("tool.pyright"), "pyproject.toml has [tool.pyright]"},
           {configured("pyrightconfig.json"), "pyrightconfig.json is there"},
           {project_.declares("pyright") || project_.declares("basedpyright"), "it is among its requirements"}});
    case Tool::kPreCommit: return first_of({{facts_.has_pre_commit, ".pre-commit-config.yaml is there"}});
  }
  return {};
}

Sign Signs::of(Tool tool) const {
  Sign sign{.text = settings_of(tool), .is_left_to_hooks = false, .version = {}};
  const ConfiguredHook* found = nullptr;
  for (const std::string_view id : hook_ids(tool)) {
    found = found == nullptr ? hook(id) : found;
  }
  if (found == nullptr) {
    return sign;
  }
  sign.text = sign.text.empty() ? "it is a pre-commit hook" : sign.text;
  if (project_.declares(package_of(tool)) || found->is_system) {
    return sign;
  }
  // A hook of one version that looks at everything says the same in a job; types depend on what is installed beside
  // them.
  sign.version = found->version;
  const bool needs_environment = tool == Tool::kMypy || tool == Tool::kPyright || tool == Tool::kFlake8;
  sign.is_left_to_hooks = found->is_limited || found->version.empty() || needs_environment;
  return sign;
}

bool Signs::any() const {
  constexpr std::array kLooking = {Tool::kRuff,   Tool::kRuffFormat, Tool::kBlack,  Tool::kIsort,
                                   Tool::kFlake8, Tool::kMypy,       Tool::kPyright};
  const bool has_tool =
      std::any_of(kLooking.begin(), kLooking.end(), [&](Tool tool) { return !of(tool).text.empty(); });
  constexpr std::array<std::string_view, 4> kOthers = {"flake8", "pylint", "pycodestyle", "yapf"};
  return has_tool || configured(".pylintrc") || project_.has_tool("tool.pylint") || project_.has_tool("tool.yapf") ||
         std::any_of(kOthers.begin(), kOthers.end(), [&](std::string_view other) { return project_.declares(other); });
}

}  // namespace ropewalk::init
