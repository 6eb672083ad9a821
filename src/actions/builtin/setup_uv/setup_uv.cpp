// astral-sh/setup-uv: uv on the PATH, its folders, a virtual environment and its cache.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/cache/entry.h"
#include "actions/builtin/registry.h"
#include "actions/builtin/setup_python/toml.h"
#include "actions/builtin/setup_uv/uv_program.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefaultGlobs =
    "**/*requirements*.txt\n**/*requirements*.in\n**/*constraints*.txt\n**/*constraints*.in\n**/pyproject.toml\n"
    "**/uv.lock\n**/*.py.lock\n";

constexpr std::array kInputs{
    NativeInput{.name = "version", .default_value = ""},
    NativeInput{.name = "version-file", .default_value = ""},
    NativeInput{.name = "python-version", .default_value = ""},
    NativeInput{.name = "activate-environment", .default_value = "false"},
    NativeInput{.name = "venv-path", .default_value = ""},
    NativeInput{.name = "working-directory", .default_value = ""},
    NativeInput{.name = "checksum",
                .default_value = "",
                .support = InputSupport::kNotSupported,
                .note = "uv comes from this machine or from the package index, which have checksums of their own"},
    NativeInput{.name = "github-token", .default_value = ""},
    NativeInput{.name = "enable-cache", .default_value = "auto"},
    NativeInput{.name = "cache-dependency-glob", .default_value = kDefaultGlobs},
    NativeInput{.name = "restore-cache", .default_value = "true"},
    NativeInput{.name = "save-cache", .default_value = "true"},
    NativeInput{.name = "cache-suffix", .default_value = ""},
    NativeInput{.name = "cache-local-path", .default_value = ""},
    NativeInput{.name = "prune-cache", .default_value = "true"},
    NativeInput{.name = "cache-python", .default_value = "false"},
    NativeInput{.name = "ignore-nothing-to-cache", .default_value = "false"},
    NativeInput{.name = "ignore-empty-workdir", .default_value = "false"},
    NativeInput{.name = "tool-dir", .default_value = ""},
    NativeInput{.name = "tool-bin-dir", .default_value = ""},
    NativeInput{.name = "server-url", .default_value = "https://github.com"},
    NativeInput{.name = "manifest-file",
                .default_value = "",
                .support = InputSupport::kNotSupported,
                .note = "uv comes from this machine or from the package index"},
    NativeInput{.name = "add-problem-matchers", .default_value = "true"},
    NativeInput{.name = "resolution-strategy", .default_value = "highest"},
};

constexpr std::string_view kMatcher = R"json({
  "problemMatcher": [
    {
      "owner": "python",
      "pattern": [
        {"regexp": "^\\s*File\\s\\\"(.*)\\\",\\sline\\s(\\d+),\\sin\\s(.*)$", "file": 1, "line": 2},
        {"regexp": "^\\s*raise\\s(.*)\\(\\'(.*)\\'\\)$", "message": 2}
      ]
    }
  ]
}
)json";

constexpr std::string_view kKeyState = "cache-key";
constexpr std::string_view kMatchedState = "cache-matched-key";
/// What the entries of this action have in common; the folder of uv's cache is always the shared one.
constexpr std::string_view kVersionText = "setup-uv|1.0";

/// `required-version` of uv.toml, or of `[tool.uv]` in pyproject.toml; empty when neither has one.
Result<std::string> required_version(const fs::path& folder, StepHost& host) {
  for (const auto& [name, key] :
       {std::pair{"uv.toml", "required-version"}, {"pyproject.toml", "tool.uv.required-version"}}) {
    const fs::path file = folder / name;
    if (host.files().type_followed(file) != ports::FileType::kFile) {
      continue;
    }
    const auto text = host.files().read(file);
    const auto document = text ? TomlFile::parse(*text, name) : Result<TomlFile>(fail(text.error()));
    if (!document) {
      return fail(document.error());
    }
    if (const auto version = document->text(key)) {
      return *version;
    }
  }
  return std::string();
}

/// A file that pins it: uv.toml, pyproject.toml, requirements.txt (`uv==0.5.1`) or .tool-versions (`uv 0.5.1`).
Result<std::string> version_in_file(const fs::path& file, StepHost& host) {
  const auto text = host.files().read(file);
  if (!text) {
    return fail(text.error());
  }
  if (file.extension() == ".toml") {
    return required_version(file.parent_path(), host);
  }
  for (const std::string_view line : split_lines(*text)) {
    const std::string_view words = trim(line.substr(0, line.find('#')));
    if (words.starts_with("uv==") || words.starts_with("uv ")) {
      const std::string_view rest = trim(words.substr(words.starts_with("uv==") ? 4 : 3));
      return std::string(rest.substr(0, rest.find_first_of(" ;\\")));
    }
  }
  return std::string();
}

Result<std::string> wanted_version(const Inputs& inputs, const fs::path& folder, StepHost& host) {
  if (const std::string version = inputs.text("version"); !version.empty()) {
    return version;
  }
  const std::string file = inputs.text("version-file");
  auto found = file.empty() ? required_version(folder, host) : version_in_file(host.paths().workspace / file, host);
  if (!found) {
    return found;
  }
  if (found->empty() && !file.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("Could not determine uv version from file: {}", file));
  }
  return found->empty() ? std::string("latest") : *found;
}

Result<void> run_uv(const UvProgram& uv, std::vector<std::string> arguments, StepHost& host) {
  arguments.insert(arguments.begin(), (uv.folder / "uv").string());
  const auto outcome = host.run_program(arguments, {});
  if (!outcome) {
    return fail(outcome.error());
  }
  if (outcome->exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("uv {} ended with exit code {}", arguments[1], outcome->exit_code));
  }
  return {};
}

class SetupUv final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "astral-sh/setup-uv"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }
  [[nodiscard]] bool has_post() const override { return true; }
  [[nodiscard]] std::string_view post_condition() const override { return "success()"; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const fs::path folder = host.paths().workspace / inputs.text("working-directory");
    const auto version = wanted_version(inputs, folder, host);
    if (!version) {
      return fail(version.error());
    }
    const std::string strategy = inputs.text("resolution-strategy");
    if (strategy != "highest" && strategy != "lowest") {
      return fail(ErrorKind::kInvalid,
                  fmt::format("Invalid resolution-strategy: {}. Must be 'highest' or 'lowest'.", strategy));
    }
    const auto uv = find_uv(*version, strategy == "lowest", host);
    if (!uv) {
      return fail(uv.error());
    }
    host.log(Note::kText, fmt::format("Successfully installed uv version {} (from {})", uv->version, uv->origin));
    host.add_path(uv->folder);
    host.set_output("uv-version", uv->version);
    host.set_output("uv-path", (uv->folder / "uv").string());
    host.set_output("uvx-path", (uv->folder / "uvx").string());
    set_folders(inputs, host);
    if (auto done = set_up_python(inputs, *uv, folder, host); !done) {
      return done;
    }
    if (auto done = add_matcher(inputs, host); !done) {
      return done;
    }
    return restore(inputs, *uv, host);
  }

  [[nodiscard]] Result<void> post(const Inputs& /*inputs*/, StepHost& host) const override {
    const std::string key = host.state(kKeyState);
    if (key.empty()) {
      return {};
    }
    if (host.state(kMatchedState) == key) {
      host.log(Note::kText, fmt::format("Cache hit occurred on key {}, not saving cache.", key));
      return {};
    }
    const fs::path marker = host.paths().temp / "_setup_uv" / "cache-key";
    if (auto written = host.files().write(marker, key); !written) {
      return written;
    }
    const auto saved = save_entry(key, to_hex(sha256(kVersionText)), {{marker, std::string("cache-key")}}, host);
    if (!saved) {
      return fail(saved.error());
    }
    host.log(Note::kText, *saved ? fmt::format("cache saved with the key: {}", key) : "cache already exists");
    return {};
  }

 private:
  static void set_folders(const Inputs& inputs, StepHost& host) {
    if (const std::string tools = inputs.text("tool-dir"); !tools.empty()) {
      host.set_variable("UV_TOOL_DIR", (host.paths().workspace / tools).string());
    }
    fs::path programs = host.paths().home / ".local" / "bin";
    if (const std::string folder = inputs.text("tool-bin-dir"); !folder.empty()) {
      programs = host.paths().workspace / folder;
      host.set_variable("UV_TOOL_BIN_DIR", programs.string());
    }
    host.add_path(programs);
    const std::string cache = inputs.text("cache-local-path");
    const fs::path shared = host.paths().shared_cache / "uv" / "cache";
    host.set_variable("UV_CACHE_DIR", (cache.empty() ? shared : host.paths().workspace / cache).string());
  }

  static Result<void> set_up_python(const Inputs& inputs, const UvProgram& uv, const fs::path& folder, StepHost& host) {
    const std::string python = inputs.text("python-version");
    if (!python.empty()) {
      host.set_variable("UV_PYTHON", python);
      host.set_output("python-version", python);
    }
    if (!inputs.is_true("activate-environment")) {
      return {};
    }
    const std::string path = inputs.text("venv-path");
    const fs::path venv = path.empty() ? folder / ".venv" : host.paths().workspace / path;
    std::vector<std::string> arguments{"venv", venv.string(), "--directory", folder.string()};
    if (!python.empty()) {
      arguments.insert(arguments.end(), {"--python", python});
    }
    if (auto made = run_uv(uv, std::move(arguments), host); !made) {
      return made;
    }
    host.add_path(venv / "bin");
    host.set_variable("VIRTUAL_ENV", venv.string());
    host.set_output("venv", venv.string());
    return {};
  }

  static Result<void> add_matcher(const Inputs& inputs, StepHost& host) {
    if (!inputs.is_true("add-problem-matchers")) {
      return {};
    }
    const fs::path matcher = host.paths().temp / "_setup_uv" / "python.json";
    if (auto written = host.files().write_quick(matcher, kMatcher); !written) {
      return written;
    }
    host.add_matcher(matcher);
    return {};
  }

  /// The cache's folder is shared by all jobs of this machine; the entry says whether these files had filled it before.
  static Result<void> restore(const Inputs& inputs, const UvProgram& uv, StepHost& host) {
    const std::string wanted = inputs.text("enable-cache");
    if (wanted != "auto" && wanted != "true") {
      host.set_output("cache-hit", "false");
      return {};
    }
    const auto hash = host.hash_files(inputs.lines("cache-dependency-glob"));
    if (!hash) {
      return fail(hash.error());
    }
    if (hash->empty()) {
      host.log(Note::kWarning, "No file matched to [" + join(inputs.lines("cache-dependency-glob"), ",") +
                                   "]. The cache will never get invalidated. Make sure you have checked out the target "
                                   "repository and configured the cache-dependency-glob input correctly.");
    }
    const std::string suffix = inputs.text("cache-suffix");
    const std::string key =
        fmt::format("setup-uv-2-{}-unknown-linux-gnu-{}-pruned-{}{}",
                    host.machine().architecture() == "ARM64" ? "aarch64" : "x86_64",
                    inputs.text("python-version").empty() ? uv.version : inputs.text("python-version"),
                    hash->empty() ? "no-dependency-glob" : *hash, suffix.empty() ? "" : "-" + suffix);
    host.set_output("cache-key", key);
    std::string matched;
    if (inputs.is_true("restore-cache")) {
      const auto hit = restore_entry(key, {}, to_hex(sha256(kVersionText)), true, host);
      if (!hit) {
        return fail(hit.error());
      }
      matched = hit->has_value() ? (*hit)->key : "";
    }
    host.log(Note::kText, matched.empty() ? fmt::format("No cache found for key: {}", key)
                                          : fmt::format("cache restored from key: {}", matched));
    host.set_output("cache-hit", matched.empty() ? "false" : "true");
    if (inputs.is_true("save-cache")) {
      host.save_state(kKeyState, key);
      host.save_state(kMatchedState, matched);
    }
    return {};
  }
};

}  // namespace

const NativeAction& setup_uv_action() {
  static const SetupUv action;
  return action;
}

}  // namespace ropewalk::actions::builtin
