// actions/setup-node: a Node.js of the wanted version on the PATH, its registry, and the cache of its package manager.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "actions/builtin/cache/entry.h"
#include "actions/builtin/registry_more.h"
#include "actions/builtin/script/action_script.h"
#include "actions/builtin/setup_node/node_program.h"
#include "actions/builtin/setup_python/toml.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr std::array kInputs{
    NativeInput{.name = "node-version", .default_value = ""},
    NativeInput{.name = "node-version-file", .default_value = ""},
    NativeInput{.name = "architecture", .default_value = ""},
    NativeInput{.name = "check-latest", .default_value = "false"},
    NativeInput{.name = "registry-url", .default_value = ""},
    NativeInput{.name = "scope", .default_value = ""},
    NativeInput{
        .name = "always-auth", .default_value = "", .until = {5, ActionVersion::kNewest, ActionVersion::kNewest}},
    NativeInput{.name = "token", .default_value = ""},
    NativeInput{.name = "cache", .default_value = ""},
    NativeInput{.name = "package-manager-cache", .default_value = "true", .since = {5, 0, 0}},
    NativeInput{.name = "cache-dependency-path", .default_value = ""},
    NativeInput{.name = "mirror",
                .default_value = "",
                .support = InputSupport::kNotSupported,
                .note = "Node.js comes from this machine or from the npm registry"},
    NativeInput{.name = "mirror-token",
                .default_value = "",
                .support = InputSupport::kNotSupported,
                .note = "Node.js comes from this machine or from the npm registry"},
};

constexpr std::string_view kVersionText = "setup-node|1";
constexpr std::string_view kKeyState = "cache-key";
constexpr std::string_view kMatchedState = "cache-matched-key";
constexpr std::string_view kFolderState = "cache-folder";

/// A text at a path of a JSON object; empty when there is none.
std::string text_at(const json::object& object, const std::vector<std::string_view>& path) {
  const json::object* at = &object;
  std::string_view last;
  for (const std::string_view key : path) {
    if (!last.empty()) {
      const json::value* below = at->if_contains(last);
      at = below == nullptr ? nullptr : below->if_object();
      if (at == nullptr) {
        return {};
      }
    }
    last = key;
  }
  return std::string(string_member(*at, last));
}

Result<std::string> version_in_package(std::string_view text, const std::string& name) {
  const auto package = parse_json(text, name);
  if (!package) {
    return fail(package.error());
  }
  if (!package->is_object()) {
    return std::string();
  }
  const json::object& object = package->get_object();
  const std::array<std::vector<std::string_view>, 3> paths{
      {{"volta", "node"}, {"devEngines", "runtime", "version"}, {"engines", "node"}}};
  for (const auto& path : paths) {
    if (std::string version = text_at(object, path); !version.empty()) {
      return version;
    }
  }
  return std::string();
}

Result<std::string> version_in_file(const std::string& name, StepHost& host) {
  const fs::path file = host.paths().workspace / name;
  if (host.files().type_followed(file) != ports::FileType::kFile) {
    return fail(ErrorKind::kNotFound,
                fmt::format("The specified node version file at: {} does not exist", file.string()));
  }
  const auto text = host.files().read(file);
  if (!text) {
    return fail(text.error());
  }
  const std::string kind = file.filename().string();
  std::string version;
  if (kind.ends_with(".json")) {
    auto found = version_in_package(*text, name);
    if (!found) {
      return found;
    }
    version = std::move(*found);
  } else if (kind.ends_with(".toml")) {
    const auto document = TomlFile::parse(*text, name);
    if (!document) {
      return fail(document.error());
    }
    version = document->text("tools.node").value_or("");
  } else {
    for (const std::string_view line : split_lines(*text)) {
      std::string_view words = trim(line.substr(0, line.find('#')));
      for (const std::string_view start : {"nodejs ", "node "}) {
        if (words.starts_with(start)) {
          words = trim(words.substr(start.size()));
        }
      }
      if (!words.empty() && (words.find(' ') == std::string_view::npos || kind != ".tool-versions")) {
        version = words;
        break;
      }
    }
  }
  if (version.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("Could not determine node version from {}", name));
  }
  return version.starts_with('v') ? version.substr(1) : version;
}

struct Manager {
  std::string_view name;
  std::string_view lock_files;
  std::vector<std::string> ask;
};

std::optional<Manager> find_manager(std::string_view name) {
  if (name == "npm") {
    return Manager{
        "npm", "**/package-lock.json\n**/npm-shrinkwrap.json\n**/yarn.lock", {"npm", "config", "get", "cache"}};
  }
  if (name == "pnpm") {
    return Manager{"pnpm", "**/pnpm-lock.yaml", {"pnpm", "store", "path", "--silent"}};
  }
  if (name == "yarn") {
    return Manager{"yarn", "**/yarn.lock", {"yarn", "cache", "dir"}};
  }
  return std::nullopt;
}

class SetupNode final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/setup-node"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }
  [[nodiscard]] bool has_post() const override { return true; }
  [[nodiscard]] std::string_view post_condition() const override { return "success()"; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const std::string own = to_lower(host.machine().architecture());
    const std::string wanted_architecture = to_lower(inputs.text("architecture"));
    if (!wanted_architecture.empty() && wanted_architecture != own) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("Node.js for {} does not run on this machine, which is {}", wanted_architecture, own));
    }
    auto version = wanted_version(inputs, host);
    if (!version) {
      return fail(std::move(version.error()));
    }
    if (!version->empty()) {
      const auto node = find_node(*version, inputs.is_true("check-latest"), host);
      if (!node) {
        return fail(node.error());
      }
      host.log(Note::kText, fmt::format("Found Node.js {} ({})", node->version, node->origin));
      host.add_path(node->folder);
      host.set_output("node-version", "v" + node->version);
    } else if (const auto given = host.capture_program({"node", "--version"}, {}); given) {
      host.set_output("node-version", trim(given->output));
    }
    if (auto done = set_registry(inputs, host); !done) {
      return done;
    }
    return restore(inputs, host);
  }

  [[nodiscard]] Result<void> post(const Inputs& /*inputs*/, StepHost& host) const override {
    const std::string key = host.state(kKeyState);
    const std::string folder = host.state(kFolderState);
    if (key.empty()) {
      return {};
    }
    if (host.state(kMatchedState) == key) {
      host.log(Note::kText, fmt::format("Cache hit occurred on the primary key {}, not saving cache.", key));
      return {};
    }
    if (host.files().type_followed(folder) != ports::FileType::kDirectory) {
      host.log(Note::kText, fmt::format("Cache folder path is retrieved but doesn't exist on disk: {}", folder));
      return {};
    }
    const auto files = files_to_cache({folder}, host);
    const auto saved = files ? save_entry(key, to_hex(sha256(kVersionText)), *files, host)
                             : Result<bool>(tl::unexpected(files.error()));
    if (!saved) {
      return fail(saved.error());
    }
    host.log(Note::kText, fmt::format("Cache saved with the key: {}", key));
    return {};
  }

 private:
  static Result<std::string> wanted_version(const Inputs& inputs, StepHost& host) {
    const std::string version = inputs.text("node-version");
    const std::string file = inputs.text("node-version-file");
    if (!version.empty() && !file.empty()) {
      host.log(Note::kWarning,
               "Both node-version and node-version-file inputs are specified, only node-version will be used");
    }
    return version.empty() && !file.empty() ? version_in_file(file, host) : Result<std::string>(version);
  }

  /// As the action writes it: an .npmrc of the job, and a token that is a placeholder where there is none.
  static Result<void> set_registry(const Inputs& inputs, StepHost& host) {
    std::string url = inputs.text("registry-url");
    if (url.empty()) {
      return {};
    }
    if (url.find("://") == std::string::npos) {
      return fail(ErrorKind::kInvalid, fmt::format("'{}' is no address of a registry", url));
    }
    url += url.ends_with('/') ? "" : "/";
    std::string scope = inputs.text("scope");
    if (scope.empty() && url.find("npm.pkg.github.com") != std::string::npos) {
      scope = host.github("repository_owner");
    }
    if (!scope.empty() && scope.front() != '@') {
      scope.insert(0, "@");
    }
    const std::string address = url.substr(url.find("://") + 1);
    const fs::path file = host.paths().temp / ".npmrc";
    const std::string text = fmt::format(
        "{}:_authToken=${{NODE_AUTH_TOKEN}}\n{}registry={}\n{}", address, scope.empty() ? "" : to_lower(scope) + ":",
        url, inputs.text("always-auth").empty() ? "" : fmt::format("always-auth={}\n", inputs.text("always-auth")));
    if (auto written = host.files().write_quick(file, text); !written) {
      return written;
    }
    host.set_variable("NPM_CONFIG_USERCONFIG", file.string());
    const std::string token = host.variable("NODE_AUTH_TOKEN");
    host.set_variable("NODE_AUTH_TOKEN", token.empty() ? "XXXXX-XXXXX-XXXXX-XXXXX" : token);
    return {};
  }

  /// What the inputs say, or npm where package.json names it and nobody has said no.
  static Result<std::string> manager_of(const Inputs& inputs, StepHost& host) {
    std::string wanted = to_lower(inputs.text("cache"));
    if (!wanted.empty() || !inputs.has("package-manager-cache") || !inputs.is_true("package-manager-cache")) {
      return wanted;
    }
    const fs::path file = host.paths().workspace / "package.json";
    if (host.files().type_followed(file) != ports::FileType::kFile) {
      return std::string();
    }
    const auto text = host.files().read(file);
    const auto package = text ? parse_json(*text, "package.json") : Result<json::value>(tl::unexpected(text.error()));
    if (!package || !package->is_object()) {
      return std::string();
    }
    const json::object& object = package->get_object();
    const bool is_npm = text_at(object, {"devEngines", "packageManager", "name"}) == "npm" ||
                        string_member(object, "packageManager").starts_with("npm@");
    return is_npm ? std::string("npm") : std::string();
  }

  static Result<void> restore(const Inputs& inputs, StepHost& host) {
    const auto wanted = manager_of(inputs, host);
    if (!wanted || wanted->empty()) {
      return wanted ? Result<void>() : fail(wanted.error());
    }
    const auto manager = find_manager(*wanted);
    if (!manager) {
      return fail(ErrorKind::kInvalid, fmt::format("Caching for '{}' is not supported", *wanted));
    }
    const auto asked = host.capture_program(manager->ask, {});
    if (!asked || asked->outcome.exit_code != 0) {
      return fail(ErrorKind::kNotFound, fmt::format("Could not get cache folder path for {}", *wanted));
    }
    const std::string folder(trim(asked->output));
    const std::vector<std::string> given = inputs.lines("cache-dependency-path");
    std::vector<std::string> patterns = given;
    if (patterns.empty()) {
      for (const std::string_view pattern : split_lines(manager->lock_files)) {
        patterns.emplace_back(pattern);
      }
    }
    const auto hash = host.hash_files(patterns);
    if (!hash) {
      return fail(hash.error());
    }
    if (hash->empty()) {
      return fail(ErrorKind::kNotFound, given.empty()
                                            ? fmt::format("Dependencies lock file is not found in {}. Supported file "
                                                          "patterns: {}",
                                                          host.paths().workspace.string(), join(patterns, ","))
                                            : "Some specified paths were not resolved, unable to cache dependencies.");
    }
    const std::string key =
        fmt::format("node-cache-Linux-{}-{}-{}", to_lower(host.machine().architecture()), *wanted, *hash);
    host.set_output("cache-primary-key", key);
    const auto hit = restore_entry(key, {}, to_hex(sha256(kVersionText)), false, host);
    if (!hit) {
      return fail(hit.error());
    }
    const std::string matched = hit->has_value() ? (*hit)->key : "";
    host.log(Note::kText, matched.empty() ? fmt::format("{} cache is not found", *wanted)
                                          : fmt::format("Cache restored from key: {}", matched));
    host.set_output("cache-hit", matched.empty() ? "false" : "true");
    host.set_output("cache-matched-key", matched);
    host.save_state(kKeyState, key);
    host.save_state(kMatchedState, matched);
    host.save_state(kFolderState, folder);
    return {};
  }
};

}  // namespace

const NativeAction& setup_node_action() {
  static const SetupNode action;
  return action;
}

}  // namespace ropewalk::actions::builtin
