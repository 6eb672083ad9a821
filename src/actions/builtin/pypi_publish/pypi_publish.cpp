// pypa/gh-action-pypi-publish: checks what would be published, and says what that is. It goes out only where the user
// of this machine has said so (ROPEWALK_ALLOW_PUBLISH=1), or to an index on this machine.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/registry_more.h"
#include "actions/builtin/script/action_script.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kPyPi = "https://upload.pypi.org/legacy/";

constexpr std::array kInputs{
    NativeInput{.name = "user", .default_value = "__token__"},
    NativeInput{.name = "password", .default_value = ""},
    NativeInput{.name = "repository-url", .default_value = ""},
    NativeInput{.name = "repository_url", .default_value = kPyPi},
    NativeInput{.name = "packages-dir", .default_value = ""},
    NativeInput{.name = "packages_dir", .default_value = "dist"},
    NativeInput{.name = "verify-metadata", .default_value = ""},
    NativeInput{.name = "verify_metadata", .default_value = "true"},
    NativeInput{.name = "skip-existing", .default_value = ""},
    NativeInput{.name = "skip_existing", .default_value = "false"},
    NativeInput{.name = "verbose", .default_value = "false"},
    NativeInput{.name = "print-hash", .default_value = ""},
    NativeInput{.name = "print_hash", .default_value = "false"},
    NativeInput{.name = "attestations", .default_value = "true"},
};

constexpr std::string_view kScript = R"sh(
shopt -s nullglob
files=("$PACKAGES_DIR"/*.whl "$PACKAGES_DIR"/*.tar.gz "$PACKAGES_DIR"/*.zip)
if [ ${#files[@]} = 0 ]; then
  echo "::error::It looks like there are no Python distribution packages to publish in the directory '$PACKAGES_DIR/'. Please verify that they are in place should you face this problem."
  exit 1
fi
if [ "$VERIFY" != false ] || [ "$PUBLISH" = true ]; then
  venv=$RUNNER_TEMP/_pypi_publish
  [ -x "$venv/bin/twine" ] || { new_venv "$venv"; install_into "$venv" twine; }
fi
if [ "$VERIFY" != false ]; then
  "$venv/bin/twine" check "${files[@]}"
fi
if [ "$PRINT_HASH" = true ]; then
  for file in "${files[@]}"; do
    echo "Showing hash values of ${file##*/}:"
    for kind in sha256 md5; do echo "  ${kind^^}: $(${kind}sum "$file" | cut -d' ' -f1)"; done
  done
fi
if [ "$PUBLISH" != true ]; then
  for file in "${files[@]}"; do echo "Not published: ${file##*/} (to $URL as $TWINE_USERNAME)"; done
  exit 0
fi
words=()
[ "$SKIP_EXISTING" = false ] || words+=(--skip-existing)
[ "$VERBOSE" = false ] || words+=(--verbose)
"$venv/bin/twine" upload --non-interactive --disable-progress-bar --repository-url "$URL" "${words[@]}" "${files[@]}"
)sh";

/// The new name of an input, else the old one.
std::string either(const Inputs& inputs, std::string_view name, std::string_view old) {
  const std::string value = inputs.text(name);
  return value.empty() ? inputs.text(old) : value;
}

bool is_of_this_machine(std::string_view url) {
  for (const std::string_view start : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    if (url.starts_with(start) &&
        (url.size() == start.size() || url[start.size()] == ':' || url[start.size()] == '/')) {
      return true;
    }
  }
  return false;
}

class PypiPublish final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "pypa/gh-action-pypi-publish"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const std::string url = either(inputs, "repository-url", "repository_url");
    const bool is_allowed = host.machine().variable("ROPEWALK_ALLOW_PUBLISH").value_or("") == "1";
    const bool publishes = is_allowed || is_of_this_machine(url);
    const std::string password = inputs.text("password");
    if (publishes && password.empty()) {
      return fail(ErrorKind::kInvalid, "there is no password or token to publish with",
                  "trusted publishing needs GitHub's own identity: give the input 'password' a token here");
    }
    if (!publishes) {
      host.log(Note::kNotice, fmt::format("Nothing is published from this machine to {}: ROPEWALK_ALLOW_PUBLISH=1 "
                                          "lets it",
                                          url));
    }
    const std::string script = std::string(python_tool_functions()) + std::string(kScript);
    return run_action_script(
        {.text = script,
         .variables = {{"PACKAGES_DIR", either(inputs, "packages-dir", "packages_dir")},
                       {"VERIFY", to_lower(either(inputs, "verify-metadata", "verify_metadata"))},
                       {"SKIP_EXISTING", to_lower(either(inputs, "skip-existing", "skip_existing"))},
                       {"PRINT_HASH", to_lower(either(inputs, "print-hash", "print_hash"))},
                       {"VERBOSE", to_lower(inputs.text("verbose"))},
                       {"URL", url},
                       {"PUBLISH", publishes ? "true" : "false"},
                       {"TWINE_USERNAME", inputs.text("user")},
                       {"TWINE_PASSWORD", password}}},
        publishes ? "the packages could not be published" : "the packages are not fit to publish", host);
  }
};

}  // namespace

const NativeAction& pypi_publish_action() {
  static const PypiPublish action;
  return action;
}

}  // namespace ropewalk::actions::builtin
