// hynek/build-and-inspect-python-package: builds sdist and wheel, looks into them, keeps them as artifacts.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/registry.h"
#include "actions/builtin/registry_more.h"
#include "actions/builtin/script/action_script.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::array kInputs{
    NativeInput{.name = "path", .default_value = "."},
    NativeInput{.name = "skip-wheel", .default_value = "false"},
    NativeInput{.name = "skip-sdist", .default_value = "false"},
    NativeInput{.name = "upload-name-suffix", .default_value = ""},
    NativeInput{.name = "attest-build-provenance-github",
                .default_value = "false",
                .support = InputSupport::kNotSupported,
                .note = "attestations are signed with GitHub's own identity, which no other machine has"},
    NativeInput{.name = "python-version", .default_value = "3.x"},
    NativeInput{.name = "include-free-threaded", .default_value = "false"},
};

constexpr std::string_view kScript = R"sh(
if [ "$SKIP_WHEEL" = true ] && [ "$SKIP_SDIST" = true ]; then
  echo "::error::skip-wheel and skip-sdist cannot both be 'true'."
  exit 1
fi
unset UV_SYSTEM_PYTHON UV_PYTHON UV_EXCLUDE_NEWER
use_python_of_job "$PYTHON"
top=$RUNNER_TEMP/baipp
rm -rf "$top"
new_venv "$top"
install_into "$top" build check-wheel-contents twine wheel
cd "$GITHUB_WORKSPACE/$PACKAGE"
SOURCE_DATE_EPOCH=$(git log -1 --pretty=%ct)
export SOURCE_DATE_EPOCH
echo "Setting SOURCE_DATE_EPOCH to $SOURCE_DATE_EPOCH."
words=()
[ "$SKIP_WHEEL" != true ] || words+=(--sdist)
[ "$SKIP_SDIST" != true ] || words+=(--wheel)
if has_uv; then
  uv build --out-dir "$top/dist" "${words[@]}"
  rm -f "$top/dist/.gitignore"
else
  "$top/bin/python" -m build --outdir "$top/dist" "${words[@]}"
fi
echo "dist=$top/dist" >>"$GITHUB_OUTPUT"
echo "artifact-name=Packages$SUFFIX" >>"$GITHUB_OUTPUT"
ls -l "$top/dist"
[ "$SKIP_WHEEL" = true ] || "$top/bin/check-wheel-contents" "$top"/dist/*.whl
"$top/bin/python" -m twine check --strict "$top"/dist/*
"$top/bin/python" - "$top" <<'PY' >>"$GITHUB_OUTPUT"
import email.parser, glob, json, os, pathlib, re, sys, tarfile, zipfile
top = pathlib.Path(sys.argv[1])
kept = top / "metadata"
kept.mkdir()
sdists = glob.glob(f"{top}/dist/*.tar.gz")
if sdists:
    with tarfile.open(sdists[0]) as archive:
        name = min((n for n in archive.getnames() if n.endswith("/PKG-INFO")), key=lambda n: n.count("/"))
        names, text = archive.getnames(), archive.extractfile(name).read().decode()
    (kept / "PKG-INFO").write_text(text)
else:
    with zipfile.ZipFile(glob.glob(f"{top}/dist/*.whl")[0]) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        names, text = archive.namelist(), archive.read(name).decode()
    (kept / "METADATA").write_text(text)
print("\n".join(names), file=sys.stderr)
info = email.parser.Parser().parsestr(text)
if info.get("Name") is None:
    raise RuntimeError("Package name is not set")
versions = []
for classifier in info.get_all("Classifier", []):
    match = re.match(r"Programming Language :: Python :: (\d+\.\d+)$", classifier)
    if match:
        versions.append(match.group(1))
        if os.environ["FREE_THREADED"] == "true" and tuple(map(int, match.group(1).split("."))) >= (3, 14):
            versions.append(match.group(1) + "t")
print("package_name=" + info["Name"])
print("package_version=" + info.get("Version", "0.0.0"))
print("supported_python_classifiers_json_array=" + json.dumps(versions))
print("supported_python_classifiers_json_job_matrix_value=" + json.dumps({"python-version": versions}))
suffix = {"text/markdown": "md", "text/x-rst": "rst"}.get((info.get("Description-Content-Type") or "").split(";")[0])
if suffix:
    (top / f"PyPI-README.{suffix}").write_text(info.get_payload())
PY
)sh";

Result<void> upload(const std::string& name, const std::string& path, StepHost& host) {
  std::vector<std::string> warnings;
  const auto inputs = prepare_inputs(upload_artifact_action(), {{"name", name}, {"path", path}}, warnings);
  return inputs ? upload_artifact_action().main(*inputs, host) : fail(inputs.error());
}

class InspectPackage final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "hynek/build-and-inspect-python-package"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    std::vector<std::string> warnings;
    const auto python =
        prepare_inputs(setup_python_action(),
                       {{"python-version", inputs.text("python-version")}, {"update-environment", "false"}}, warnings);
    if (auto done = python ? setup_python_action().main(*python, host) : fail(python.error()); !done) {
      return done;
    }
    const std::string suffix = inputs.text("upload-name-suffix");
    const std::string script = std::string(python_tool_functions()) + std::string(kScript);
    auto done = run_action_script({.text = script,
                                   .variables = {{"PACKAGE", inputs.text("path")},
                                                 {"SKIP_WHEEL", inputs.text("skip-wheel")},
                                                 {"SKIP_SDIST", inputs.text("skip-sdist")},
                                                 {"SUFFIX", suffix},
                                                 {"PYTHON", inputs.text("python-version")},
                                                 {"FREE_THREADED", inputs.text("include-free-threaded")}}},
                                  "the package could not be built, or is not fit to publish", host);
    const std::string top = (host.paths().temp / "baipp").string();
    done = done ? upload("Packages" + suffix, top + "/dist/*", host) : done;
    done = done ? upload("Package Metadata" + suffix, top + "/metadata/*", host) : done;
    return done ? upload("PyPI README" + suffix, top + "/PyPI-README.*", host) : done;
  }
};

}  // namespace

const NativeAction& inspect_package_action() {
  static const InspectPackage action;
  return action;
}

}  // namespace ropewalk::actions::builtin
