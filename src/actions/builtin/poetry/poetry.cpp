// snok/install-poetry and abatilo/actions-poetry: Poetry in an environment of its own, on the PATH.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actions/builtin/registry_more.h"
#include "actions/builtin/script/action_script.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::array kSnokInputs{
    NativeInput{.name = "version", .default_value = "latest"},
    NativeInput{.name = "virtualenvs-create", .default_value = "true"},
    NativeInput{.name = "virtualenvs-in-project", .default_value = "false"},
    NativeInput{.name = "virtualenvs-path", .default_value = "{cache-dir}/virtualenvs"},
    NativeInput{.name = "installer-parallel", .default_value = "true"},
    NativeInput{.name = "installation-arguments", .default_value = ""},
    NativeInput{.name = "plugins", .default_value = ""},
};

constexpr std::array kAbatiloInputs{
    NativeInput{.name = "poetry-version", .default_value = "latest"},
    NativeInput{.name = "poetry-plugins", .default_value = ""},
};

constexpr std::string_view kScript = R"sh(
home=${POETRY_HOME:-$HOME/.local}
venv=$home/share/pypoetry/venv
[ -z "$POETRY_HOME" ] || venv=$home/venv
rm -rf "$venv"
mkdir -p "$(dirname "$venv")" "$home/bin"
new_venv "$venv"
# shellcheck disable=SC2086
install_into "$venv" $WANTED
ln -sf "$venv/bin/poetry" "$home/bin/poetry"
echo "$home/bin" >>"$GITHUB_PATH"
export PATH="$home/bin:$PATH"
poetry --version
if [ -n "$PLUGINS" ]; then
  echo "Installing plugins: $PLUGINS"
  # shellcheck disable=SC2086
  install_into "$venv" $PLUGINS
fi
if [ -n "$VIRTUALENVS_CREATE" ]; then
  poetry config virtualenvs.create "$VIRTUALENVS_CREATE"
  poetry config virtualenvs.in-project "$VIRTUALENVS_IN_PROJECT"
  poetry config virtualenvs.path "${VIRTUALENVS_PATH/#\~/$HOME}"
  if poetry config --list | grep -q installer.parallel; then
    poetry config installer.parallel "$INSTALLER_PARALLEL"
  fi
  echo "VENV=.venv/bin/activate" >>"$GITHUB_ENV"
fi
)sh";

/// Names with blanks or line ends between them, as one line.
std::string words_of(const std::string& text) {
  std::string words;
  const std::string line = replace_all(text, "\n", " ");
  for (const std::string_view word : split(line, ' ')) {
    if (!word.empty()) {
      words += (words.empty() ? "" : " ") + std::string(word);
    }
  }
  return words;
}

Result<void> install(const std::string& wanted, ports::EnvironmentList variables, StepHost& host) {
  variables.emplace_back("WANTED", wanted);
  const std::string script = std::string(python_tool_functions()) + std::string(kScript);
  return run_action_script({.text = script, .variables = std::move(variables)}, "Poetry could not be set up", host);
}

class InstallPoetry final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "snok/install-poetry"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kSnokInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const std::string version = inputs.text("version");
    auto wanted = requirement(version == "latest" ? "" : version, inputs.text("installation-arguments"));
    if (!wanted) {
      return fail(std::move(wanted.error()));
    }
    return install(*wanted,
                   {{"VIRTUALENVS_CREATE", inputs.text("virtualenvs-create")},
                    {"VIRTUALENVS_IN_PROJECT", inputs.text("virtualenvs-in-project")},
                    {"VIRTUALENVS_PATH", inputs.text("virtualenvs-path")},
                    {"INSTALLER_PARALLEL", inputs.text("installer-parallel")},
                    {"PLUGINS", words_of(inputs.text("plugins"))}},
                   host);
  }

 private:
  /// What the arguments of Poetry's installer mean for pip.
  static Result<std::string> requirement(const std::string& version, const std::string& arguments) {
    std::string wanted = version.empty() ? "poetry" : "poetry==" + version;
    const std::string words = words_of(arguments);
    const std::vector<std::string_view> parts = split(words, ' ');
    for (std::size_t i = 0; i < parts.size() && !words.empty(); ++i) {
      const std::string_view word = parts[i];
      if (word == "--force" || word == "-f" || word == "--yes" || word == "-y") {
        continue;
      }
      if (word == "--preview" || word == "-p") {
        wanted = "--pre " + wanted;
      } else if ((word == "--git" || word == "--path") && i + 1 < parts.size()) {
        wanted = (word == "--git" ? "git+" : "") + std::string(parts[++i]);
      } else {
        return fail(ErrorKind::kInvalid,
                    fmt::format("the argument '{}' of Poetry's installer is not supported here", word),
                    "--force, --preview, --git URL and --path FOLDER are; --no-builtin runs the published action");
      }
    }
    return wanted;
  }
};

class ActionsPoetry final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "abatilo/actions-poetry"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kAbatiloInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const std::string version = inputs.text("poetry-version");
    const std::string wanted = version == "main" ? "git+https://github.com/python-poetry/poetry.git@main"
                               : version == "latest" || version.empty() ? "poetry"
                                                                        : "poetry==" + version;
    return install(wanted, {{"VIRTUALENVS_CREATE", ""}, {"PLUGINS", words_of(inputs.text("poetry-plugins"))}}, host);
  }
};

}  // namespace

const NativeAction& install_poetry_action() {
  static const InstallPoetry action;
  return action;
}

const NativeAction& actions_poetry_action() {
  static const ActionsPoetry action;
  return action;
}

}  // namespace ropewalk::actions::builtin
