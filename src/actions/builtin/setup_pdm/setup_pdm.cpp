// pdm-project/setup-pdm: a Python as actions/setup-python has it, PDM in an environment of its own, and PDM's cache.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/cache/entry.h"
#include "actions/builtin/registry.h"
#include "actions/builtin/registry_more.h"
#include "actions/builtin/script/action_script.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr std::array kInputs{
    NativeInput{.name = "python-version", .default_value = ""},
    NativeInput{.name = "python-version-file", .default_value = ""},
    NativeInput{.name = "architecture", .default_value = ""},
    NativeInput{.name = "allow-python-prereleases", .default_value = "false"},
    NativeInput{.name = "token", .default_value = ""},
    NativeInput{.name = "version", .default_value = ""},
    NativeInput{.name = "prerelease", .default_value = "false"},
    NativeInput{.name = "enable-pep582", .default_value = "false"},
    NativeInput{.name = "cache", .default_value = "false"},
    NativeInput{.name = "cache-dependency-path", .default_value = "pdm.lock"},
    NativeInput{.name = "cache-restore-exact-match", .default_value = "false"},
    NativeInput{.name = "update-python", .default_value = "true"},
};

constexpr std::string_view kScript = R"sh(
use_python_of_job "$PYTHON"
venv=$HOME/.local/share/pdm/venv
rm -rf "$venv"
mkdir -p "$(dirname "$venv")" "$HOME/.local/bin"
new_venv "$venv"
# shellcheck disable=SC2086
install_into "$venv" $WANTED
ln -sf "$venv/bin/pdm" "$HOME/.local/bin/pdm"
echo "$HOME/.local/bin" >>"$GITHUB_PATH"
version=$("$venv/bin/pdm" --version)
version=${version##* }
echo "pdm-version=$version" >>"$GITHUB_OUTPUT"
echo "pdm-bin=$venv/bin/pdm" >>"$GITHUB_OUTPUT"
if [ "$PEP582" = true ]; then
  echo "PYTHONPATH=$("$venv/bin/python" -c 'import pdm, os; print(os.path.join(os.path.dirname(pdm.__file__), "pep582"))')" >>"$GITHUB_ENV"
fi
echo "Successfully set up PDM $version"
)sh";

constexpr std::string_view kVersionText = "setup-pdm|1";
constexpr std::string_view kKeyState = "cache-key";
constexpr std::string_view kMatchedState = "cache-matched-key";

fs::path cache_folder(StepHost& host) { return host.paths().home / ".cache" / "pdm"; }

class SetupPdm final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "pdm-project/setup-pdm"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }
  [[nodiscard]] bool has_post() const override { return true; }
  [[nodiscard]] std::string_view post_condition() const override { return "success()"; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const std::string version = inputs.text("version");
    std::string wanted = version == "head" ? "git+https://github.com/pdm-project/pdm.git@main"
                         : version.empty() ? "pdm"
                                           : "pdm==" + version;
    if (inputs.is_true("prerelease")) {
      wanted = "--pre " + wanted;
    }
    if (auto done = set_up_python(inputs, host); !done) {
      return done;
    }
    const std::string script = std::string(python_tool_functions()) + std::string(kScript);
    auto done = run_action_script({.text = script,
                                   .variables = {{"WANTED", wanted},
                                                 {"PYTHON", inputs.text("python-version")},
                                                 {"PEP582", inputs.is_true("enable-pep582") ? "true" : "false"}}},
                                  "PDM could not be set up", host);
    return done && inputs.is_true("cache") ? restore(inputs, host) : done;
  }

  [[nodiscard]] Result<void> post(const Inputs& /*inputs*/, StepHost& host) const override {
    const std::string key = host.state(kKeyState);
    if (key.empty() || host.state(kMatchedState) == key ||
        host.files().type(cache_folder(host)) != ports::FileType::kDirectory) {
      return {};
    }
    const auto files = files_to_cache({cache_folder(host).string()}, host);
    const auto saved = files ? save_entry(key, to_hex(sha256(kVersionText)), *files, host)
                             : Result<bool>(tl::unexpected(files.error()));
    if (!saved) {
      return fail(saved.error());
    }
    host.log(Note::kText, fmt::format("Cache saved with the key: {}", key));
    return {};
  }

 private:
  /// The inputs of the same meaning, as actions/setup-python takes them; its outputs are this step's.
  static Result<void> set_up_python(const Inputs& inputs, StepHost& host) {
    GivenInputs given{{"allow-prereleases", inputs.text("allow-python-prereleases")},
                      {"update-environment", inputs.text("update-python")}};
    for (const char* same : {"architecture", "token", "python-version-file"}) {
      if (const std::string value = inputs.text(same); !value.empty()) {
        given.emplace_back(same, value);
      }
    }
    const std::string version = inputs.text("python-version");
    if (!version.empty() || inputs.text("python-version-file").empty()) {
      given.emplace_back("python-version", version.empty() ? "3.x" : version);
    }
    std::vector<std::string> warnings;
    const auto prepared = prepare_inputs(setup_python_action(), given, warnings);
    return prepared ? setup_python_action().main(*prepared, host) : fail(prepared.error());
  }

  static Result<void> restore(const Inputs& inputs, StepHost& host) {
    const auto hash = host.hash_files(inputs.lines("cache-dependency-path"));
    if (!hash) {
      return fail(hash.error());
    }
    const std::string start =
        fmt::format("setup-pdm-Linux-{}-python-{}-", host.machine().architecture(), inputs.text("python-version"));
    const std::string key = start + *hash;
    const std::vector<std::string> others =
        inputs.is_true("cache-restore-exact-match") ? std::vector<std::string>() : std::vector<std::string>{start};
    const auto hit = restore_entry(key, others, to_hex(sha256(kVersionText)), false, host);
    if (!hit) {
      return fail(hit.error());
    }
    const std::string matched = hit->has_value() ? (*hit)->key : "";
    host.log(Note::kText,
             matched.empty() ? "pdm cache is not found" : fmt::format("Cache restored from key: {}", matched));
    host.set_output("cache-hit", matched == key ? "true" : "false");
    host.save_state(kKeyState, key);
    host.save_state(kMatchedState, matched);
    return {};
  }
};

}  // namespace

const NativeAction& setup_pdm_action() {
  static const SetupPdm action;
  return action;
}

}  // namespace ropewalk::actions::builtin
