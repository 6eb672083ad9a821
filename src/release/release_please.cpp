// The settings of release-please (https://github.com/googleapis/release-please, "Manifest driven release").
#include <fmt/format.h>

#include "base/strings.h"
#include "release/setting_files.h"

namespace ropewalk::release {
namespace {

/// A setting of the package, or else of the whole file.
const json::value* setting(const json::object& config, const json::object* package, std::string_view key) {
  const json::value* own = package != nullptr ? package->if_contains(key) : nullptr;
  return own != nullptr ? own : config.if_contains(key);
}

std::optional<bool> flag(const json::value* value) {
  return value != nullptr && value->is_bool() ? std::optional(value->get_bool()) : std::nullopt;
}

std::string text(const json::value* value) {
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

Result<void> read_release_please(const json::object& config, const json::object& manifest, std::string_view package,
                                 Settings& settings) {
  settings.source = "release-please-config.json";
  const std::string path = package.empty() ? "." : std::string(package);
  const json::value* packages = config.if_contains("packages");
  const json::object* own = nullptr;
  if (packages != nullptr && packages->is_object()) {
    const json::value* found = packages->get_object().if_contains(path);
    own = found != nullptr ? found->if_object() : nullptr;
    if (own == nullptr) {
      return fail(ErrorKind::kUsage, fmt::format("release-please-config.json has no package '{}'", path));
    }
  }
  std::string component = text(setting(config, own, "component"));
  component = component.empty() ? text(setting(config, own, "package-name")) : component;
  if (!component.empty()) {
    settings.names.insert(settings.names.begin(), component);
  }
  // At the top a name that only the project's file says is in no tag until somebody wants it there.
  const bool has_component =
      flag(setting(config, own, "include-component-in-tag")).value_or(path != "." || !component.empty());
  const bool has_v = flag(setting(config, own, "include-v-in-tag")).value_or(true);
  std::string between = text(setting(config, own, "tag-separator"));
  between = between.empty() ? "-" : between;
  const std::string name = settings.names.empty() ? "" : settings.names.front();
  settings.tag_format =
      fmt::format("{}{}{{version}}", has_component && !name.empty() ? name + between : "", has_v ? "v" : "");
  if (const auto capped = flag(setting(config, own, "bump-minor-pre-major"))) {
    settings.major_on_zero = !*capped;
  }
  settings.minor_is_patch_on_zero = flag(setting(config, own, "bump-patch-for-minor-pre-major")).value_or(false);
  if (const json::value* files = setting(config, own, "extra-files"); files != nullptr && files->is_array()) {
    settings.remarks.emplace_back("release-please's extra-files are not stamped: name them in release, version-files");
  }
  if (const std::string file = text(setting(config, own, "changelog-path")); !file.empty()) {
    settings.changelog_file = file;
  }
  if (const std::string_view version = string_member(manifest, path); !version.empty()) {
    settings.manifest_version = std::string(version);
  }
  return {};
}

}  // namespace ropewalk::release
